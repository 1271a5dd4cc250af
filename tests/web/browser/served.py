"""An installation of its own, served by ``potensi serve`` as an administrator would serve it."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from web.operations.installed import Installed

TESTS = Path(__file__).parents[2]
# Only how long one waits before one gives up; nothing is judged by it.
PATIENCE, LOOK = 240, 0.1


@dataclass(frozen=True)
class Site:
    """A served installation: where it answers, who has an account there, what the rows of the table lead to."""

    address: str
    installed: Installed
    people: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def __truediv__(self, path: str) -> str:
        """Return the whole address of a path: ``site / "/daerah/3510/"``."""
        return self.address + path


def populated(installed: Installed, *more: str) -> dict[str, dict[str, str]]:
    """Make people (and with "world" their world) in an installation; return what was made."""
    env = installed.environment | {"PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "web.browser.installed_people", *more]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@contextmanager
def served(installed: Installed, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve an installation on a free port until the block ends; yield its address and the process."""
    port = free_port()
    process = installed.start("serve", "--port", str(port), *options)
    try:
        _wait(process, port, installed)
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def children(of: int) -> list[int]:
    """Return the processes below one, all generations, by what Linux keeps of them."""
    parents: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(place.parent.name)] = int(place.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [of]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def lives(process: int) -> bool:
    """Return whether a process runs; one that has ended and is only not yet buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _wait(process: subprocess.Popen[bytes], port: int, installed: Installed) -> None:
    for _ in range(int(PATIENCE / LOOK)):
        if process.poll() is not None:
            break
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            asking.request("GET", "/tentang/")
            if asking.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(LOOK)
        finally:
            asking.close()
    raise AssertionError(f"the site did not answer:\n{installed.log}")
