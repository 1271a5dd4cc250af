"""The tests' Java: found by version wherever it lies, installed by root, and named to Spark only for a while."""

import os
from pathlib import Path

import pytest

from services import debian, java


def runtime(folder: Path, version: str) -> Path:
    """Write a stand-in for a Java runtime that says its version."""
    path = folder / "bin" / "java"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(("said", "number"), [("17.0.15", 17), ("1.8.0_412", 8), ("21", 21)])
def test_a_version_is_read_as_java_says_it(tmp_path, said, number):
    assert java.version(runtime(tmp_path, said)) == number
    assert java.version(tmp_path / "none") == 0


def test_an_old_runtime_is_passed_over(tmp_path, monkeypatch):
    old, new = runtime(tmp_path / "old", "11.0.2"), runtime(tmp_path / "new", "21.0.1")
    monkeypatch.setenv("JAVA_HOME", str(old.parents[1]))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(java, "FOLDERS", (f"{tmp_path}/*/bin",))
    assert java.find() == new


def test_root_installs_it_and_others_are_told_how(monkeypatch):
    answers = iter([None, Path("/there")])
    asked = []
    monkeypatch.setattr(java, "find", lambda: next(answers, None))
    monkeypatch.setattr(debian, "may_install", lambda: True)
    monkeypatch.setattr(debian, "install", lambda *packages: asked.append(packages))
    assert java.install() == Path("/there")
    assert asked == [("default-jre-headless",)]
    monkeypatch.setattr(debian, "may_install", lambda: False)
    with pytest.raises(SystemExit, match="make services"):
        java.install()


def test_the_environment_is_put_back(tmp_path, monkeypatch):
    found = runtime(tmp_path, "21")
    monkeypatch.setattr(java, "find", lambda: found)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("SPARK_LOCAL_IP", "before")
    with java.home():
        assert os.environ["JAVA_HOME"] == str(tmp_path)
        assert os.environ["SPARK_LOCAL_IP"] == "127.0.0.1"
    assert "JAVA_HOME" not in os.environ
    assert os.environ["SPARK_LOCAL_IP"] == "before"
