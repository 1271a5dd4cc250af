"""Everything between an empty folder and a site that can be served; done again at every start, when it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from potensi.errors import PotensiError
from potensi.language import number, say
from potensi.web.operations import alone, parent, static_files
from potensi.web.operations.start import OperationError, Tell, faults_in_a_sentence, set_up

MODULE = "potensi.web.operations.prepare"
_DEMO = "--demo"


def prepare_apart(lang: str, *, demo: bool, own: int) -> int:
    """Prepare in a process of its own, since whoever only watches later needs none of what it loads.

    It tells its sentences itself; return its exit code.
    """
    command = [sys.executable, "-m", MODULE, lang, str(own), *([_DEMO] if demo else [])]
    return subprocess.run(command).returncode


def prepare(lang: str, tell: Tell) -> Path:
    """Make the folder, the tables, the regions, the served files and the sample; return the folder.

    Where an upgrade is about to change the tables, a backup is made first.
    """
    set_up()
    from django.conf import settings

    home: Path = settings.INSTALLATION.home
    with alone.one_at_a_time(home):
        _tables(home, lang, tell)
        _contents(lang, tell)
        count = static_files.collect(home)
        if count is not None:
            tell(say("operations.prepare.static", lang, count=number(count, lang)))
    return home


def _tables(home: Path, lang: str, tell: Tell) -> None:
    from django.core.management import call_command
    from django.db import connection

    from potensi.web.operations import tables

    state = tables.state_of(connection)
    if state.unknown:
        raise OperationError("database_newer", names=", ".join(state.unknown[:3]))
    if not state.pending:
        return
    if state.applied:
        from potensi.web.operations.backup import back_up_before_upgrade

        place = back_up_before_upgrade(home)
        tell(say("operations.prepare.backed_up", lang, place=place))
    else:
        tell(say("operations.prepare.new", lang, place=home))
    call_command("migrate", interactive=False, verbosity=0)


def _contents(lang: str, tell: Tell) -> None:
    from potensi.web.datasets.services import load_sample
    from potensi.web.people.seed import load_regions

    load_regions()
    for version in load_sample():
        tell(say("operations.prepare.sample", lang, title=version.dataset.title))


def _next(lang: str, tell: Tell, *, demo: bool) -> None:
    """Say how to sign in: as the invented people, or by making the first administrator."""
    from potensi.web.operations import administrators, demonstration

    if not demo:
        if not administrators.there_are_administrators():
            tell(say("operations.serve.no_administrator", lang))
        return
    tell(say("operations.demo.opened", lang))
    for account in demonstration.open_for_a_day():
        role = say(f"operations.demo.role.{account.role}", lang)
        tell(say("operations.demo.account", lang, role=role, email=account.email, password=account.password))
    _retell(lang, tell)


def _retell(lang: str, tell: Tell) -> None:
    """Tell the invented journey, once."""
    from potensi.web.operations import retold

    if retold.retell():
        tell(say("operations.demo.retold", lang))


def main(arguments: list[str]) -> int:
    """Prepare, and say how to sign in; a fault is one sentence and the exit code 1."""
    lang, own, *more = arguments
    parent.watch(int(own))

    def tell(sentence: str) -> None:
        print(sentence, flush=True)

    try:
        with faults_in_a_sentence():
            prepare(lang, tell)
            _next(lang, tell, demo=_DEMO in more)
    except PotensiError as error:
        print(error.message(lang), file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
