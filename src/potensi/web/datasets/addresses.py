"""How codes stand in addresses and names of files: official ones as they are, others so that they are safe."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,60}")
_FILE = re.compile(r"[0-9a-z][0-9a-z-]{0,60}")


def address_of(code: str) -> str:
    """Return a region's code as one part of an address; what could not stand there is written in base64.

    >>> address_of("3510"), address_of("blok A/1")
    ('3510', '~YmxvayBBLzE')
    """
    if _PLAIN.fullmatch(code):
        return code
    return "~" + base64.urlsafe_b64encode(code.encode()).decode().rstrip("=")


def code_of(address: str) -> str:
    """Return the code that an address means; the address itself where it is none of ours.

    >>> code_of("~YmxvayBBLzE")
    'blok A/1'
    """
    if not address.startswith("~"):
        return address
    packed = address[1:]
    try:
        code = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return address
    return code if code and address_of(code) == address else address


def file_name(code: str) -> str:
    """Return a code as the name of a file or folder: itself, or a digest where it could be anything else.

    >>> file_name("3510"), file_name("../etc")[:2]
    ('3510', 'x_')
    """
    if _FILE.fullmatch(code):
        return code
    return "x_" + hashlib.sha256(code.encode()).hexdigest()[:24]
