"""An industry's code as one part of an address: "M,N" as "m-n"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from potensi.web.datasets.addresses import address_of, code_of

_OTHER = re.compile(r"[^0-9a-z]+")


def industry_address(code: str, known: Sequence[str]) -> str:
    """Return how an industry's code stands in an address: short where no other code would look the same.

    >>> industry_address("M,N", ["M,N", "C"])
    'm-n'
    """
    slug = _slug(code)
    return slug if slug and sum(_slug(each) == slug for each in known) == 1 else address_of(code)


def industry_of_address(address: str, known: Sequence[str]) -> str | None:
    """Return the code of ``known`` that an address means, or None."""
    code = code_of(address)
    if code in known:
        return code
    found = [each for each in known if _slug(each) == _slug(address)]
    return found[0] if len(found) == 1 else None


def _slug(code: str) -> str:
    return _OTHER.sub("-", code.lower()).strip("-")
