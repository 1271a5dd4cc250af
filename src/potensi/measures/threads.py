"""Compiled loops over parts of the rows, in as many threads as there are cores.

The kernels let go of Python's lock, so plain threads are enough: nothing to configure, nothing that a fork, a second
thread of a web server or a missing library could break. The threads are kept, and all who ask share them; a process
that was forked starts its own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import lru_cache, partial
from typing import Any

# Rows of a part: what is wide then stays in the third-level cache, and a late thread holds up nobody for long.
PART = 512

_here = threading.local()


def cores() -> int:
    """Return how many processors this process may use.

    >>> cores() >= 1
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_parts(count: int, work: Callable[[int, int], object], *, part: int = PART) -> None:
    """Call ``work(first, end)`` for parts of ``part`` rows until all of ``count`` are done, several at a time.

    A single part is worked on the spot, and so are the parts of a loop inside another's ``work``. What ``work`` raises
    is raised here.

    >>> done = []
    >>> in_parts(5, lambda first, end: done.append((first, end)), part=2)
    >>> sorted(done)
    [(0, 2), (2, 4), (4, 5)]
    """
    bounds = [(first, min(first + part, count)) for first in range(0, count, part)]
    if len(bounds) < 2 or cores() < 2 or getattr(_here, "inside", False):
        for first, end in bounds:
            work(first, end)
        return
    _done([partial(work, first, end) for first, end in bounds])


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Return what each of ``works`` returns, in order, all done at the same time where there are cores for it.

    Loops inside them are then not divided any further: this is for works that are too small for that.

    >>> at_once(lambda: 1, lambda: 2)
    [1, 2]
    """
    if cores() < 2 or getattr(_here, "inside", False):
        return [work() for work in works]
    return _done(works)


def _done(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Return what each returns, or raise what one of them raised, once none is at work any more."""
    waiting = [_threads(os.getpid(), cores()).submit(work) for work in works]
    try:
        wait(waiting, return_when=FIRST_EXCEPTION)
    finally:
        # Begun in order: what raised stands before all that is not begun.
        for later in waiting:
            later.cancel()
        wait(waiting)
    return [done.result() for done in waiting]


@lru_cache(maxsize=1)
def _threads(process: int, count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count, "potensi", initializer=_go_inside)


def _go_inside() -> None:
    _here.inside = True
