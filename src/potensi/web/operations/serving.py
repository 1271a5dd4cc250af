"""``potensi serve``: an installation from whatever folder one stands in, served until one asks for the end."""

from __future__ import annotations

import http.client
import os
import threading
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from potensi.language import say
from potensi.web.installation import installation
from potensi.web.operations import addresses, presence, web_server, worker
from potensi.web.operations.alone import in_use
from potensi.web.operations.children import Child, Family
from potensi.web.operations.prepare import prepare_apart
from potensi.web.operations.start import Tell, private

SERVERS = "servers"
# A thread keeps a connection; SQLite has one writer at a time, so more threads would only wait.
_FILE_THREADS, _SERVER_THREADS = 4, 8
_MOST_WORKERS = 4
_LOOK_SECONDS = 0.2
_PATIENCE = 300


@dataclass(frozen=True)
class Serving:
    """Where to listen, with how many processes (0: as many as the machine bears), and what else to do."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    demo: bool = False
    browse: bool = False
    worker: bool = True

    @property
    def processes(self) -> int:
        """How many processes answer pages."""
        return self.workers or min(_MOST_WORKERS, os.cpu_count() or 1)


def serve(asked: Serving, lang: str, tell: Tell) -> None:
    """Prepare the installation and serve it with its background worker until Ctrl-C or a polite signal."""
    addresses.check_free(asked.host, asked.port)
    private()
    home = installation().home
    os.environ["POTENSI_HOME"] = str(home)
    os.environ["POTENSI_HOSTS"] = ",".join(_names(asked.host))
    with in_use(home):
        code = prepare_apart(lang, demo=asked.demo, own=os.getpid())
        if code:
            raise SystemExit(code)
        with presence.present(home / SERVERS, addresses.address(asked.host, asked.port)):
            family = Family(_children(asked), lambda child: tell(say(f"operations.serve.{child.name}_again", lang)))
            family.run(lambda stopped: _when_ready(asked, lang, tell, stopped))
    tell(say("operations.serve.ended", lang))


def own_address(home: Path) -> str:
    """Return the address of a server of this installation that is running here, or nothing."""
    running = [place for place in presence.living(home / SERVERS) if presence.here(place)]
    return running[-1].read_text(encoding="utf-8") if running else ""


def _names(host: str) -> list[str]:
    stated = [name for name in os.environ.get("POTENSI_HOSTS", "").split(",") if name]
    return list(dict.fromkeys([*stated, *addresses.names_for(host)]))


def _children(asked: Serving) -> list[Child]:
    own, threads = os.getpid(), _SERVER_THREADS if installation().database_url else _FILE_THREADS
    web = web_server.command(
        host=asked.host, port=asked.port, workers=asked.processes, threads=threads, own=own
    )  # fmt: skip
    children = [Child("web", web)]
    if asked.worker:
        children.append(Child("worker", worker.command(own=own), essential=False))
    return children


def _when_ready(asked: Serving, lang: str, tell: Tell, stopped: threading.Event) -> None:
    """Wait for the first answer in the background, then say where to go; Ctrl-C may come first."""
    threading.Thread(target=_greet, args=(asked, lang, tell, stopped), name="greeting", daemon=True).start()


def _greet(asked: Serving, lang: str, tell: Tell, stopped: threading.Event) -> None:
    for _ in range(int(_PATIENCE / _LOOK_SECONDS)):
        if _answers(asked) or stopped.wait(_LOOK_SECONDS):
            break
    if stopped.is_set():
        return
    address = addresses.address(asked.host, asked.port)
    tell(say("operations.serve.listening", lang, address=address))
    phone = addresses.phone_address(asked.host, asked.port)
    if phone:
        tell(say("operations.serve.phone", lang, address=phone))
        tell(addresses.qr_code(phone))
    if asked.browse and addresses.has_display():
        webbrowser.open(address)


def _answers(asked: Serving) -> bool:
    own = "127.0.0.1" if asked.host in addresses.EVERYWHERE else asked.host
    asking = http.client.HTTPConnection(own, asked.port, timeout=30)
    try:
        asking.request("GET", "/", headers={"Host": f"localhost:{asked.port}"})
        return asking.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
