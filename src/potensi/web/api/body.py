"""How bodies and queries are read: text that no database could keep is refused at the door."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError
from ninja.parser import Parser

from potensi.language import say
from potensi.web.templatetags.words import language

NUL = "\0"


class OurParser(Parser):
    """JSON and query strings without zero bytes and halves of characters, which PostgreSQL cannot store."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body's JSON; raises where it is none or holds unusable text."""
        found = super().parse_body(request)
        if not usable(found):
            raise ValueError("unusable text")
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the parameters of a query or form; refuses unusable text."""
        found = super().parse_querydict(data, list_fields, request)
        if not usable(found):
            raise HttpError(400, say("api.unreadable", language()))
        return found


def usable(value: Any) -> bool:
    """Return whether every text in a JSON value can be kept."""
    if isinstance(value, str):
        return NUL not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return all(usable(name) and usable(each) for name, each in value.items())
    return all(usable(each) for each in value) if isinstance(value, list) else True
