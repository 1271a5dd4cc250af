"""Photos are in the backup, come back whole, are looked at by the doctor and cleaned by the worker."""

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from web.operations.installed import Installed

TESTS = Path(__file__).parents[2]

# Photos that assets show, one after the other; each asset is written after its photo was kept.
TAKE = """
import sys
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from web.photos.pictures import image, saved
from potensi.web.actor import SYSTEM
from potensi.web.assets.models import Asset
from potensi.web.photos.intake import take
name, many, stop = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
for number in range(1, many + 1):
    file = SimpleUploadedFile("a.jpg", saved(image(200 + number, 100 + len(name))))
    Asset(region_id="3510", kind="place", name=f"{name} {number}", photo=take(file, SYSTEM)).save()
    print(number, flush=True)
    if stop.exists(): break
"""
HEAD = "from potensi.web.operations.start import set_up; set_up()\n"
WHOLE = """
import json
from potensi.web.assets.models import Asset
from potensi.web.photos import kept
from potensi.web.photos.models import Photo
photos = list(Photo.objects.all())
print(json.dumps({"photos": len(photos), "whole": sum(kept.whole(each.digest) for each in photos),
                  "right_size": sum(kept.path_of(each.digest).stat().st_size == each.bytes for each in photos),
                  "small": sum(kept.small_of(each.digest).exists() for each in photos),
                  "shown": Asset.objects.filter(photo__isnull=False).count()}))
"""


def started(installed, name, many, stop):
    """Start a process that takes photos."""
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + TAKE, name, str(many), str(stop)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=installed.environment | {"PYTHONPATH": str(TESTS)}, text=True,
    )  # fmt: skip


def with_photos(installed, many=3):
    out, error = started(installed, "Kawah", many, installed.home / "no").communicate(timeout=120)
    assert out.split()[-1] == str(many), error
    return sorted(path for path in (installed.home / "photos").glob("*.jpg") if "small" not in path.name)


def manifest(place):
    with zipfile.ZipFile(place) as packed:
        return json.loads(packed.read("manifest.json"))


def said(place):
    """What a backup says of every table and file: the same from either database."""
    members = manifest(place)["members"]
    return {name: (each["rows"], each["digest"] or each["sha256"]) for name, each in members.items()}


def states(installed):
    findings = json.loads(installed.run("doctor", "--format", "json", code=None).stdout)["findings"]
    return [each["state"] for each in findings if each["code"] == "photos"]


def test_photos_come_back_with_the_same_counts_and_digests(worked_on, empty, tmp_path):
    with_photos(worked_on)
    answer = worked_on.run("backup", str(tmp_path / "b.zip"))
    assert "3 photos" in answer.stdout
    assert len([name for name in manifest(tmp_path / "b.zip")["members"] if name.startswith("photos/")]) == 3
    assert "3 photos" in empty.run("restore", str(tmp_path / "b.zip")).stdout
    empty.run("backup", str(tmp_path / "again.zip"))
    assert said(tmp_path / "again.zip") == said(tmp_path / "b.zip")
    found = json.loads(empty.python(WHOLE))
    assert found == {"photos": 3, "whole": 3, "right_size": 3, "small": 3, "shown": 3}
    assert states(empty) == ["fine"]


def test_missing_and_spoiled_photos_are_named_and_the_rest_is_saved(worked_on, empty, tmp_path):
    gone, spoiled, _ = with_photos(worked_on)
    gone.unlink()
    spoiled.write_bytes(b"spoiled")
    assert states(worked_on) == ["wrong"]
    assert gone.stem[:12] in worked_on.run("doctor", code=1).stdout
    answer = worked_on.run("backup", str(tmp_path / "b.zip"), code=1)
    assert gone.stem in answer.stdout
    assert manifest(tmp_path / "b.zip")["missing_photos"] == sorted([gone.stem, spoiled.stem])
    assert spoiled.stem in empty.run("restore", str(tmp_path / "b.zip"), code=1).stdout
    assert json.loads(empty.run("doctor", "--format", "json", code=1).stdout)["healthy"] is False


def test_what_nothing_uses_is_told_and_cleaned_after_a_day(worked_on):
    kept = with_photos(worked_on)
    stray = kept[0].with_name(f"{'0' * 64}.jpg")
    stray.write_bytes(b"nothing refers to this")
    assert states(worked_on) == ["fine", "note"]
    worked_on.python("from potensi.web.operations.upkeep import chores; chores()")
    assert stray.exists()
    day_before = time.time() - 2 * 86_400
    os.utime(stray, (day_before, day_before))
    worked_on.python("from potensi.web.operations.upkeep import chores; chores()")
    assert not stray.exists()
    assert states(worked_on) == ["fine"]
    assert all(place.exists() for place in kept)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_backup_while_photos_come_in_has_every_photo_that_it_names(installed, database, request, tmp_path):
    if database == "postgresql":
        installed.run("backup", str(tmp_path / "start.zip"))
        installed = Installed(tmp_path / "pg" / "potensi-data", request.getfixturevalue("fresh_database")())
        installed.home.parent.mkdir()
        installed.run("restore", str(tmp_path / "start.zip"))
    stop = tmp_path / "stop"
    writers = [started(installed, f"penulis {'x' * number}", 3000, stop) for number in range(2)]
    try:
        for writer in writers:
            assert writer.stdout.readline().strip() == "1", writer.stderr.read()
        installed.run("backup", str(tmp_path / "b.zip"))
        assert all(writer.poll() is None for writer in writers), "a writer has ended"
    finally:
        stop.touch()
        done = [writer.communicate(timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], done
    assert manifest(tmp_path / "b.zip")["missing_photos"] == []
    back = Installed(
        tmp_path / "back" / "potensi-data",
        request.getfixturevalue("fresh_database")() if database == "postgresql" else "",
    )
    back.home.parent.mkdir()
    back.run("restore", str(tmp_path / "b.zip"))
    back.run("backup", str(tmp_path / "again.zip"))
    assert said(tmp_path / "again.zip") == said(tmp_path / "b.zip")
    found = json.loads(back.python(WHOLE))
    assert found["photos"] == found["whole"] == found["right_size"]
    assert found["photos"] >= found["shown"] >= 2
