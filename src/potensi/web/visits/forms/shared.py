"""What the forms of a study visit share: labels and help by name, one line of text, a point on the map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from potensi.language import knows, say
from potensi.web.edits import RevisionForm
from potensi.web.templatetags.words import language

_POINT = re.compile(r"\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[;, ]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*")


class WordedForm(forms.Form):
    """A form whose fields are called by ``FILE.form.NAME``, with help where ``FILE.help.NAME`` is there.

    ``called`` gives a field's words another name: what is "title" of a person is not "title" of a stop.
    """

    words: ClassVar[str] = "visits_forms"
    called: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        for name, field in self.fields.items():
            if field.widget.is_hidden:
                continue
            own = self.called.get(name, name)
            field.label = say(f"{self.words}.form.{own}", lang)
            if knows(f"{self.words}.help.{own}"):
                field.help_text = say(f"{self.words}.help.{own}", lang)

    def wrong(self, field: str | None, code: str, /, **params: Any) -> None:
        """Say below a field (or above all) what is wrong (``FILE.wrong.CODE``)."""
        self.add_error(field, say(f"{self.words}.wrong.{code}", language(), **params))


class EditForm(WordedForm, RevisionForm):
    """A form that changes a record and remembers which revision of it it began from."""


class LineField(forms.CharField):
    """One line of text: runs of blanks become one."""

    def clean(self, value: Any) -> Any:
        """Return the line without superfluous blanks."""
        return " ".join(str(super().clean(value)).split())


class PointField(forms.CharField):
    """A point as maps on a telephone show it: latitude and longitude in degrees; empty is no point."""

    def clean(self, value: Any) -> Any:
        """Return latitude and longitude, or None."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = point_of(text)
        if found is None:
            raise forms.ValidationError(say("visits_forms.wrong.point", language()))
        return found


def point_of(text: str) -> tuple[float, float] | None:
    """Return the latitude and longitude that are written, or None where they cannot be.

    >>> point_of("-8.2192, 114.3691")
    (-8.2192, 114.3691)
    >>> point_of("-8,2192; 114,3691")
    (-8.2192, 114.3691)
    >>> point_of("114.3691, -98.2")
    """
    match = _POINT.fullmatch(text)
    if match is None:
        return None
    lat, lon = (float(part.replace(",", ".")) for part in match.groups())
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def written_point(lat: float | None, lon: float | None) -> str:
    """Return a point as :func:`point_of` reads it; empty where there is none."""
    return "" if lat is None or lon is None else f"{lat}, {lon}"


def area(rows: int = 4) -> forms.Textarea:
    """Return a field of several lines."""
    return forms.Textarea(attrs={"rows": rows})
