"""The doctor says what is set and what is missing, in sentences of both languages, and changes nothing."""

import hashlib
import json
import shutil
from dataclasses import replace

import pytest
from web.operations.installed import Installed


def found(installed, **more):
    """What the doctor finds: states by code."""
    answer = replace(installed, more=installed.more | more).run("doctor", "--format", "json", code=None)
    report = json.loads(answer.stdout)
    states = {}
    for each in report["findings"]:
        states.setdefault(each["code"], []).append(each["state"])
        assert each["message"]
    assert (
        report["healthy"]
        == (answer.returncode == 0)
        == ("wrong" not in {state for each in states.values() for state in each})
    )
    return states


def content(home):
    """The digests of everything in the folder."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.rglob("*") if path.is_file()}


def test_an_empty_folder_lacks_nearly_everything(empty):
    states = found(empty)
    assert states["database"] == states["static"] == ["wrong"]
    assert states["folder"] == states["secret_key"] == ["fine"]


def test_an_installation_without_a_worker_is_told_so(installed):
    before = content(installed.home)
    states = found(installed)
    assert states["worker"] == ["wrong"]
    assert states["database"] == states["administrators"] == states["published"] == states["figures"] == ["fine"]
    assert states["address"] == states["mail"] == states["backups"] == ["note"]
    after = content(installed.home)
    assert {path: after.get(path) for path in before if "sqlite3-" not in path.name} == {
        path: digest for path, digest in before.items() if "sqlite3-" not in path.name
    }


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_speaks_both_languages(installed, lang):
    answer = installed.run("doctor", "--lang", lang, code=1)
    lines = answer.stdout.splitlines()
    assert len(lines) > 12
    assert any("SALAH" in line if lang == "id" else "WRONG" in line for line in lines)


def test_what_others_may_read_is_noticed(installed):
    installed.home.chmod(0o755)
    (installed.home / "secret-key").chmod(0o644)
    states = found(installed)
    assert states["folder"] == ["note"]
    assert states["secret_key"] == ["wrong"]


def test_spoiled_missing_and_left_over_figures_are_told_apart(installed):
    folder = installed.home / "figures"
    first, _ = sorted(folder.glob("*.parquet"))
    shutil.copyfile(first, folder / f"{'0' * 64}.parquet")
    assert found(installed)["figures"] == ["fine", "note"]
    first.write_bytes(b"spoiled")
    assert found(installed)["figures"] == ["wrong", "note"]


def test_a_damaged_database_is_noticed(installed):
    place = installed.home / "potensi.sqlite3"
    data = bytearray(place.read_bytes())
    # The pages from the tenth on hold rows and indexes; the first few say which tables there are.
    data[10 * 4096 : 40 * 4096] = bytes(30 * 4096)
    place.write_bytes(data)
    assert "wrong" in found(installed)["database"]


@pytest.mark.parametrize(
    ("variables", "code", "state"),
    [
        ({"POTENSI_URL": "https://potensi.example.go.id"}, "address", "fine"),
        ({"POTENSI_URL": "http://potensi.example.go.id"}, "address", "note"),
        ({"POTENSI_URL": "potensi.example.go.id"}, "address", "wrong"),
        ({"POTENSI_SECRET_KEY": "short"}, "secret_key", "wrong"),
        ({"POTENSI_SECRET_KEY": "x" * 50}, "secret_key", "fine"),
        ({"POTENSI_OIDC_URL": "https://login.example.go.id"}, "oidc", "wrong"),
        ({"POTENSI_EMAIL_URL": "smtp://127.0.0.1:9"}, "mail", "wrong"),
        ({"POTENSI_EMIAL_URL": "smtp://127.0.0.1:9"}, "variable", "note"),
    ],
)
def test_what_the_environment_says_is_looked_at(installed, variables, code, state):
    assert state in found(installed, **variables)[code]


def test_a_misspelt_variable_is_told_with_what_was_meant(installed):
    answer = replace(installed, more={"POTENSI_HSOTS": "x"}).run("doctor", code=1)
    assert "POTENSI_HOSTS" in answer.stdout


def test_a_secret_is_never_printed(installed):
    more = {"POTENSI_SECRET_KEY": "rahasia-" * 8, "POTENSI_EMAIL_URL": "smtp://surat:kunci-surat@127.0.0.1:9",
            "POTENSI_OIDC_URL": "https://login.example.go.id", "POTENSI_OIDC_CLIENT_ID": "a",
            "POTENSI_OIDC_SECRET": "kunci-oidc"}  # fmt: skip
    answer = replace(installed, more=more).run("doctor", code=1)
    assert not any(secret in answer.stdout + answer.stderr for secret in ("rahasia-", "kunci-surat", "kunci-oidc"))


def test_an_old_sqlite_file_beside_postgresql_is_told(installed, fresh_database, tmp_path):
    installed.run("backup", str(tmp_path / "b.zip"))
    moved = Installed(installed.home, fresh_database())
    moved.run("restore", str(tmp_path / "b.zip"))
    assert found(moved)["database"] == ["fine", "note"]
