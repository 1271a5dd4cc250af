"""A Java runtime for the tests of the Spark engine: found on the machine or installed, and told to stay on it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services import debian

OLDEST = 17  # that Spark 4 runs on
FOLDERS = (
    "/usr/lib/jvm/*/bin",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin",
    "/opt/homebrew/opt/openjdk*/bin",
)
SAY_HOW = f"Java {OLDEST} or newer was not found: run `make services`, or set JAVA_HOME to such a runtime."


def find() -> Path | None:
    """Return the first Java that is new enough: of JAVA_HOME, on the PATH, then where systems install it."""
    return next((path for path in _candidates() if version(path) >= OLDEST), None)


def _candidates() -> Iterator[Path]:
    home = os.environ.get("JAVA_HOME")
    if home:
        yield Path(home) / "bin" / "java"
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve()
    for pattern in FOLDERS:
        yield from sorted(folder / "java" for folder in Path("/").glob(pattern[1:]))


def version(path: Path) -> int:
    """Return a runtime's main version, 0 where it does not start; before 9 it was written 1.8."""
    try:
        answer = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    numbers = re.search(r'version "(?:1\.)?(\d+)', answer.stderr)
    return int(numbers[1]) if answer.returncode == 0 and numbers else 0


def install() -> Path:
    """Return a Java that is new enough, installed if there is none; a sentence says when that fails."""
    if not find() and debian.may_install():
        debian.install("default-jre-headless")
    found = find()
    if not found:
        raise SystemExit(SAY_HOW)
    return found


@contextmanager
def home() -> Iterator[None]:
    """Let JAVA_HOME lead to the Java that was found, and let its network stay on this machine; put both back."""
    found = find()
    if found is None:
        raise RuntimeError(SAY_HOW)
    before = {name: os.environ.get(name) for name in ("JAVA_HOME", "SPARK_LOCAL_IP")}
    os.environ |= {"JAVA_HOME": str(found.resolve().parents[1]), "SPARK_LOCAL_IP": "127.0.0.1"}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
