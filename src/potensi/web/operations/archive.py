"""A backup as one file: a zip of tables as JSON lines, figures and photos as they are, and a manifest of them all.

The manifest states every count, size and digest. A reader trusts nothing in it: names outside the manifest are
refused, no member is read beyond the size that the manifest states, and what was read must have the digest that it
states.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from potensi.web.operations.start import OperationError

FORM, FORM_VERSION = "potensi-backup", 1
MANIFEST, SECRET_KEY = "manifest.json", "secret-key"
_MANIFEST_LIMIT = 16 * 1024**2
_LINE_LIMIT = 64 * 1024**2
_PIECE = 1024**2
_TABLE_NAME = re.compile(r"tables/[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.jsonl")
_DIGEST_NAME = re.compile(r"(?:figures/([0-9a-f]{64})\.parquet|photos/([0-9a-f]{64})\.jpg)")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Member:
    """One file of a backup: its size and digest; for a table its rows and what they say (see ``rows.Tally``)."""

    size: int
    sha256: str
    rows: int | None = None
    digest: str | None = None


@dataclass(frozen=True)
class Manifest:
    """What a backup holds and of which program it is."""

    program: str
    made: str
    database: str
    migrations: tuple[tuple[str, str], ...]
    members: dict[str, Member]
    left_out: tuple[str, ...] = ()
    missing_figures: tuple[str, ...] = ()
    missing_photos: tuple[str, ...] = ()
    form: str = FORM
    form_version: int = FORM_VERSION

    @property
    def tables(self) -> dict[str, Member]:
        """The tables by app and model."""
        ours = {name: member for name, member in self.members.items() if name.startswith("tables/")}
        return {name.removeprefix("tables/").removesuffix(".jsonl"): member for name, member in ours.items()}

    @property
    def figures(self) -> list[str]:
        """The digests of the figures that are in it."""
        return self._digests("figures/")

    @property
    def photos(self) -> list[str]:
        """The digests of the photos that are in it."""
        return self._digests("photos/")

    @property
    def size(self) -> int:
        """How many bytes it has when unpacked."""
        return sum(member.size for member in self.members.values())

    def _digests(self, folder: str) -> list[str]:
        ours = (name for name in self.members if name.startswith(folder))
        return sorted(name.removeprefix(folder).partition(".")[0] for name in ours)


def table_name(label: str) -> str:
    """Return where the rows of a table stand."""
    return f"tables/{label}.jsonl"


def figures_name(digest: str) -> str:
    """Return where figures stand."""
    return f"figures/{digest}.parquet"


def photo_name(digest: str) -> str:
    """Return where a photo stands."""
    return f"photos/{digest}.jpg"


@dataclass
class Writer:
    """Writes members one after the other and remembers what they are."""

    _zip: zipfile.ZipFile
    members: dict[str, Member] = field(default_factory=dict)

    def add(
        self, name: str, pieces: Iterator[bytes], *, pack: bool = True, about: Callable[[], dict[str, Any]] = dict
    ) -> None:
        """Write a member piece by piece; ``about`` is asked afterwards for what else the manifest says of it."""
        kind = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        info = zipfile.ZipInfo(name)
        info.compress_type, info.external_attr = kind, 0o600 << 16
        size, whole = 0, hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                whole.update(piece)
                size += len(piece)
        self.members[name] = Member(size, whole.hexdigest(), **about())

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, the last member."""
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        self._zip.writestr(zipfile.ZipInfo(MANIFEST), text, zipfile.ZIP_DEFLATED)


@contextmanager
def written(place: Path) -> Iterator[Writer]:
    """Write a backup beside its place and put it there when it is whole and on the disk; readable by its owner only."""
    part = place.with_name(f".{place.name}.{secrets.token_hex(6)}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w") as packed:
                yield Writer(packed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)


class Reader:
    """Reads the members that the manifest names, and nothing else."""

    def __init__(self, packed: zipfile.ZipFile, place: Path) -> None:
        self._zip, self.place = packed, place
        self.manifest = self._manifest()
        self._check_names()

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a member's content; raise an error with its sentence where it is not what the manifest says."""
        stated = self.manifest.members[name]
        left, whole = stated.size, hashlib.sha256()
        with self._faults(name), self._zip.open(name) as file:
            while piece := file.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise self._damaged(name)
                whole.update(piece)
                yield piece
        if left or whole.hexdigest() != stated.sha256:
            raise self._damaged(name)

    def lines(self, name: str) -> Iterator[Any]:
        """Yield a table's rows."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            if len(rest) > _LINE_LIMIT:
                raise self._damaged(name)
            yield from (self._row(line, name) for line in whole)
        if rest:
            raise self._damaged(name)

    def check(self) -> None:
        """Read everything once and raise an error at the first member that is not what the manifest says."""
        for name in self.manifest.members:
            for _ in self.pieces(name):
                pass

    def _row(self, line: bytes, name: str) -> Any:
        try:
            found = json.loads(line)
        except ValueError as error:
            raise self._damaged(name) from error
        if not isinstance(found, dict):
            raise self._damaged(name)
        return found

    def _manifest(self) -> Manifest:
        with self._faults(MANIFEST):
            try:
                with self._zip.open(MANIFEST) as file:
                    text = file.read(_MANIFEST_LIMIT + 1)
            except KeyError as error:
                raise OperationError("backup_foreign", place=self.place) from error
        try:
            return _understood(json.loads(text) if len(text) <= _MANIFEST_LIMIT else {})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise OperationError("backup_foreign", place=self.place) from error

    def _check_names(self) -> None:
        for name in self.manifest.members:
            named = _DIGEST_NAME.fullmatch(name)
            if not (named or _TABLE_NAME.fullmatch(name) or name == SECRET_KEY):
                raise OperationError("backup_foreign_member", place=self.place, name=name)
            if named and self.manifest.members[name].sha256 != (named[1] or named[2]):
                raise self._damaged(name)
        found = self._zip.namelist()
        strangers = set(found) - set(self.manifest.members) - {MANIFEST}
        if strangers or len(found) != len(set(found)):
            raise OperationError("backup_foreign_member", place=self.place, name=min(strangers, default=found[0]))
        for name in set(self.manifest.members) - set(found):
            raise self._damaged(name)

    @contextmanager
    def _faults(self, name: str) -> Iterator[None]:
        try:
            yield
        except _UNREADABLE as error:
            raise self._damaged(name) from error

    def _damaged(self, name: str) -> OperationError:
        return OperationError("backup_damaged", place=f"{self.place}: {name}")


@contextmanager
def opened(place: Path) -> Iterator[Reader]:
    """Open a backup for reading; an error with its sentence where it is none, damaged or of a later program."""
    with contextlib.ExitStack() as stack:
        file: IO[bytes] = stack.enter_context(place.open("rb"))
        try:
            packed = stack.enter_context(zipfile.ZipFile(file))
        except _UNREADABLE as error:
            raise OperationError("backup_foreign", place=place) from error
        yield Reader(packed, place)


def _understood(found: dict[str, Any]) -> Manifest:
    if found.get("form") != FORM:
        raise ValueError(found.get("form"))
    if found["form_version"] > FORM_VERSION:
        raise OperationError("backup_newer", program=found["program"])
    found["members"] = {name: Member(**member) for name, member in found["members"].items()}
    found["migrations"] = tuple((app, name) for app, name in found["migrations"])
    for listed in ("left_out", "missing_figures", "missing_photos"):
        # Backups made before there were photos say nothing of them.
        found[listed] = tuple(found.get(listed, ()))
    return Manifest(**found)
