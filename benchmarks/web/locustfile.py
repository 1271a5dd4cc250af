"""What a cohort does with the site at once: most read, some are signed in, a few upload.

Run by ``benchmarks/web/load.py``, which starts the site and gives the sessions of the people signed in by LOAD_WORLD.
"""

import json
import os
import random
from http.cookiejar import Cookie
from itertools import cycle
from pathlib import Path

from locust import FastHttpUser, between, task

WORLD = json.loads(Path(os.environ["LOAD_WORLD"]).read_text(encoding="utf-8"))
REGIONS, INDUSTRIES = WORLD["regions"], WORLD["industries"]
SESSIONS = cycle(WORLD["sessions"])
UPLOAD = Path(WORLD["upload"]).read_bytes()


class Reader(FastHttpUser):
    """Somebody without an account: finds a region, reads it, compares, takes something along."""

    wait_time = between(1, 5)
    weight = 8

    def open(self, path: str, name: str) -> None:
        """Read one page as a browser does: compressed."""
        self.client.get(path, name=name, headers={"Accept-Encoding": "gzip, br"})

    @task(3)
    def first_page(self) -> None:
        self.open("/", "first page")

    @task(8)
    def region(self) -> None:
        self.open(f"/daerah/{random.choice(REGIONS)}/", "region")

    @task(2)
    def search(self) -> None:
        self.open(f"/cari/?q={random.choice(['banyuwangi', 'kediri', 'banyuwngi', '35.10', 'pertanian'])}", "search")

    @task(2)
    def industry(self) -> None:
        self.open(random.choice(INDUSTRIES), "industry")

    @task(2)
    def comparison(self) -> None:
        first, second = random.sample(REGIONS, 2)
        self.open(f"/bandingkan/?d={first}&d={second}", "comparison")

    @task(1)
    def method(self) -> None:
        self.open(f"/metode/{random.choice(['lq', 'dlq', 'shift_regional'])}/", "method")

    @task(1)
    def papers(self) -> None:
        self.open("/data/", "data sets")

    @task(1)
    def programme(self) -> None:
        self.open(f"/api/v1/regions/{random.choice(REGIONS)}", "API: a region")

    @task(1)
    def prospectus(self) -> None:
        self.open(f"/daerah/{random.choice(REGIONS)}/prospektus.pdf", "prospectus as PDF")


class Member(Reader):
    """Somebody signed in: every page is made for them."""

    weight = 2

    def on_start(self) -> None:
        self.client.cookiejar.set_cookie(_cookie(next(SESSIONS)))

    @task(2)
    def me(self) -> None:
        self.open("/orang/saya/", "signed in: my page")


class Uploader(FastHttpUser):
    """An analyst who lets a spreadsheet be checked again and again while everybody reads."""

    wait_time = between(10, 20)
    fixed_count = 3

    @task
    def check(self) -> None:
        self.client.post(
            WORLD["check"],
            name="upload and check a spreadsheet",
            files={"file": ("pdrb.xlsx", UPLOAD, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")},
            data=WORLD["check_fields"],
            headers={"Authorization": f"Bearer {WORLD['token']}"},
        )


def _cookie(value: str) -> Cookie:
    return Cookie(
        version=0, name="sessionid", value=value, port=None, port_specified=False, domain="127.0.0.1",
        domain_specified=True, domain_initial_dot=False, path="/", path_specified=True, secure=False, expires=None,
        discard=True, comment=None, comment_url=None, rest={},
    )  # fmt: skip
