"""What every story must keep to, whatever it is about."""

import html
import re

from present.reading import assert_harmless, ids

from potensi.present.fragments import sections
from potensi.present.story import Bullets, Figure, KeyFigures, Note, Paragraph, Table

HOLE = re.compile(r"\bnan\b|\bNone\b|\{|\}|\binf\b|  ")


def texts(story):
    yield from (story.title, story.subtitle)
    for section in story.sections:
        yield section.heading
        for block in section.blocks:
            match block:
                case Paragraph() | Note():
                    yield block.text
                case Bullets():
                    yield from block.items
                case KeyFigures():
                    yield from (f"{item.label} {item.value} {item.note}".strip() for item in block.items)
                case Figure():
                    yield from (block.caption, block.alt, block.source)
                case Table():
                    yield from (block.caption, block.source, block.note)


def whole(story):
    return " ".join(texts(story))


def assert_readable(story):
    """No hole in any sentence, every figure described and sourced, every table as wide as its head, every id once."""
    for text in texts(story):
        assert not HOLE.search(text), text
    for figure in story.blocks(Figure):
        assert len(figure.alt) > 60
        assert figure.source
    for table in story.blocks(Table):
        assert table.key
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
    page = page_of(story)
    assert "nan" not in re.split(r"[\s<>]", html.unescape(page))
    return page


def page_of(story):
    """Return the story's fragments, harmless and with every id once."""
    page = "".join(f'<h2 id="{part.anchor}">x</h2>{part.html}' for part in sections(story))
    assert_harmless(page)
    assert len(ids(page)) == len(set(ids(page)))
    return page
