"""Processes of one's own: started, started again when they die, ended together."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from potensi.web.operations.start import OperationError

_LOOK_SECONDS = 0.3
_TOO_SHORT = 10.0
_TOO_OFTEN = 3
_LONGEST_PAUSE = 60.0
_FINISH_SECONDS, _POLITE_SECONDS = 3.0, 10.0
_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass
class Child:
    """One process: how it is called in a sentence, its command, and how it fares.

    Without an ``essential`` one there is nothing to serve; any other is tried again, at longer and longer intervals.
    """

    name: str
    command: Sequence[str]
    essential: bool = True
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    short_lives: int = 0
    again: float | None = None

    def start(self) -> None:
        """Start it, out of reach of the terminal's Ctrl-C: it is ended by us alone."""
        self.since, self.again = time.monotonic(), None
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)

    def died(self) -> bool:
        """Return whether it has ended, by itself or killed."""
        return self.process is not None and self.process.poll() is not None

    def end(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait until it has ended, or until ``deadline``."""
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, deadline - time.monotonic()))

    def kill(self) -> None:
        """End it whatever it does; every job can be cut off at any moment."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@dataclass
class Family:
    """Children that live and end together; ``tell`` hears when one had to be started again."""

    children: Sequence[Child]
    tell: Callable[[Child], None]
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self, ready: Callable[[threading.Event], None]) -> None:
        """Start all, call ``ready``, and keep them alive until somebody asks for the end; then end all of them."""
        before = {name: signal.signal(number, self._asked) for name, number in _numbers().items()}
        try:
            for child in self.children:
                child.start()
            ready(self.stopped)
            while not self.stopped.wait(_LOOK_SECONDS):
                self.look_after()
        finally:
            self._end_all()
            for name, handler in before.items():
                signal.signal(_numbers()[name], handler)

    def look_after(self) -> None:
        """Start again what has died; give up on a child that cannot live."""
        for child in self.children:
            if not child.died():
                continue
            if child.again is None:
                self._note_death(child)
            elif time.monotonic() >= child.again:
                child.start()

    def _note_death(self, child: Child) -> None:
        short = time.monotonic() - child.since < _TOO_SHORT
        child.short_lives = child.short_lives + 1 if short else 0
        if child.essential and child.short_lives >= _TOO_OFTEN:
            raise OperationError(f"{child.name}_cannot_live")
        self.tell(child)
        pause = min(_LONGEST_PAUSE, 2.0**child.short_lives - 1)
        child.again = time.monotonic() + pause

    def _asked(self, *_: Any) -> None:
        self.stopped.set()

    def _end_all(self) -> None:
        """Ask all to end, ask again those that want to finish something long, and then insist."""
        begun = time.monotonic()
        for seconds in (_FINISH_SECONDS, _POLITE_SECONDS):
            for child in self.children:
                child.end()
            for child in self.children:
                child.wait(begun + seconds)
        for child in self.children:
            child.kill()


def _numbers() -> dict[str, signal.Signals]:
    return {name: getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)}
