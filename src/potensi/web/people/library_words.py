"""The sentences of allauth's pages in our words: ``words/accounts.toml`` as a catalogue that Django reads.

An app's own catalogue stands before those of the apps below it, which is how Django lets one reword a library.
``python -m potensi.web.people.library_words`` writes it anew; a test holds it to the words.
"""

from __future__ import annotations

import io
import tomllib
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

PLACE = Path(__file__).parent / "locale" / "id" / "LC_MESSAGES" / "django.mo"
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def words() -> dict[str, str]:
    """Return our Indonesian by the library's English."""
    text = resources.files("potensi").joinpath("words", "accounts.toml").read_text(encoding="utf-8")
    return {each["en"]: each["id"] for each in tomllib.loads(text).values()}


def catalogue() -> bytes:
    """Return the catalogue, the same bytes for the same words."""
    found = Catalog(locale="id", project="potensi", fuzzy=False, creation_date=_MADE, revision_date=_MADE)
    for english, indonesian in words().items():
        found.add(english, indonesian)
    content = io.BytesIO()
    write_mo(content, found)
    return content.getvalue()


def write() -> None:
    """Write the catalogue where Django looks for it."""
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    PLACE.write_bytes(catalogue())


if __name__ == "__main__":
    write()
