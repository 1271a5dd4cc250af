"""How Chromium is found and installed, told by a pretended machine; and that the one found opens a page."""

import stat
import subprocess
import sys

import pytest

from services import chromium, debian


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without any browser, where a test may put some."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "MAC_APPLICATIONS", ())
    monkeypatch.setattr(chromium, "managed", lambda: str(tmp_path / "managed"))
    monkeypatch.setattr(chromium, "has_fonts", lambda: True)
    monkeypatch.setattr(chromium, "driver_starts", lambda: True)
    chromium.find.cache_clear()

    def put(name: str, code: int = 0) -> str:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\nexit {code}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    yield put
    chromium.find.cache_clear()


def test_a_bare_machine_has_none(machine):
    assert chromium.find() is None


def test_one_on_the_path_comes_before_the_managed_build(machine):
    machine("managed")
    found = machine("google-chrome")
    assert chromium.find() == found


def test_the_managed_build_is_the_last_resort(machine):
    found = machine("managed")
    assert chromium.find() == found


def test_one_that_does_not_start_is_passed_over(machine):
    machine("chromium", code=1)
    found = machine("google-chrome-stable")
    assert chromium.find() == found


def test_the_named_one_comes_first_and_has_no_stand_in(machine, monkeypatch):
    machine("chromium")
    named = machine("mine")
    monkeypatch.setenv("CHROMIUM", named)
    assert chromium.find() == named
    monkeypatch.setenv("CHROMIUM", named + "-not-there")
    chromium.find.cache_clear()
    assert chromium.find() is None


def test_root_installs_the_package_of_debian_a_library_and_a_font(machine, monkeypatch):
    asked = []
    monkeypatch.setattr(chromium, "driver_starts", lambda: False)
    monkeypatch.setattr(debian, "may_install", lambda: True)
    monkeypatch.setattr(chromium, "has_fonts", lambda: False)
    monkeypatch.setattr(debian, "install", lambda *packages: asked.append(packages) or machine(packages[1]))
    assert chromium.install().endswith("/chromium-headless-shell")
    assert asked == [("libatomic1", "chromium-headless-shell", "fonts-dejavu-core")]


def test_an_older_debian_has_the_whole_browser(machine, monkeypatch):
    def install(*packages: str) -> str:
        return machine("chromium") if packages == ("chromium",) else ""

    monkeypatch.setattr(debian, "may_install", lambda: True)
    monkeypatch.setattr(debian, "install", install)
    assert chromium.install().endswith("/chromium")


def test_the_browser_without_pages_of_its_own_comes_before_the_whole_one(machine):
    machine("chromium")
    found = machine("chromium-headless-shell")
    assert chromium.find() == found


def test_others_get_the_managed_build(machine, monkeypatch):
    asked = []
    monkeypatch.setattr(debian, "may_install", lambda: False)
    monkeypatch.setattr(chromium, "_fetch_managed", lambda: asked.append(True) or machine("managed"))
    assert chromium.install().endswith("/managed")
    assert asked == [True]


def test_nothing_is_installed_where_one_is(machine, monkeypatch):
    monkeypatch.setattr(debian, "may_install", lambda: True)
    monkeypatch.setattr(debian, "install", lambda *packages: pytest.fail(f"installed {packages}"))
    found = machine("chromium")
    assert chromium.install() == found


def test_a_machine_that_can_have_none_is_told_how(machine, monkeypatch):
    monkeypatch.setattr(debian, "may_install", lambda: False)
    monkeypatch.setattr(chromium, "_fetch_managed", lambda: None)
    with pytest.raises(SystemExit, match="CHROMIUM="):
        chromium.install()


def test_apt_get_is_told_to_start_no_service(tmp_path, monkeypatch):
    heard = tmp_path / "heard"
    program = tmp_path / "apt-get"
    program.write_text(f'#!/bin/sh\necho "$RUNLEVEL $@" >> {heard}\n[ "$3" != update ] || exit 7\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert debian.install("one", "two")
    update, install = heard.read_text().splitlines()
    assert update.startswith("1 ")
    assert update.endswith(" update")
    assert install.endswith(" install -y --no-install-recommends one two")


def test_a_width_a_language_and_a_time_zone_reach_the_page(page_at, site, page_of):
    address = site({"/": ({}, page_of("<p>Selamat datang</p>"))})
    for width, language, locale in ((360, "id", "id-ID"), (1280, "en", "en-US")):
        page = page_at(width, language)
        page.goto(address)
        assert page.evaluate("innerWidth") == width
        assert page.evaluate("navigator.language") == locale
        assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Jakarta"


def test_a_picture_is_kept_when_a_folder_is_named(page_at, screenshot, tmp_path, monkeypatch):
    page = page_at(360)
    monkeypatch.delenv("POTENSI_SCREENSHOTS", raising=False)
    assert screenshot(page, "kosong") is None
    monkeypatch.setenv("POTENSI_SCREENSHOTS", str(tmp_path / "new"))
    path = screenshot(page, "a/../b c")
    assert path == tmp_path / "new" / "a-..-b-c.png"
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_loop_of_playwright_is_hidden_from_other_tests():
    import asyncio

    async def answer():
        return 42

    assert asyncio.run(answer()) == 42


def test_starting_twice_in_a_process_leaves_no_warning(tmp_path):
    """A session of its own in which a browser test, a test with asyncio.run and a browser test follow each other."""
    (tmp_path / "conftest.py").write_text("from services.fixtures import *\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "conftest.py").write_text("from services.fixtures import *\n")
    (tmp_path / "sub" / "test_b.py").write_text("def test_b(page_at):\n    page_at(360).goto('about:blank')\n")
    (tmp_path / "test_c.py").write_text(
        "import asyncio\n"
        "def test_c1(page_at):\n    assert page_at(360).evaluate('1 + 1') == 2\n"
        "def test_c2():\n    asyncio.run(asyncio.sleep(0))\n"
        "def test_c3(page_at):\n    assert page_at(360).evaluate('1 + 1') == 2\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    answer = subprocess.run(
        [sys.executable, "-X", "dev", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django", str(tmp_path)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "tests", "HOME": str(tmp_path), "CI": "true"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "4 passed" in answer.stdout
    assert "Warning" not in answer.stdout + answer.stderr
