"""The measures' cards as a person reads them: a list, one card, a page each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from potensi.errors import UsageError
from potensi.language import say
from potensi.measures.catalogue import Card, cards

FIELDS = ("formula", "unit", "range", "needs", "guards", "default_variant", "variants", "source")


def method_table(lang: str) -> pl.DataFrame:
    """Return one row a measure: name, label, grain, unit, range."""
    rows = [
        {"name": c.name, "label": label(c, lang), "grain": c.grain, "unit": c.text("unit", lang), "range": c.range}
        for c in cards()
    ]
    return pl.DataFrame(rows)


def label(card: Card, lang: str) -> str:
    """Return the measure's name in the reader's language."""
    return str(card.text("label", lang))


def card_text(name: str, lang: str) -> str:
    """Return one measure's card as Markdown. Raises UsageError with near names for an unknown one."""
    from rapidfuzz import process

    known = {card.name: card for card in cards()}
    if name not in known:
        near = ", ".join(found for found, _, _ in process.extract(name, list(known), limit=3))
        raise UsageError("unknown_measure", name=name, candidates=near)
    return page(known[name], lang)


def page(card: Card, lang: str) -> str:
    """Return the page of one card: what it is called, how it is read, and everything the card states."""
    other = label(card, "en" if lang == "id" else "id")
    reading = card.text("reading", lang)
    lines = [f"# {label(card, lang)}", "", f"`{card.name}` · {other}", "", reading, ""]
    for field in FIELDS:
        text = _plain(card.text(field, lang))
        if text:
            lines.append(f"- **{say(f'methods.{field}', lang)}**: {text}")
    return "\n".join([*lines, ""])


def write_pages(folder: Path, lang: str) -> Iterator[Path]:
    """Write one Markdown page a measure and an index; yield where each went."""
    folder.mkdir(parents=True, exist_ok=True)
    index = [f"# {say('methods.index', lang)}", ""]
    for card in cards():
        target = folder / f"{card.name}.md"
        target.write_text(page(card, lang), encoding="utf-8")
        index.append(f"- [{label(card, lang)}]({card.name}.md) (`{card.name}`)")
        yield target
    home = folder / "README.md"
    home.write_text("\n".join([*index, ""]), encoding="utf-8")
    yield home


def _plain(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
