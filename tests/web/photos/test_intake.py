"""Bad files are answered with one sentence and leave nothing; good ones are kept once, whole, and served to whom may."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image
from web.photos.pictures import BAD_FILES, PHOTO, image, saved, telling_jpeg

from potensi.language import LANGUAGES, say
from potensi.web.photos import kept, services
from potensi.web.photos.forms import PhotoField
from potensi.web.photos.intake import take
from potensi.web.photos.models import Photo
from potensi.web.photos.picture import PhotoRefused
from potensi.web.photos.serving import photo_response

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def sent(content=PHOTO, name="foto.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_is_answered_with_one_sentence_and_leaves_nothing(what, people, folder):
    name, content, code = BAD_FILES[what]
    with pytest.raises(PhotoRefused) as refused:
        take(sent(content, name), people.actor("participant"))
    assert refused.value.code == code
    sentences = {refused.value.message(lang) for lang in LANGUAGES}
    assert len(sentences) == 2
    assert all(text.endswith(".") and "{" not in text for text in sentences)
    assert list(folder.iterdir()) == []
    assert not Photo.objects.exists()


def test_there_are_enough_kinds_of_bad_files_and_every_refusal_is_among_them():
    import tomllib
    from importlib import resources

    words = tomllib.loads(resources.files("potensi").joinpath("words", "photos.toml").read_text(encoding="utf-8"))
    assert {code for _, _, code in BAD_FILES.values()} == set(words["refused"])


@pytest.mark.parametrize("name", ["foto.jpg", "FOTO.JPEG", "image", "blob", "gambar.png"])
def test_a_photo_is_taken_under_any_name_of_a_photo(name, people, folder):
    photo = take(sent(name=name), people.actor("participant"))
    assert (photo.width, photo.height, photo.media_type) == (800, 600, "image/jpeg")
    assert photo.uploaded_by == people.participant
    assert photo.bytes == kept.path_of(photo.digest).stat().st_size
    assert kept.whole(photo.digest)
    assert oct(kept.path_of(photo.digest).stat().st_mode)[-3:] == "600"


def test_no_place_stands_in_what_is_kept(people, folder):
    take(sent(telling_jpeg()), people.actor("participant"))
    stored = [place.read_bytes() for place in folder.iterdir()]
    assert len(stored) == 2
    for place in folder.iterdir():
        with Image.open(place) as found:
            assert not found.getexif()
    assert not any(b"Rahasia" in each or b"Exif" in each for each in stored)


def test_the_same_photo_is_kept_once_and_is_young_again(people, folder):
    first = take(sent(), people.actor("participant"))
    Photo.objects.filter(pk=first.pk).update(uploaded=timezone.now() - timedelta(days=9))
    assert take(sent(), people.actor("host")) == first
    assert Photo.objects.count() == 1
    assert len(list(folder.iterdir())) == 2
    first.refresh_from_db()
    assert first.uploaded > timezone.now() - timedelta(days=1)


def test_a_form_says_the_sentence_at_its_field(folder):
    field = PhotoField(required=False)
    assert field.clean(None) is None
    assert field.clean(sent()).width == 800
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="kosong"):
        field.clean(sent(b""))
    with pytest.raises(ValidationError) as refused:
        field.clean(sent(b"PK\x03\x04"))
    assert refused.value.messages == [say("photos.refused.other_kind", "id")]


def test_photos_that_nothing_uses_go_after_a_day_and_others_stay(people, folder, used_photo):
    unused = take(sent(saved(image(300, 200))), people.actor("participant"))
    for photo in (unused, used_photo):
        Photo.objects.filter(pk=photo.pk).update(uploaded=timezone.now() - timedelta(days=2))
    young = take(sent(saved(image(400, 200))), people.actor("participant"))
    (folder / f"{'0' * 64}.jpg").write_bytes(b"no row")
    (folder / ".half.part").write_bytes(b"half")
    old = timezone.now().timestamp() - 2 * 86_400
    for place in folder.iterdir():
        os.utime(place, (old, old))
    assert services.forget_unused() == 4  # the unused photo, its small one, the file without a row, the half-written
    assert set(Photo.objects.all()) == {used_photo, young}
    assert kept.digests() == {used_photo.digest, young.digest}
    assert kept.whole(used_photo.digest)


@pytest.fixture
def used_photo(people, folder):
    """A photo that an asset shows."""
    from potensi.web.assets.models import Asset

    photo = take(sent(), people.actor("participant"))
    asset = Asset(region_id="3510", kind="place", name="Kawah Ijen", photo=photo)
    asset.save()
    return photo


def test_a_photo_is_served_for_long_to_this_reader_alone(people, folder):
    photo = take(sent(telling_jpeg()), people.actor("participant"))
    request = RequestFactory().get("/")
    for size in ("whole", "small"):
        response = photo_response(request, photo, size)
        assert response.headers["Content-Type"] == "image/jpeg"
        assert response.headers["Cache-Control"].startswith("private, max-age=31536000")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("inline;")
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
        response.close()
        again = photo_response(RequestFactory().get("/", headers={"If-None-Match": response["ETag"]}), photo, size)
        assert again.status_code == 304
    with pytest.raises(Http404):
        photo_response(request, photo, "../../secret-key")


def test_a_lost_small_one_is_made_again_and_a_lost_photo_is_not_there(people, folder):
    photo = take(sent(), people.actor("participant"))
    kept.small_path_of(photo.digest).unlink()
    response = photo_response(RequestFactory().get("/"), photo, "small")
    response.close()
    assert response.status_code == 200
    for place in folder.iterdir():
        place.unlink()
    for size in ("whole", "small"):
        with pytest.raises(Http404):
            photo_response(RequestFactory().get("/"), photo, size)


def test_a_name_of_no_photo_is_never_opened(people, folder):
    stranger = SimpleNamespace(digest="../secret-key", media_type="image/jpeg")
    with pytest.raises(Http404):
        photo_response(RequestFactory().get("/"), stranger, "whole")
