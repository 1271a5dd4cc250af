"""Photos and bad files, made on the spot."""

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

SEED = 2015


def image(width=800, height=600, mode="RGB"):
    """Return a picture whose left is red, right blue, upper half lighter: which way is up can be seen."""
    found = Image.new("RGB", (width, height))
    found.paste((200, 40, 40), (0, 0, width // 2, height))
    found.paste((40, 40, 200), (width // 2, 0, width, height))
    found.paste((240, 200, 200), (0, 0, width // 2, height // 2))
    return found.convert(mode)


def saved(picture, kind="JPEG", **more):
    """Return a picture as a file's bytes."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def exif_with_place(orientation=1):
    """Return EXIF data as a telephone writes them: where (Banyuwangi), when, with what, by whom."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, "TeleponRahasia", "Nama Pemilik"
    exif.get_ifd(0x8769)[0x9003] = "2015:09:20 08:00:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (8.0, 13.0, 9.0), "E", (114.0, 22.0, 9.0)
    return exif


def telling_jpeg(orientation=1):
    """Return a JPEG that tells everything about its maker, in every place that there is for it."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>-8.2192, 114.3692 RahasiaXMP</place></x:xmpmeta>'
    plain = saved(image(), exif=exif_with_place(orientation), comment=b"RahasiaKomentar", icc_profile=profile, xmp=xmp)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0cRahasiaIPTC!"
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return plain[:2] + segment + plain[2:]


def telling_png():
    """Return a PNG with notes and a place."""
    notes = PngInfo()
    notes.add_text("Author", "RahasiaTeks")
    notes.add_itxt("XML:com.adobe.xmp", "<x>RahasiaXMP</x>")
    return saved(image(), "PNG", pnginfo=notes, exif=exif_with_place())


def png_of_size(width, height):
    """Return the head of a PNG that says it is so large, with no pixels to speak of: a bomb."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10_000)) + chunk(b"IEND", b"")


def archive():
    """Return a zip with a page in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("index.html", "<script>alert(1)</script>")
    return out.getvalue()


def layered(scans=300):
    """Return a JPEG with hundreds of layers, where a camera writes ten."""
    plain = saved(image(), progressive=True)
    start = plain.index(b"\xff\xda")
    end = plain.index(b"\xff", start + 2)
    return plain[:start] + plain[start:end] * scans + plain[start:]


def of_many_pictures(kind):
    """Return a file of three pictures, the first of which is red."""
    rest = [Image.new("RGB", (200, 150), colour) for colour in ("green", "blue")]
    return saved(Image.new("RGB", (200, 150), "red"), kind, save_all=True, append_images=rest)


PHOTO = saved(image())
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><html><script>alert(1)</script></html>"
# What is sent under which name, and the sentence that answers it.
BAD_FILES = {
    "nothing in it": ("a.jpg", b"", "empty"),
    "an SVG": ("a.svg", SVG, "drawing"),
    "an SVG with an XML head, named as a photo": ("a.jpg", b'<?xml version="1.0"?>\n' + SVG, "drawing"),
    "a page": ("a.html", PAGE, "page"),
    "a page named as a photo": ("a.png", b"\xef\xbb\xbf\n " + PAGE, "page"),
    "a photo that is a script as well": ("a.jpg", saved(image(), comment=b"<script>alert(1)</script>"), "two_in_one"),
    "a photo with a program behind it": ("a.jpg", PHOTO + b"<?php system($_GET['x']); ?>", "two_in_one"),
    "a photo that is an archive as well": ("a.jpg", PHOTO + archive(), "two_in_one"),
    "a photo that is a document as well": ("a.jpg", saved(image(), comment=b"%PDF-1.7 x"), "two_in_one"),
    "an archive named as a photo": ("a.jpg", archive(), "other_kind"),
    "a photo named as a program": ("a.exe", PHOTO, "other_name"),
    "a photo named as a page": ("a.html", PHOTO, "page"),
    "a photo cut off": ("a.jpg", PHOTO[: len(PHOTO) // 2], "damaged"),
    "only a photo's head": ("a.jpg", PHOTO[:20], "damaged"),
    "a PNG cut off": ("a.png", saved(image(), "PNG")[:200], "damaged"),
    "a WebP cut off": ("a.webp", saved(image(), "WEBP")[:300], "damaged"),
    "hundreds of layers": ("a.jpg", layered(), "damaged"),
    "for a printing press": ("a.jpg", saved(image(mode="CMYK")), "print_colours"),
    "one pixel": ("a.png", saved(Image.new("RGB", (1, 1)), "PNG"), "too_small"),
    "one row of pixels": ("a.png", saved(Image.new("RGB", (9000, 1)), "PNG"), "too_small"),
    "a bomb of 20000 by 20000": ("a.png", png_of_size(20_000, 20_000), "far_too_many_pixels"),
    "a bomb of 8000 by 8000": ("a.png", png_of_size(8_000, 8_000), "too_many_pixels"),
    "a HEIC": ("a.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 200, "heic"),
    "a HEIC named as a JPEG": ("a.jpg", b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic" + b"\0" * 200, "heic"),
    "a GIF": ("a.jpg", saved(image(), "GIF"), "other_kind"),
    "a film": ("a.jpg", b"\x00\x00\x00\x18ftypmp42" + b"\0" * 500, "other_kind"),
    "zeros": ("a.jpg", b"\0" * 5000, "other_kind"),
    "more megabytes than taken": ("a.jpg", PHOTO + b"\0" * 8_000_000, "too_large"),
}
