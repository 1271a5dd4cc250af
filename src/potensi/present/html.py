"""The story as one HTML file: works offline, without scripts, from 360 pixels up, in light, dark and on paper."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib import resources
from typing import Any

from potensi.language import say
from potensi.present import shown
from potensi.present.charts import svg
from potensi.present.story import Figure, Letterhead, Story, Table

# Each chart stands twice in the file, for a page and for a phone: letters keep their size, style sheets pick one.
_WIDTHS = (("wide", 680), ("narrow", 340))
_MEDIA = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
_IDS = re.compile(r'\b(id|href|xlink:href)="(#?)([^"]*)"')


def to_html(story: Story) -> bytes:
    """Return the story as the bytes of one UTF-8 HTML file that refers to nothing outside itself."""
    story = shown.clean(story)
    page = _template().render(
        story=story,
        word=lambda key, **params: say(f"print.{key}", story.lang, **params),
        rows=lambda table: rows(table, story.lang),
        signs=lambda table: signs(table, story.lang),
        heading=shown.heading,
        is_number=shown.is_number,
        source=lambda text: shown.source(text, story.lang),
        kind=lambda block: type(block).__name__,
        numbered=_numbers(story),
        pictures=_pictures(story),
        printed=shown.printed(story),
        logo=_logo(story.letterhead),
        id=id,
    )
    return str(page).encode("utf-8")


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    text = resources.files("potensi.present").joinpath("templates", "story.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(text)


def rows(table: Table, lang: str) -> list[list[str]]:
    """Return a table's rows as texts."""
    return [[shown.cell(value, column, lang) for value, column in zip(row, table.columns, strict=True)]
            for row in table.rows]  # fmt: skip


def signs(table: Table, lang: str) -> list[str]:
    """Return the sentences that explain the signs which a table uses: missing, undefined."""
    texts = {text for row in rows(table, lang) for text in row}
    return [say(f"print.{name}", lang) for name, sign in (("missing", "…"), ("undefined", "–")) if sign in texts]


def _numbers(story: Story) -> dict[int, str]:
    """Return each table's and figure's numbered caption by the identity of its block."""
    found = {}
    for name, kind in (("table", Table), ("figure", Figure)):
        for count, block in enumerate(story.blocks(kind), start=1):
            found[id(block)] = shown.numbered(name, count, block.caption, story.lang)
    return found


def _pictures(story: Story) -> dict[int, list[Any]]:
    """Return each figure's inline pictures by the identity of its block (a figure's chart may not be hashable)."""
    return {
        id(figure): [_picture(figure, story.lang, f"f{count}{name}", name, width) for name, width in _WIDTHS]
        for count, figure in enumerate(story.blocks(Figure), start=1)
    }


def _picture(figure: Figure, lang: str, key: str, name: str, width: int) -> Any:
    """Return the chart as inline SVG with a title and description, its ids made unique in the file."""
    from markupsafe import Markup, escape

    text = svg(figure.chart, lang, width=width)
    text = text[text.index("<svg") :].replace("url(#", f"url(#{key}-")
    text = _IDS.sub(lambda found: _prefixed(found, key), text)
    named = f'<svg role="img" class="{name}" aria-labelledby="{key}-t {key}-d" '
    told = f'<title id="{key}-t">{escape(figure.caption)}</title><desc id="{key}-d">{escape(figure.alt)}</desc>'
    first, rest = text.replace("<svg ", named, 1).split(">", 1)
    return Markup(f"{first}>{told}{rest}")


def _prefixed(found: re.Match[str], key: str) -> str:
    name, hash_sign, value = found.groups()
    local = name == "id" or hash_sign
    return f'{name}="{hash_sign}{key}-{value}"' if local else found.group()


def _logo(letterhead: Letterhead | None) -> str:
    if letterhead is None or not letterhead.logo:
        return ""
    media = _MEDIA[shown.logo_kind(letterhead.logo)]
    return f"data:{media};base64,{base64.b64encode(letterhead.logo).decode('ascii')}"
