"""The web server as a process of its own; the only module that knows Granian."""

from __future__ import annotations

import argparse
import sys

from potensi.web.operations import parent

MODULE = "potensi.web.operations.web_server"
TARGET = "potensi.web.operations.served:application"


def command(*, host: str, port: int, workers: int, threads: int, own: int) -> list[str]:
    """Return the command line of this process; ``own`` is the number of the process that starts it."""
    options = {"host": host, "port": port, "workers": workers, "threads": threads, "parent": own}
    return [sys.executable, "-m", MODULE, *(f"--{name}={value}" for name, value in options.items())]


def main(arguments: list[str]) -> None:
    """Serve until asked to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    for name in ("port", "workers", "threads", "parent"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asked = parser.parse_args(arguments)
    parent.watch(asked.parent)
    Server(
        TARGET,
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=asked.threads,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
