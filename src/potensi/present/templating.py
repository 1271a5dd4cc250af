"""Jinja behind one door: a template's name and values in, escaped HTML out."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup


def render(name: str, **values: Any) -> Markup:
    """Return the template ``name`` filled in; every value that is not Markup is escaped.

    Raises ``UndefinedError`` for a value that the template names and the caller forgot.
    """
    return Markup(_environment().get_template(name).render(**values))


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("potensi.present", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
