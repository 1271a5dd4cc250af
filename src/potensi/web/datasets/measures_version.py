"""Which state of the program computed an answer: answers made by another state are made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import potensi

# What an answer depends on beside the figures: the arithmetic, the words, the drawings, the figures that come along.
COMPUTING = ("measures", "analysis", "present", "data", "words", "lists")
SOURCES = (".py", ".toml", ".csv", ".json", ".j2", ".css")
_LENGTH = 16


@cache
def measures_version() -> str:
    """Return a short fingerprint of everything that computes and writes answers, read once in a process.

    >>> len(measures_version())
    16
    """
    digest = hashlib.sha256(_package_version().encode())
    root = Path(potensi.__file__).parent
    for path in sorted(_sources(root)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_LENGTH]


def _sources(root: Path) -> Iterator[Path]:
    yield from root.glob("*.py")
    for name in COMPUTING:
        yield from (path for path in (root / name).rglob("*") if path.suffix in SOURCES)
    yield from (root / "web" / "datasets").glob("answers*.py")


def _package_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("potensi")
    except PackageNotFoundError:
        return ""
