"""The page on running an installation names every variable that is read, and commands and options that there are."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import resolve
from typer.main import get_command

import potensi
from potensi.cli import app
from potensi.web.operations import environment

HERE = Path(potensi.__file__).parent
PAGE = (Path(__file__).parents[3] / "docs" / "deploy.md").read_text(encoding="utf-8")
VARIABLE = re.compile(r"POTENSI_[A-Z_]+|DATABASE_URL")
COMMANDS = get_command(app).commands


def read_in_code():
    """Every variable that stands as a text of its own in the web's code."""
    for path in [*sorted((HERE / "web").rglob("*.py")), HERE / "options.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value):
                yield node.value


def test_every_variable_that_is_read_stands_in_the_table_and_in_the_doctor_s_list():
    read = set(read_in_code()) - environment._OF_TESTS
    table = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert len(read) > 12
    assert table == read
    assert set(environment.VARIABLES) == read


def test_every_variable_that_the_page_mentions_is_one():
    mentioned = {name.rstrip("_") for name in VARIABLE.findall(PAGE)} - {"POTENSI_OIDC"}
    assert mentioned == set(environment.VARIABLES)


CALLS = re.findall(
    r"(?:^|[`/ ])potensi (serve|worker|createadmin|backup|restore|doctor)\b([^`#\n]*)", PAGE, re.MULTILINE
)


def test_the_page_speaks_of_every_command():
    assert {command for command, _ in CALLS} == {"serve", "worker", "createadmin", "backup", "restore", "doctor"}


@pytest.mark.parametrize(("command", "rest"), CALLS)
def test_every_option_that_the_page_uses_is_there(command, rest):
    known = {name for option in COMMANDS[command].params for name in [*option.opts, *option.secondary_opts]}
    assert set(re.findall(r"--[a-z-]+", rest)) <= known


def test_the_address_that_an_identity_provider_returns_to_is_there():
    stated = re.search(r"https://potensi\.example\.go\.id(/akun/oidc/\S+)`", PAGE)[1]
    assert resolve(stated).kwargs == {"provider_id": "oidc"}
