"""A photo comes out upright, small and silent about its maker, whatever came in; what is no photo is told why."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from web.photos.pictures import PHOTO, exif_with_place, image, of_many_pictures, saved, telling_jpeg, telling_png

from potensi.language import LANGUAGES
from potensi.web.photos.picture import LARGEST_SIDE, SMALL_SIDE, PhotoRefused, read

SEGMENTS = {0xE0: "JFIF", 0xDB: "tables", 0xC4: "tables", 0xC0: "frame", 0xDA: "pixels"}


def opened(content):
    return Image.open(io.BytesIO(content))


def markers(content):
    """Return the kinds of segments of a JPEG up to its pixels."""
    place, found = 2, []
    while content[place + 1] != 0xDA:
        found.append(content[place + 1])
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return found


@pytest.mark.parametrize("content", [telling_jpeg(), telling_png(), telling_jpeg(6)], ids=["jpeg", "png", "turned"])
def test_nothing_but_pixels_comes_through(content):
    assert b"Rahasia" in content
    assert dict(opened(content).getexif().get_ifd(0x8825))[4] == (114.0, 22.0, 9.0)
    picture = read(content)
    for kept in (picture.content, picture.small):
        found = opened(kept)
        assert found.format == "JPEG"
        assert dict(found.getexif()) == {}
        assert found.getexif().get_ifd(0x8825) == {}
        assert {"exif", "icc_profile", "comment", "xmp", "photoshop"} & set(found.info) == set()
        # Whatever Pillow does not know of would stand in a segment of its own.
        assert set(markers(kept)) <= set(SEGMENTS)
        assert b"Rahasia" not in kept
        assert b"Nama Pemilik" not in kept


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_upright(orientation, kind):
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = image() if orientation == 1 else image().transpose(Image.Transpose(back[orientation]))
    picture = opened(read(saved(stored, kind, exif=exif_with_place(orientation))).content)
    assert picture.size == (800, 600)
    for place in ((100, 100), (100, 500), (700, 300)):
        assert all(
            abs(one - other) < 24 for one, other in zip(picture.getpixel(place), image().getpixel(place), strict=True)
        )


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (640, 480), (12000, 100)])
def test_it_is_at_most_so_large(size):
    picture = read(saved(image(*size)))
    width, height = opened(picture.content).size
    assert (width, height) == (picture.width, picture.height)
    assert max(width, height) == min(LARGEST_SIDE, max(size))
    assert max(opened(picture.small).size) == min(SMALL_SIDE, max(size))
    assert abs(width / height - size[0] / size[1]) / (size[0] / size[1]) < 0.06


def test_a_colour_of_another_space_looks_the_same():
    """The colour with these numbers in a wider space is a stronger green on an ordinary screen."""
    lab = ImageCms.createProfile("LAB", 5000)
    usual = ImageCms.createProfile("sRGB")
    swapped = ImageCms.ImageCmsProfile(usual).tobytes()
    same = opened(read(saved(Image.new("RGB", (100, 100), (40, 160, 60)), icc_profile=swapped)).content)
    assert all(abs(a - b) < 6 for a, b in zip(same.getpixel((50, 50)), (40, 160, 60), strict=True))
    spoiled = ImageCms.ImageCmsProfile(lab).tobytes()
    kept = opened(read(saved(Image.new("RGB", (100, 100), (40, 160, 60)), icc_profile=spoiled)).content)
    assert all(abs(a - b) < 6 for a, b in zip(kept.getpixel((50, 50)), (40, 160, 60), strict=True))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_is_kept(kind):
    red = opened(read(of_many_pictures(kind)).content).getpixel((100, 75))
    assert red[0] > 200
    assert max(red[1:]) < 60


def test_of_several_pictures_in_one_jpeg_the_first_is_kept():
    content = of_many_pictures("MPO")
    assert opened(content).format == "MPO"
    red = opened(read(content).content).getpixel((100, 75))
    assert red[0] > 200
    assert max(red[1:]) < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_colours_becomes_the_usual(mode):
    stored = Image.new("I;16", (200, 100), 40_000) if mode == "I;16" else image(mode=mode)
    picture = opened(read(saved(stored, "PNG")).content)
    assert picture.mode == "RGB"
    if mode == "I;16":
        assert abs(picture.getpixel((50, 50))[0] - 40_000 // 256) < 3


def test_what_is_transparent_becomes_white():
    holes = image(mode="RGBA")
    holes.putalpha(0)
    assert min(opened(read(saved(holes, "PNG")).content).getpixel((10, 10))) > 250


def test_the_same_photo_gives_the_same_picture():
    assert read(PHOTO) == read(PHOTO)
    assert read(PHOTO).digest == read(PHOTO).digest


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, len(PHOTO) - 1), wrong=st.binary(min_size=1, max_size=40), keep=st.integers(0, len(PHOTO)))
def test_spoiled_bytes_are_a_picture_or_a_sentence(place, wrong, keep):
    spoiled = (PHOTO[:place] + wrong + PHOTO[place + len(wrong) :])[: max(keep, place)]
    assert outcome(spoiled) in ({"JPEG"}, set(LANGUAGES))


def outcome(content):
    """Return the format of the picture that came out, or the languages in which a sentence says why none did."""
    try:
        return {opened(read(content).content).format}
    except PhotoRefused as error:
        return {lang for lang in LANGUAGES if error.message(lang)}
