"""What a command was called with and cannot be, in the reader's language: Typer says it in English alone."""

from __future__ import annotations

import re

import typer

from potensi.language import say

_VALUE = r"Invalid value for '(?P<name>.+?)': "
# Typer's sentences, and ours under their codes. What it says in words not among these is shown as it stands.
_SENTENCES = {
    "command": r"No such command '(?P<name>.+?)'\.(?: Did you mean (?P<near>.+)\?)?",
    "option": r"No such option: (?P<name>\S+)(?: \(Possible options: (?P<near>.+)\))?",
    "missing": r"Missing (?:argument|option) '(?P<name>.+)'\.",
    "value_missing": r"Option '(?P<name>.+)' requires an argument\.",
    "value_not_taken": r"Option '(?P<name>.+)' does not take a value\.",
    "too_many": r"Got unexpected extra argument(?:\(s\)|s)? \((?P<extra>.+)\)",
    "whole": _VALUE + r"Input should be a valid integer.*",
    "figure": _VALUE + r"Input should be a valid number.*",
    "least": _VALUE + r"Input should be greater than or equal to (?P<bound>\S+)",
    "most": _VALUE + r"Input should be less than or equal to (?P<bound>\S+)",
    "choice": _VALUE + r"Value error, '(?P<value>.*)' is not one of (?P<known>.+)\.",
}


def sentence(error: typer.TyperException, lang: str) -> str:
    """Return what is wrong with a call, how the command is used, and where more is said of it."""
    lines = [_fault(error.format_message(), lang)]
    context = getattr(error, "ctx", None)
    if context is not None:
        pieces = context.command.collect_usage_pieces(context)
        lines.append(say("usage.way", lang, way=" ".join([context.command_path, *pieces])))
        lines.append(say("usage.help", lang, command=context.command_path))
    return "\n".join(lines)


def _fault(told: str, lang: str) -> str:
    for code, pattern in _SENTENCES.items():
        if found := re.fullmatch(pattern, told):
            params = {name: text.replace("'", "") for name, text in found.groupdict().items() if text}
            near = [say("usage.perhaps", lang, near=params.pop("near"))] if "near" in params else []
            return " ".join([say(f"usage.{code}", lang, **params), *near])
    return told
