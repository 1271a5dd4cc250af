"""What is computed of a version: complete after the job, made on the spot before it, whole or not there at all."""

import json
import shutil

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from potensi.errors import UsageError
from potensi.web import disk
from potensi.web.datasets import answers, answers_kept
from potensi.web.datasets.answers_kept import clear_outdated, folder, kept, put
from potensi.web.datasets.measures_version import measures_version

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _nothing_computed(settings):
    shutil.rmtree(settings.INSTALLATION.results, ignore_errors=True)
    settings.INSTALLATION.prepare()


def test_the_job_s_steps_make_everything_that_pages_read(small, monkeypatch):
    steps = answers.steps(small)
    assert not any(step.ready() for step in steps)
    assert len({step.key for step in steps}) == len(steps)
    for step in steps:
        step.make()
    assert all(step.ready() for step in steps)
    monkeypatch.setattr(answers, "_made", None)  # what is read from here on is not made anew
    for lang in ("id", "en"):
        assert answers.site(small, lang)["regions"]
        assert answers.site_preview(small, lang)
        for region in ("3509", "3510", "3511", "3512"):
            assert answers.region_page(small, region, lang)["code"] == region
            assert answers.preview(small, region, lang)
        for activity in ("A", "C", "M,N"):
            assert answers.industry_page(small, activity, lang)["code"] == activity
    for name in answers.TABLES:
        assert answers.tables(small, name).height


def test_a_page_before_the_job_is_the_page_after_it(small):
    early = answers.region_page(small, "3510", "id")
    shutil.rmtree(folder(small))
    for step in answers.steps(small):
        step.make()
    assert answers.region_page(small, "3510", "id") == early


def test_tables_are_the_analysis_s_and_keep_undefined_and_missing_apart(sample, shared, banyuwangi):
    for name in answers.TABLES:
        assert_frame_equal(answers.tables(sample, name), getattr(shared.profile, name))
    for name, truth in {
        "peers": banyuwangi.peers.table,
        "ahead": banyuwangi.peers.ahead,
        "hosts": banyuwangi.hosts.table,
        "catchup": banyuwangi.catchup.table,
    }.items():
        assert_frame_equal(answers.pairs(sample, "3510", name), truth)


def test_what_cannot_be_compared_has_empty_tables(publish):
    from potensi.data import samples

    alone = publish(samples.load("jatim").keep(regions=["3510"]))
    assert answers.pairs(alone, "3510", "peers").height == 0
    assert answers.region_page(alone, "3510", "id")["alike"] == []


def test_an_interrupted_step_is_done_again(small):
    step = next(step for step in answers.steps(small) if step.key == "region/3510")
    step.make()
    (folder(small) / "regions" / "3510" / "en.json").unlink()
    assert not step.ready()
    step.make()
    assert step.ready()


def test_an_unknown_region_or_industry_is_said(small):
    with pytest.raises(UsageError):
        answers.region_page(small, "3578", "id")
    with pytest.raises(UsageError):
        answers.industry_page(small, "Z", "id")


def test_nothing_half_written_is_ever_under_its_name(tmp_path, monkeypatch):
    place = tmp_path / "a" / "b.json"
    put(place, b"old")

    def breaks(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "replace", breaks)
    with pytest.raises(OSError, match="space"):
        put(place, b"new")
    assert place.read_bytes() == b"old"
    assert [path.name for path in place.parent.iterdir()] == ["b.json"]


def test_a_full_disk_does_not_keep_a_reader_from_the_answer(tmp_path, monkeypatch, caplog):
    def full(place, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(answers_kept, "put", full)
    assert kept(tmp_path / "x", lambda: b"answer") == b"answer"
    assert "could not be kept" in caplog.text


def test_what_another_state_of_the_program_computed_is_not_read_and_can_be_cleared(small, settings, monkeypatch):
    answers.get(small, answers.Answer("x", lambda: b"new"))
    old = settings.INSTALLATION.results / f"{small.digest[:16]}-0000000000000000"
    put(old / "x", b"old")
    assert answers.get(small, answers.Answer("x", lambda: b"never")) == b"new"
    assert clear_outdated() == 1
    assert not old.exists()
    assert folder(small).exists()


def test_the_fingerprint_follows_what_computes(tmp_path, monkeypatch):
    import potensi

    fake = tmp_path / "potensi"
    shutil.copytree(potensi.__path__[0], fake, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(potensi, "__file__", str(fake / "__init__.py"))
    try:
        measures_version.cache_clear()
        before = measures_version()
        measures_version.cache_clear()
        assert measures_version() == before
        for changed in (
            "measures/cards.toml",
            "words/prospectus.toml",
            "present/facts.py",
            "lists/regions.csv",
            "codes.py",
        ):
            (fake / changed).write_text((fake / changed).read_text(encoding="utf-8") + "\n", encoding="utf-8")
            measures_version.cache_clear()
            assert measures_version() != before, changed
            before = measures_version()
        (fake / "web" / "urls.py").write_text("", encoding="utf-8")
        measures_version.cache_clear()
        assert measures_version() == before
    finally:
        monkeypatch.undo()
        measures_version.cache_clear()


def test_pages_are_plain_json(small):
    page = answers.region_page(small, "3510", "id")
    assert json.loads(json.dumps(page)) == page
    assert {section["anchor"] for section in page["sections"]} >= {"glance", "has", "moves", "sure", "sources"}


def test_many_regions_are_computed_when_asked_for(small, monkeypatch):
    monkeypatch.setattr(answers, "MOST_AHEAD", 3)
    keys = {step.key for step in answers.steps(small)}
    assert "region/3510" not in keys
    assert "table/cells" in keys
    assert answers.region_page(small, "3510", "id")["name"] == "Kabupaten Banyuwangi"
    assert isinstance(answers.pairs(small, "3510", "peers"), pl.DataFrame)
