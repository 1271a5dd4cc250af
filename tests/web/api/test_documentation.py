"""The examples of docs/api.md run as they stand, against a server that serves the sample."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from services import debian
from web.rights.walk import operations

from potensi.web.audit.models import AuditRow
from potensi.web.datasets.models import Dataset
from potensi.web.datasets.services import load_sample
from potensi.web.people.models import ApiToken
from potensi.web.people.queries import digest_of
from potensi.web.people.seed import load_regions

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
TOKEN = "potensi_contoh-untuk-dokumen"
BLOCKS = re.findall(r"```(sh|python)\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
SECONDS = 120


@pytest.fixture
def curl():
    """Real curl, as the page's readers use it."""
    if shutil.which("curl") is None and not (debian.may_install() and debian.install("curl")):
        why = "curl is not installed, and this user may not install it"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)


@pytest.fixture
def place(transactional_db, request):
    """The regions (tests of this kind empty the database), the sample, and an analyst with a token."""
    load_regions()
    analyst = request.getfixturevalue("people").analyst
    load_sample()
    ApiToken.objects.create(user=analyst, name="contoh", digest=digest_of(TOKEN))


def test_every_example_runs_as_it_stands(place, live_server, curl, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    environment = os.environ | {"POTENSI": live_server.url, "TOKEN": TOKEN}
    names = {}
    for language, block in BLOCKS:
        if language == "python":
            exec(compile(block, str(PAGE), "exec"), names)
            assert "lq" in capsys.readouterr().out
            continue
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", block], env=environment, cwd=tmp_path,
                              capture_output=True, text=True, timeout=SECONDS)  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stderr}\n{done.stdout}"
        for answer in _documents(done.stdout):
            refused = "atlantis" in block
            assert ("detail" in answer) == refused, f"{block}\n{answer}"
    assert json.loads((tmp_path / "openapi.json").read_text(encoding="utf-8"))["info"]["title"] == "Potensi"
    assert Dataset.objects.get(slug="pdrb-banyuwangi").versions.count() == 2
    acts = AuditRow.objects.filter(user__email="sari@example.id").values_list("action", flat=True)
    assert sorted(acts) == ["dataset.brought_in", "dataset.brought_in", "dataset.published", "dataset.withdrawn"]


def test_the_examples_speak_of_addresses_that_there_are():
    known = [re.compile(re.sub(r"\{\w+\}", "[^/]+?", each.path) + "$") for each in operations()]
    asked = re.findall(r'\$POTENSI(/api/v1/[^"?]*)', PAGE.read_text(encoding="utf-8"))
    assert len(asked) > 15
    for path in asked:
        assert path == "/api/v1/openapi.json" or any(each.match(path) for each in known), path


def test_the_page_tells_every_status_of_the_document():
    from potensi.web.api.texts import STATUSES

    page = PAGE.read_text(encoding="utf-8")
    assert [status for status in STATUSES if not re.search(rf"^\| .*\b{status}\b", page, re.MULTILINE)] == []


def _documents(text):
    """Return the JSON documents that stand one after the other in a text."""
    reader, found = json.JSONDecoder(), []
    while text := text.lstrip():
        document, end = reader.raw_decode(text)
        found.append(document)
        text = text[end:]
    return found
