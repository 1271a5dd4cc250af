"""The files that are handed over: which forms there are, and one story printed as each."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from potensi.errors import UsageError
from potensi.indicators import Indicators
from potensi.panel import Panel
from potensi.present.story import Letterhead, Story

# Form → the module that prints it and the function in it. Imported only when asked for: each is heavy.
PRINTERS = {
    "pdf": ("potensi.present.pdf", "to_pdf"),
    "pptx": ("potensi.present.pptx", "to_pptx"),
    "html": ("potensi.present.html", "to_html"),
    "xlsx": ("potensi.present.xlsx", "to_xlsx"),
    "md": ("potensi.present.markdown", "to_markdown"),
    "docx": ("potensi.present.docx", "to_docx"),
}
CHAPTER_FORMS = ("md", "docx")


def kinds_of(text: str) -> list[str]:
    """Return the forms named in "pdf, html"; UsageError for one that does not exist."""
    kinds = [part.strip().lower() for part in text.split(",") if part.strip()]
    for kind in kinds:
        if kind not in PRINTERS:
            raise UsageError("unknown_kind", kind=kind, known=", ".join(PRINTERS))
    return kinds


def hand_over(
    panel: Panel,
    regions: Sequence[str],
    kinds: Sequence[str],
    out: Path,
    *,
    lang: str = "id",
    year: int | None = None,
    base: int | None = None,
    indicators: Indicators | None = None,
    geojson: Path | None = None,
    letterhead: Path | None = None,
) -> Iterator[Path]:
    """Write every region's prospectus in every form into ``out``; yield each path as it is written.

    The prospectus is printed as pdf, pptx, html and xlsx; md and docx hold chapter II of a plan instead.
    """
    from potensi.present.chapter import chapter
    from potensi.present.facts import gather, gather_all

    out.mkdir(parents=True, exist_ok=True)
    from potensi.present.prospectus import prospectus_of

    boundaries = read_geojson(geojson) if geojson else None
    head = read_letterhead(letterhead) if letterhead else None
    shared = gather_all(panel, year=year, base=base, indicators=indicators)
    for region in regions:
        facts = gather(shared, region)
        for kind in kinds:
            if kind in CHAPTER_FORMS:
                story, stem = chapter(facts, lang), f"bab-ii-{region}"
            else:
                story, stem = prospectus_of(facts, lang, boundaries), f"{_stem(lang)}-{region}"
            target = out / f"{stem}.{kind}"
            _write_whole(target, print_as(replace(story, letterhead=head), kind))
            yield target


def print_as(story: Story, kind: str) -> bytes:
    """Return the story as the bytes of one form (a key of PRINTERS)."""
    module, name = PRINTERS[kind]
    printer: Callable[[Story], bytes | str] = getattr(import_module(module), name)
    content = printer(story)
    return content.encode("utf-8") if isinstance(content, str) else content


def read_letterhead(path: Path) -> Letterhead:
    """Return the letterhead that a toml file states: agency, address and, if any, the logo's file."""
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
        logo = (path.parent / stated["logo"]).read_bytes() if stated.get("logo") else None
        return Letterhead(agency=str(stated["agency"]), address=str(stated.get("address", "")), logo=logo)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise UsageError("letterhead_unreadable", place=str(path), reason=str(error)) from error


def read_geojson(path: Path) -> dict[str, Any]:
    """Return the boundaries as a GeoJSON feature collection."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["type"] != "FeatureCollection":
            raise KeyError("FeatureCollection")
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError("geojson_unreadable", place=str(path), reason=str(error)) from error
    return dict(content)


def _stem(lang: str) -> str:
    return "prospektus" if lang == "id" else "prospectus"


def _write_whole(target: Path, content: bytes) -> None:
    """Write beside and rename, so that a full disk or a stop leaves no half file under the final name."""
    part = target.with_name(target.name + ".part")
    part.write_bytes(content)
    part.replace(target)
