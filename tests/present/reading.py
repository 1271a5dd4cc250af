"""Reading HTML in tests: every opening tag with its attributes, and what no fragment may hold."""

import re
from html.parser import HTMLParser


class Tags(HTMLParser):
    """Gathers every opening tag with its attributes, and whether what was opened is closed in order."""

    VOID = {"br", "img", "meta", "link", "input", "hr"}

    def __init__(self):
        super().__init__()
        self.found = []
        self.open = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes something else"


def tags(text, name=None):
    reader = Tags()
    reader.feed(text)
    assert not reader.open, f"left open: {reader.open}"
    return [attributes for tag, attributes in reader.found if name in (None, tag)]


def assert_harmless(text):
    """The fragment lives under a strict Content-Security-Policy: no style, no script, nothing from outside."""
    for attributes in tags(text):
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert "src" not in attributes
        assert not attributes.get("href", "").lower().startswith(("javascript:", "data:"))
    for forbidden in ("style", "script", "link", "iframe", "image", "foreignobject"):
        assert not tags(text, forbidden)
    assert not re.search(r"url\(", text)


def ids(text):
    return [attributes["id"] for attributes in tags(text) if "id" in attributes]
