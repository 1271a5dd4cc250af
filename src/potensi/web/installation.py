"""One installation is one folder: where everything is kept, and what the environment says of it."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_HOME = "potensi-data"
_SECRET_LENGTH = 50


@dataclass(frozen=True)
class Installation:
    """Where an installation keeps its things. ``url`` is its public address, empty on one's own machine."""

    home: Path
    database_url: str
    url: str

    @property
    def figures(self) -> Path:
        """Panels as Parquet files, named by their digest: never changed once written."""
        return self.home / "figures"

    @property
    def photos(self) -> Path:
        """Photos, named by their digest: never changed once written; a small one beside each."""
        return self.home / "photos"

    @property
    def results(self) -> Path:
        """What was computed of published figures; can be made again at any time."""
        return self.home / "results"

    @property
    def static(self) -> Path:
        """Style sheets, scripts and pictures as they are served."""
        return self.home / "static"

    @property
    def mail(self) -> Path:
        """Letters, as files, where no mail server is set."""
        return self.home / "mail"

    @property
    def uploads(self) -> Path:
        """Files while they are being read; what is left of them goes after a day."""
        return self.home / "uploads"

    @property
    def database(self) -> Path:
        """The SQLite file, where no other database is set."""
        return self.home / "potensi.sqlite3"

    @property
    def hosts(self) -> list[str]:
        """The names that requests may be addressed to."""
        stated = [name.strip() for name in os.environ.get("POTENSI_HOSTS", "").split(",") if name.strip()]
        own = urlsplit(self.url).hostname
        return [*stated, *([own] if own else []), "localhost", "127.0.0.1", "[::1]"]

    @property
    def secure(self) -> bool:
        """Whether people reach it by https."""
        return self.url.startswith("https://")

    def prepare(self) -> None:
        """Make the folders that are not there yet, readable by their owner only."""
        for folder in (self.home, self.figures, self.photos, self.results, self.static, self.mail, self.uploads):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret_key(self) -> str:
        """Return the key that signs sessions: from the environment, else made once and kept in the folder."""
        stated = os.environ.get("POTENSI_SECRET_KEY", "")
        if stated:
            return stated
        kept = self.home / "secret-key"
        try:
            return kept.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return _kept_secret(kept)


def installation() -> Installation:
    """Return the installation that the environment names (POTENSI_HOME, DATABASE_URL, POTENSI_URL)."""
    home = Path(os.environ.get("POTENSI_HOME") or DEFAULT_HOME).absolute()
    return Installation(home, os.environ.get("DATABASE_URL", ""), os.environ.get("POTENSI_URL", "").rstrip("/"))


def _kept_secret(place: Path) -> str:
    """Write a new key; where another process was first, return that one's."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_SECRET_LENGTH))
    try:
        os.link(part, place)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return place.read_text(encoding="ascii").strip()
