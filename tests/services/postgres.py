"""A PostgreSQL server of the tests' own, in a temporary folder, gone when they end.

``python -m services.postgres -- COMMAND …`` runs a command with DATABASE_URL leading to such a server.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from services import debian

NAME = "potensi"  # of the database and of its owner
FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
PROGRAMS = ("initdb", "postgres", "pg_ctl", "createdb")
SAY_HOW = "PostgreSQL's server was not found: run `make services`, or put its programs (initdb, pg_ctl …) on the PATH."

# What is lost when the power fails is lost with the tests; nobody else can reach a socket in a private folder.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=''",
)


def find() -> Path | None:
    """Return the folder of the server's programs, the newest version first, or None."""
    return next((folder for folder in _candidates() if all((folder / name).exists() for name in PROGRAMS)), None)


def _candidates() -> Iterator[Path]:
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
        yield Path(answer.stdout.strip())
    for pattern in FOLDERS:
        yield from sorted(Path("/").glob(pattern[1:]), key=_version, reverse=True)


def _version(folder: Path) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", folder.parent.name)]


def install() -> Path:
    """Return the folder of the server's programs, installed if there are none; a sentence says when that fails."""
    if not find() and debian.may_install():
        debian.install("postgresql")
    found = find()
    if not found:
        raise SystemExit(SAY_HOW)
    return found


@contextmanager
def server() -> Iterator[str]:
    """Start a server and yield the DATABASE_URL of an empty database in it; stop it whatever happens."""
    programs = find()
    if programs is None:
        raise RuntimeError(SAY_HOW)
    account = _account()
    # Under /tmp since the account must be able to walk there, and since a socket's path has 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="potensi-postgres-", dir="/tmp"))
    try:
        if account:
            shutil.chown(folder, account, account)
        yield from _serve(programs, folder, {"user": account, "group": account, "extra_groups": []} if account else {})
    finally:
        shutil.rmtree(folder)


def _account() -> str | None:
    """Return the account that PostgreSQL runs as, since it refuses root, or None for the present one."""
    if not debian.is_root():
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _serve(programs: Path, folder: Path, account: dict[str, Any]) -> Iterator[str]:
    def run(program: str, *arguments: str) -> None:
        answer = subprocess.run(
            [programs / program, *arguments],
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **account,
        )
        if answer.returncode:
            raise RuntimeError(f"PostgreSQL's {program} failed:\n{log.read_text(errors='replace')}")

    data, log = folder / "data", folder / "log"
    locale = "C.UTF-8" if sys.platform == "linux" else "C"
    # A file and no pipe: the server keeps its output open for as long as it lives.
    with log.open("ab") as output:
        run(
            "initdb",
            f"--pgdata={data}",
            f"--username={NAME}",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            f"--locale={locale}",
        )
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}"))
        run("pg_ctl", "start", "--wait", f"--pgdata={data}", "--options", options)
        try:
            run("createdb", f"--host={folder}", f"--username={NAME}", NAME)
            yield f"postgresql://{NAME}@{quote(str(folder), safe='')}/{NAME}"
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={data}")


def main(arguments: list[str]) -> int:
    """Run a command with DATABASE_URL leading to a server of its own; return the command's exit code."""
    if not arguments or arguments[0] != "--" or len(arguments) < 2:
        raise SystemExit("usage: python -m services.postgres -- COMMAND …")
    # A polite end must stop the server too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with server() as url:
        return subprocess.run(arguments[1:], env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
