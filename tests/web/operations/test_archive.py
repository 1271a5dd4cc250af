"""A backup that is not what it says is refused in a sentence, before anything is changed."""

import hashlib
import io
import json
import zipfile

import pytest
from web.operations.installed import Installed

from potensi.web.operations import archive
from potensi.web.operations.start import OperationError

TABLE = "tables/people.region.jsonl"


@pytest.fixture(scope="module")
def made(template, tmp_path_factory):
    """A backup of an installation as it comes."""
    place = tmp_path_factory.mktemp("backup") / "b.zip"
    Installed(template).run("backup", str(place))
    return place


def rewritten(made, place, *, manifest=lambda told: told, content=lambda name, data: data, more=()):
    """Write a backup again with changes to its manifest and its members; its zip stays sound."""
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            told = name == archive.MANIFEST
            data = json.dumps(manifest(json.loads(data))).encode() if told else content(name, data)
            if data is not None:
                new.writestr(name, data)
        for name, data in more:
            new.writestr(name, data)
    return place


def read(place):
    with archive.opened(place) as reader:
        reader.check()
        for name in reader.manifest.tables:
            list(reader.lines(archive.table_name(name)))


def refusal(place):
    with pytest.raises(OperationError) as error:
        read(place)
    assert all(error.value.message(lang) for lang in ("id", "en"))
    return error.value.code


def test_a_whole_one_is_read(made):
    with archive.opened(made) as reader:
        reader.check()
        assert reader.manifest.tables["people.region"].rows == len(list(reader.lines(TABLE)))


def test_the_copy_that_these_tests_change_is_whole(made, tmp_path):
    with archive.opened(rewritten(made, tmp_path / "b.zip")) as reader:
        reader.check()


def test_one_flipped_byte_anywhere_is_noticed(made, tmp_path):
    data = made.read_bytes()
    with zipfile.ZipFile(made) as packed:
        starts = [
            info.header_offset + 30 + len(info.filename) + 20 for info in packed.infolist() if info.file_size > 50
        ]
    assert len(starts) > 8
    for start in starts:
        spoiled = bytearray(data)
        spoiled[start + 25] ^= 0xFF
        (tmp_path / "b.zip").write_bytes(spoiled)
        assert refusal(tmp_path / "b.zip") in ("backup_damaged", "backup_foreign")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_cut_short_is_noticed(made, tmp_path, share):
    data = made.read_bytes()
    (tmp_path / "b.zip").write_bytes(data[: int(len(data) * share)])
    assert refusal(tmp_path / "b.zip") == "backup_foreign"


def test_another_zip_is_none(tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr("letter.txt", "hello")
    assert refusal(tmp_path / "b.zip") == "backup_foreign"


@pytest.mark.parametrize("told", [[], {}, {"form": "potensi-backup"}, {"form": "other"}, "text", 7])
def test_a_manifest_that_makes_no_sense_is_refused(made, tmp_path, told):
    assert refusal(rewritten(made, tmp_path / "b.zip", manifest=lambda _: told)) == "backup_foreign"


def test_a_later_form_is_refused_by_its_program(made, tmp_path):
    place = rewritten(made, tmp_path / "b.zip", manifest=lambda told: told | {"form_version": 2, "program": "9.0"})
    assert refusal(place) == "backup_newer"


def test_rows_that_were_changed_or_taken_away_are_noticed(made, tmp_path):
    changed = rewritten(made, tmp_path / "a.zip", content=lambda name, data: data.replace(b"Banyuwangi", b"Banyuwango"))
    assert refusal(changed) == "backup_damaged"
    shorter = rewritten(made, tmp_path / "b.zip", content=lambda name, data: data[: len(data) // 2])
    assert refusal(shorter) == "backup_damaged"
    without = rewritten(made, tmp_path / "c.zip", content=lambda name, data: None if name == TABLE else data)
    assert refusal(without) == "backup_damaged"


def test_figures_under_another_name_are_noticed(made, tmp_path):
    def swapped(told):
        names = [name for name in told["members"] if name.startswith("figures/")]
        members = told["members"]
        members[names[0]], members[names[1]] = members[names[1]], members[names[0]]
        return told

    assert refusal(rewritten(made, tmp_path / "b.zip", manifest=swapped)) == "backup_damaged"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "figures/../../x.parquet", "tables/..jsonl", "C:\\x", "secret-key/../x", "x"],
)
def test_names_that_no_backup_has_are_refused(made, tmp_path, name):
    more = [(name, b"evil")]
    assert refusal(rewritten(made, tmp_path / "a.zip", more=more)) == "backup_foreign_member"

    def stated(told):
        told["members"][name] = {"size": 4, "sha256": "0" * 64, "rows": None, "digest": None}
        return told

    assert refusal(rewritten(made, tmp_path / "b.zip", more=more, manifest=stated)) == "backup_foreign_member"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(made, tmp_path):
    assert refusal(rewritten(made, tmp_path / "b.zip", more=[(TABLE, b"{}\n")])) == "backup_foreign_member"


def test_a_member_is_read_no_further_than_its_stated_size(made, tmp_path, monkeypatch):
    bomb = b"0" * 300_000_000
    place = rewritten(made, tmp_path / "b.zip", content=lambda name, data: bomb if name == TABLE else data)
    assert place.stat().st_size < 1_000_000
    read = []
    original = zipfile.ZipExtFile.read

    def counted(self, size=-1):
        piece = original(self, size)
        read.append(len(piece))
        return piece

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    assert refusal(place) == "backup_damaged"
    assert sum(read) < 10_000_000


def test_a_line_without_an_end_does_not_fill_the_memory(made, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_LINE_LIMIT", 5_000_000)
    bomb = b"0" * 50_000_000

    def stated(told):
        told["members"][TABLE] |= {"size": len(bomb), "sha256": hashlib.sha256(bomb).hexdigest()}
        return told

    place = rewritten(
        made, tmp_path / "b.zip", manifest=stated, content=lambda name, data: bomb if name == TABLE else data
    )
    assert refusal(place) == "backup_damaged"


def test_what_is_written_half_is_not_there(tmp_path):
    def pieces():
        yield b"{}\n"
        raise OSError("stop")

    with pytest.raises(OSError, match="stop"), archive.written(tmp_path / "b.zip") as writer:
        writer.add(TABLE, pieces())
    assert list(tmp_path.iterdir()) == []


def test_members_are_written_with_their_size_and_digest(tmp_path):
    with archive.written(tmp_path / "b.zip") as writer:
        writer.add(TABLE, iter([b"ab", b"c\n"]))
    assert writer.members[TABLE].size == 4
    with zipfile.ZipFile(io.BytesIO((tmp_path / "b.zip").read_bytes())) as packed:
        assert packed.read(TABLE) == b"abc\n"
