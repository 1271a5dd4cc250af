"""The commands that run an installation; Django is loaded by the command that needs it, not before."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from potensi.language import number, say
from potensi.options import LANG, Lang, LangOpt

if TYPE_CHECKING:
    from potensi.web.operations.backup import BackedUp

PROBLEMS = 1
_ATTEMPTS = 3
_MEGA = 1_000_000


class Shown(StrEnum):
    """How what was found is printed."""

    text = "text"
    json = "json"


ShownOpt = Annotated[Shown, typer.Option("--format", help="How to print it.")]
HostOpt = Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 for everybody in the same network.")]
PortOpt = Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65_535)]
WorkersOpt = Annotated[int, typer.Option(help="Processes that answer pages (0: as many as the machine bears).", min=0)]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    examples: dict[Callable[..., Any], str] = {
        serve: "potensi serve --port 8000",
        worker: "potensi worker",
        createadmin: "potensi createadmin wahyu@example.go.id --name 'Wahyu Prasetya'",
        backup: "potensi backup potensi.zip",
        restore: "potensi restore potensi.zip",
        doctor: "potensi doctor",
    }
    for command, example in examples.items():
        app.command(epilog=f"Example: {example}")(command)


def serve(
    port: PortOpt = 8000,
    host: HostOpt = "127.0.0.1",
    workers: WorkersOpt = 0,
    demo: Annotated[bool, typer.Option("--demo/--no-demo", help="With invented people, one a role.")] = False,
    browse: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser when it is ready.")] = False,
    background: Annotated[bool, typer.Option("--worker/--no-worker", help="With the background worker.")] = True,
    lang: LangOpt = LANG,
) -> None:
    """Serve the site from this folder: what is not there yet is set up first. Ctrl-C ends it."""
    from potensi.web.operations.serving import Serving
    from potensi.web.operations.serving import serve as run

    run(Serving(host, port, workers, demo, browse, background), lang.value, _tell)


def worker(lang: LangOpt = LANG) -> None:
    """Do the background work of a site that is served elsewhere with --no-worker. Ctrl-C ends it."""
    with _installed() as home:
        from potensi.web.operations.worker import work

        _tell(say("operations.worker.started", lang.value))
        work(home)


def createadmin(
    email: Annotated[str, typer.Argument(help="The administrator's address.")],
    name: Annotated[str, typer.Option(help="Their name.")] = "",
    region: Annotated[str, typer.Option(help="Code of the region they administer; 0000 is everything.")] = "0000",
    link: Annotated[bool, typer.Option("--link", help="Print a link that signs in once; ask no password.")] = False,
    lang: LangOpt = LANG,
) -> None:
    """Make an administrator, or make one of somebody who has an account."""
    with _installed(prepared=True, lang=lang):
        from potensi.web.operations import administrators

        password = None if link or not sys.stdin.isatty() else _new_password(email, lang.value)
        made = administrators.make(email, name=name, region=region, password=password)
    _tell(say("operations.createadmin.made", lang.value, email=made.email, region=made.region))
    if made.link:
        _tell(say("operations.createadmin.link", lang.value, link=made.link))


def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to (default: backups/ in the data folder).")] = None,
    with_secret_key: Annotated[bool, typer.Option("--with-secret-key", help="With the key that signs in.")] = False,
    fmt: ShownOpt = Shown.text,
    lang: LangOpt = LANG,
) -> None:
    """Write database, figures and photos into one file, while the site goes on. Exit code 1: files are missing."""
    with _installed():
        from potensi.web.operations import backup as module

        made = module.back_up(file, with_secret_key=with_secret_key)
        if fmt is Shown.json:
            typer.echo(json.dumps(module.plain(made), ensure_ascii=False, indent=1))
        else:
            _tell_backup(made, lang.value)
    if made.missing:
        raise typer.Exit(PROBLEMS)


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what is there; a copy of it is kept.")] = False,
    lang: LangOpt = LANG,
) -> None:
    """Bring an installation back from FILE: all of it or nothing. The site must not be running."""
    with _installed():
        from potensi.web.operations.restore import restore as run

        back = run(file, replace=replace)
    shown = {name: number(getattr(back, name), lang.value) for name in ("rows", "figures", "photos")}
    _tell(say("operations.restore.done", lang.value, made=back.made, program=back.program, **shown))
    if back.kept:
        _tell(say("operations.restore.kept", lang.value, place=back.kept))
    if back.missing:
        _tell(say("operations.restore.missing", lang.value, names=", ".join(back.missing)))
        raise typer.Exit(PROBLEMS)


def doctor(fmt: ShownOpt = Shown.text, lang: LangOpt = LANG) -> None:
    """Say what is set and what is missing. Exit code 0: nothing to mend, 1: something."""
    with _installed():
        from potensi.web.operations.doctor import examine

        report = examine()
    if fmt is Shown.json:
        typer.echo(json.dumps(report.as_dict(lang.value), ensure_ascii=False, indent=1))
    else:
        for finding in report.findings:
            mark = say(f"operations.doctor.mark.{finding.state}", lang.value)
            _tell(f"{mark}  {finding.message(lang.value)}")
    if not report.healthy:
        raise typer.Exit(PROBLEMS)


@contextmanager
def _installed(*, prepared: bool = False, lang: Lang = LANG) -> Iterator[Path]:
    """Set the program up for the installation that the environment names; tell its faults in a sentence."""
    from potensi.web.operations.start import faults_in_a_sentence, set_up

    set_up()
    with faults_in_a_sentence():
        from django.conf import settings

        if prepared:
            from potensi.web.operations.prepare import prepare

            prepare(lang.value, _tell)
        yield settings.INSTALLATION.home


def _new_password(email: str, lang: str) -> str | None:
    """Ask for a password twice, until it will do; None where nothing is typed: then a link is printed."""
    from potensi.web.operations import administrators
    from potensi.web.operations.start import OperationError

    for _ in range(_ATTEMPTS):
        first = typer.prompt(
            say("operations.createadmin.password", lang), hide_input=True, default="", show_default=False
        )
        if not first:
            return None
        reasons = administrators.weaknesses(first, email, lang)
        again = say("operations.createadmin.again", lang)
        if not reasons and first != typer.prompt(again, hide_input=True, default="", show_default=False):
            reasons = [say("operations.createadmin.differ", lang)]
        if not reasons:
            return str(first)
        for reason in reasons:
            _tell(reason)
    raise OperationError("password_impossible")


def _tell_backup(made: BackedUp, lang: str) -> None:
    shown = {name: number(getattr(made, name), lang) for name in ("rows", "figures", "photos")}
    size = number(made.size / _MEGA, lang, decimals=1)
    _tell(say("operations.backup.done", lang, place=made.place, size=size, **shown))
    if made.missing:
        _tell(say("operations.backup.missing", lang, names=", ".join(made.missing)))


def _tell(sentence: str) -> None:
    typer.echo(sentence)
    sys.stdout.flush()
