"""A child that ends when its parent is gone, so that nothing keeps a port or a queue after a hard end."""

from __future__ import annotations

import os
import signal
import threading
import time

_SECONDS = 1.0
# Whoever wants to finish something long is asked once more, and then not any more: every job can be cut off.
_FINISH_SECONDS, _POLITE_SECONDS = 3.0, 7.0


def watch(parent: int | None = None) -> None:
    """End this process once ``parent`` (its number; default: who started it) is its parent no longer."""
    expected = os.getppid() if parent is None else parent
    threading.Thread(target=_watch, args=(expected,), name="watch of the parent", daemon=True).start()


def _watch(expected: int) -> None:
    while os.getppid() == expected:
        time.sleep(_SECONDS)
    for pause in (_FINISH_SECONDS, _POLITE_SECONDS):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(pause)
    os._exit(1)
