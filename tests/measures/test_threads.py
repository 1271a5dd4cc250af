"""Loops in parts: every part once, whoever asks, whatever raises, also after a fork."""

import subprocess
import sys
import threading
from concurrent import futures

import pytest

from potensi.measures import threads


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(threads, "cores", lambda: 2)


def test_every_part_is_done_once_for_several_who_ask_at_the_same_time():
    def ask(count):
        seen = []
        threads.in_parts(count, lambda first, end: seen.extend(range(first, end)), part=3)
        return sorted(seen)

    with futures.ThreadPoolExecutor(8) as asking:
        for count, seen in zip(range(40), asking.map(ask, range(40)), strict=True):
            assert seen == list(range(count))


def test_a_loop_inside_another_is_done_by_the_thread_that_asks():
    at = []

    def outer(first, end):
        here = threading.get_ident()
        threads.in_parts(4, lambda *_: at.append(threading.get_ident() == here), part=1)
        threads.at_once(*[lambda: at.append(threading.get_ident() == here)] * 2)

    threads.in_parts(6, outer, part=1)
    assert at == [True] * 36


def test_what_a_part_raises_is_raised_and_no_part_is_at_work_afterwards(monkeypatch):
    running, begun, given_up = set(), [], threading.Event()

    def wait(waiting, **when):
        if not when:  # the second time: what is not begun was given up just before
            given_up.set()
        return futures.wait(waiting, **when)

    def work(first, end):
        running.add(first)
        begun.append(first)
        if first > 3:
            given_up.wait(60)
        running.discard(first)
        if first == 3:
            raise ValueError("the fourth")

    monkeypatch.setattr(threads, "wait", wait)
    with pytest.raises(ValueError, match="the fourth"):
        threads.in_parts(500, work, part=1)
    assert not running
    assert len(begun) < 10
    assert threads.at_once(lambda: 1, lambda: 2) == [1, 2]


FORKED = """
import os, warnings
from potensi.measures import threads
threads.cores = lambda: 2
def total():
    found = []
    threads.in_parts(10, lambda first, end: found.append(end - first), part=1)
    return sum(found)
assert total() == 10
warnings.simplefilter("ignore", DeprecationWarning)
child = os.fork()
if not child:
    os._exit(0 if total() == 10 else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert total() == 10
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_forked_process_starts_threads_of_its_own():
    subprocess.run([sys.executable, "-c", FORKED], check=True, timeout=60)
