"""The beginning of every command: files readable by their owner only, Django set up, faults told in a sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from potensi.errors import PotensiError
from potensi.language import DEFAULT_LANGUAGE, say

SETTINGS = "potensi.web.settings"
Tell = Callable[[str], None]
_FULL = (errno.ENOSPC, errno.EDQUOT)


class OperationError(PotensiError):
    """An installation cannot be run this way; the sentence stands in ``words/operations.toml``."""

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return what is wrong, and what to do, in the reader's language."""
        return say(f"operations.error.{self.code}", lang, **self.params)


def private() -> None:
    """Let what is written from now on be readable by its owner only."""
    os.umask(0o077)


def set_up() -> None:
    """Set Django up with the settings that the environment describes; again is fine."""
    import django
    from django.apps import apps

    if not apps.ready:
        private()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        try:
            with faults_in_a_sentence():
                django.setup()
        except ValueError as error:  # an address or a number that is none; a time zone that is not known
            raise OperationError("settings", reason=_first_line(error)) from error


@contextmanager
def faults_in_a_sentence() -> Iterator[None]:
    """Turn a full disk, a busy or absent database and a wrong DATABASE_URL into errors that have a sentence."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, InterfaceError

    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise OperationError("disk_full", place=error.filename or os.environ.get("POTENSI_HOME", "")) from error
    except (DatabaseError, InterfaceError) as error:
        raise _of_database(error) from error
    except ImproperlyConfigured as error:
        raise OperationError("settings", reason=_first_line(error)) from error


def _of_database(error: Exception) -> OperationError:
    text = str(error).lower()
    if "full" in text or "no space" in text:
        return OperationError("disk_full", place=os.environ.get("POTENSI_HOME", ""))
    if "locked" in text or "busy" in text:
        return OperationError("database_busy")
    if "no such table" in text or "does not exist" in text:
        return OperationError("database_not_set_up")
    return OperationError("database", reason=_first_line(error))


def _first_line(error: Exception) -> str:
    line = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return line.partition(". ")[0].rstrip(".")
