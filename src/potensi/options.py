"""The command line's option that every command has: the language of what one reads."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from potensi.language import LANGUAGES


class Lang(StrEnum):
    """Languages of everything that people read."""

    id = "id"
    en = "en"


LANG = Lang(os.environ.get("POTENSI_LANG", "")) if os.environ.get("POTENSI_LANG") in LANGUAGES else Lang.id
LangOpt = Annotated[Lang, typer.Option("--lang", help="Language of what you read.")]
