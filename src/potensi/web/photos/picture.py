"""From the bytes of any file to a clean picture, or to the reason why not. Nothing is stored here.

A file is looked at before it is decoded (its kind, its pixels, whether it is something else besides a picture), then
really decoded, turned upright, brought to the usual colours, shrunk, and written anew. Only pixels come through: where
it was taken, by what device, comments and whatever was hidden in it stay behind.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import threading
import zipfile
import zlib
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from potensi.errors import PotensiError
from potensi.language import DEFAULT_LANGUAGE, number, say

LARGEST_SIDE, SMALL_SIDE, SMALLEST_SIDE = 1600, 480, 64
MAX_BYTES, MAX_PIXELS = 8_000_000, 50_000_000
MEDIA_TYPE = "image/jpeg"
# Decoding takes memory for every pixel; no more of it at once than there are processors.
_AT_ONCE = threading.BoundedSemaphore(os.cpu_count() or 1)
_KINDS = ("JPEG", "PNG", "WEBP")
_QUALITY, _SMALL_QUALITY = 82, 75
_MEGA = 1_000_000
# A picture in many thousand layers, each of a few bytes, keeps a processor busy for minutes. Cameras write ten.
_MAX_SCANS, _SCAN = 100, b"\xff\xda"
_HEAD = 1024
_HEIC = re.compile(rb"^.{4}ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL)
_MARKUP = re.compile(rb"^(\xef\xbb\xbf)?\s*<")
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_HIDDEN = re.compile(rb"<(script|html|iframe|svg|!doctype)[\s>]|<\?php", re.IGNORECASE)
# What Pillow's readers raise on bytes that are no such picture.
_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, ArithmeticError,
               struct.error, zlib.error, NotImplementedError, AttributeError, MemoryError, Warning)  # fmt: skip


class PhotoRefused(PotensiError):
    """A file is not kept; the sentence (``words/photos.toml``) says why and what to do."""

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return why, in the reader's language."""
        shown = {name: number(value, lang) if isinstance(value, int) else value for name, value in self.params.items()}
        return say(f"photos.refused.{self.code}", lang, **shown)


@dataclass(frozen=True)
class Picture:
    """A clean picture, ready to be kept, with a small one for lists."""

    content: bytes
    small: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """What names it."""
        return hashlib.sha256(self.content).hexdigest()


def read(content: bytes) -> Picture:
    """Return a file's picture, clean; raise PhotoRefused with the reason where there is none to be had."""
    _look_at(content)
    with _AT_ONCE:
        try:
            whole = _decoded(content)
        except _UNREADABLE as error:
            raise PhotoRefused("damaged") from error
    return Picture(_written(whole, _QUALITY), smaller(whole), *whole.size)


def smaller(whole: Image.Image) -> bytes:
    """Return a picture as the small file that lists show."""
    small = whole.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return _written(small, _SMALL_QUALITY)


def smaller_of(content: bytes) -> bytes:
    """Return the small file of a kept one."""
    with Image.open(io.BytesIO(content), formats=_KINDS) as image:
        return smaller(image)


def _look_at(content: bytes) -> None:
    """Refuse what can be told without decoding any pixel."""
    if not content:
        raise PhotoRefused("empty")
    if len(content) > MAX_BYTES:
        raise PhotoRefused("too_large", bound=MAX_BYTES // _MEGA)
    if _HEIC.match(content):
        raise PhotoRefused("heic")
    if _MARKUP.match(content[:_HEAD]):
        raise PhotoRefused("drawing" if _SVG.search(content) else "page")
    kind, mode, (width, height) = _header(content)
    if mode == "CMYK":
        raise PhotoRefused("print_colours")
    if width * height > MAX_PIXELS:
        raise PhotoRefused("too_many_pixels", width=width, height=height, bound=MAX_PIXELS // _MEGA)
    if min(width, height) < SMALLEST_SIDE:
        raise PhotoRefused("too_small", width=width, height=height, bound=SMALLEST_SIDE)
    if kind == "JPEG" and content.count(_SCAN) > _MAX_SCANS:
        raise PhotoRefused("damaged")
    if _something_else(content):
        raise PhotoRefused("two_in_one")


def _header(content: bytes) -> tuple[str, str, tuple[int, int]]:
    """Return kind, colours and size as a file's head states them."""
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as image:
            # Several pictures in one JPEG (a telephone's depth or motion) are called MPO; the first is the photo.
            return image.format or "", image.mode, image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoRefused("far_too_many_pixels", bound=MAX_PIXELS // _MEGA) from error
    except _UNREADABLE as error:
        raise PhotoRefused("damaged" if _begins_like_a_picture(content) else "other_kind") from error


def _begins_like_a_picture(content: bytes) -> bool:
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return webp or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _something_else(content: bytes) -> bool:
    """Whether a picture is a page, a script, an archive or a document as well."""
    return bool(
        _HIDDEN.search(content) or b"%PDF-" in content[:_HEAD] or zipfile.is_zipfile(io.BytesIO(content))
    )  # fmt: skip


def _decoded(content: bytes) -> Image.Image:
    """Return the first picture of a file, upright, in usual colours, at most so large, and without anything else."""
    with Image.open(io.BytesIO(content), formats=_KINDS) as image:
        # A JPEG can be decoded smaller than it is, in a fraction of the time and memory.
        image.draft(None, (LARGEST_SIDE, LARGEST_SIDE))
        image.load()
        profile = image.info.get("icc_profile")
        upright = _upright(image)
    if upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256).convert("L")
    if upright.mode not in ("L", "RGB", "LA", "RGBA"):
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    usual = _on_white(_usual_colours(upright, profile))
    # A picture of pixels alone: nothing that came with them is carried along.
    clean = Image.new("RGB", usual.size)
    clean.paste(usual)
    return clean


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _UNREADABLE:
        # Which way is up stands in a note that cannot be read: the picture stays as it is.
        return image.copy()


def _usual_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in the colours that every screen shows (sRGB), where it came in others."""
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        own, usual = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(image, own, usual, outputMode=image.mode)
    except (ImageCms.PyCMSError, *_UNREADABLE):
        return image
    return changed or image


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture without holes: what is transparent becomes white, as on paper."""
    if image.mode not in ("LA", "RGBA"):
        return image.convert("RGB")
    above = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), above).convert("RGB")


def _written(image: Image.Image, quality: int) -> bytes:
    # JPEG, since every form that photos are printed in takes it: pages, PDF, slides, workbooks. Not progressive: that
    # would save three bytes in a hundred and take more than twice the time, while a whole cohort is sending.
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, exif=b"", icc_profile=None)
    return out.getvalue()
