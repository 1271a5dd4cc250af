"""An uploaded file, taken in: under a harmless name, for as long as it is read, checked in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import pickle
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from potensi.data.check import Report
from potensi.errors import Problem, UsageError

if TYPE_CHECKING:
    from potensi.web.datasets.apart import Excerpt

_log = logging.getLogger(__name__)
_WALL_SECONDS = 120
_STEM, _ENDING = 100, 10
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_ANSWER = "answer.pickle"
_OURS = ("POTENSI_", "DATABASE_URL")


class Uploaded(Protocol):
    """A file that came with a request."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Yield the content piece by piece."""


@dataclass(frozen=True)
class Options:
    """What the form says of a file; "" and "auto" leave it to the file itself."""

    unit: str = ""
    price: str = ""
    sheet: str = ""
    absent: str = ""
    regions: str = "auto"
    activities: str = "auto"

    def as_arguments(self) -> dict[str, str | None]:
        """Return the arguments of :func:`potensi.data.check.check`."""
        return {name: value or None for name, value in asdict(self).items()}


@dataclass(frozen=True, eq=False)
class Reading:
    """What came of a file: its report, and an excerpt of the table for the first problem of each code."""

    report: Report
    excerpts: dict[str, Excerpt] = field(default_factory=dict)


def read(upload: Uploaded, options: Options) -> Reading:
    """Check an uploaded file. Nothing of it is left on the disk afterwards.

    Raises UsageError where the options do not fit the file (a sheet that is not there).
    """
    name = safe_name(upload.name or "")
    with tempfile.TemporaryDirectory(prefix="read-", dir=settings.INSTALLATION.uploads) as folder:
        place = Path(folder, "file", name)
        place.parent.mkdir(mode=0o700)
        with place.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        return _read_apart(place, options, Path(folder, _ANSWER))


def safe_name(name: str) -> str:
    """Return a file's name without folders, signs that nobody sees or that turn the reading direction, and length.

    >>> safe_name("../../etc/kopi\\u202exslx.csv")
    'kopixslx.csv'
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    plain = " ".join(_NOT_IN_NAMES.sub(" ", seen).split()).rstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    stem = _cut(stem.lstrip(". "), _STEM).rstrip(". ") or "data"
    return f"{stem}.{_cut(ending, _ENDING)}" if ending else stem


def _cut(text: str, size: int) -> str:
    """Return the beginning of a text that takes at most so many bytes, which is what file systems count."""
    return text.encode("utf-8")[:size].decode("utf-8", errors="ignore")


def _read_apart(place: Path, options: Options, answer: Path) -> Reading:
    task = {"place": str(place), "options": options.as_arguments(), "answer": str(answer)}
    # -P and another folder to start in: a file called like a module must never be taken for it.
    command = [sys.executable, "-P", "-m", "potensi.web.datasets.apart", json.dumps(task)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    try:
        done = subprocess.run(
            command,
            cwd="/",
            env=environment | {"POLARS_MAX_THREADS": "2"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_WALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return _too_heavy(place.name)
    if done.returncode != 0 or not answer.exists():
        _log.warning("reading ended with %s: %s", done.returncode, done.stderr.decode(errors="replace")[-2000:])
        return _too_heavy(place.name)
    found = pickle.loads(answer.read_bytes())  # written by our own process above, in a folder that only we may enter
    if isinstance(found, UsageError):
        raise found
    return Reading(found.report, found.excerpts)


def _too_heavy(name: str) -> Reading:
    return Reading(Report(name, None, (Problem("file_too_heavy", file=name),), None))
