"""Reading a page as a person does: its text, its links, its parts."""

import re
from html import unescape


def text_of(response):
    """Return what a reader sees of a page: no tags, drawings, scripts, or texts for machines."""
    page = response.content.decode()
    page = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r"<svg\b.*?</svg>", " ", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def links_of(response):
    """Return every address that a page links to."""
    return [unescape(each) for each in re.findall(r'<a\b[^>]*\shref="([^"]*)"', response.content.decode())]


def body_of(response):
    """Return the bytes of an answer, read to their end."""
    return b"".join(response.streaming_content) if response.streaming else response.content
