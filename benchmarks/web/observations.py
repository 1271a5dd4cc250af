"""A cohort sends its observations: 142 with photos within one minute, some of them twice, from this very machine.

``python benchmarks/web/observations.py [--database sqlite|postgresql] [--people 142] [--seconds 60] [--burst 0]``

The site is started as a user would (``potensi serve`` in an empty folder). Every telephone asks for its key and sends
one observation with a photo of its own, as large as the page makes it (1600 px, some 300 kB), at a moment of its own;
``--burst`` is how many of a hundred come all at once, as when a bus leaves a tunnel. Every fifth sends twice at once,
as when an answer was lost. Afterwards every accepted one is looked for: there once, with its words and its photo.
Prints median and 95th percentile of the write.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import random
import statistics
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, ImageFilter
from site_of import Site, site

HERE = Path(__file__).parent
AIM_MS = 600
TWICE = 5
SEND, KEY = "/api/v1/visits/observations", "/belajar/amati/kunci/"
LINE = "--" + uuid.UUID(int=142).hex


@dataclass
class Phone:
    """One telephone: who is signed in, what it will send and when, what it was answered and after how long."""

    session: str
    client_id: str
    saw: str
    body: bytes
    begins: float
    times: int
    answers: list[tuple[int, float]] = field(default_factory=list)


def main() -> None:
    """Let a cohort send and print how it went; end with 1 where an accepted one is not there or there twice."""
    options = arguments()
    with site(options.database) as started:
        phones = cohort(started, options)
        took = send_all(started, phones)
        stored = told(started, "check", "check.json")
    show(options.database, phones, took)
    if faults := wrong(phones, stored):
        print("\n".join(faults))
        raise SystemExit(1)
    print("every accepted observation is there once, with its words and its photo")


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--people", type=int, default=142)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--burst", type=float, default=0, help="How many of a hundred come all at once.")
    return parser.parse_args()


def told(started: Site, act: str, name: str, *more: str) -> object:
    """Run the world's script in the installation and return what it tells."""
    place = started.folder / name
    command = [sys.executable, str(HERE / "observations_world.py"), act, str(place), *more]
    subprocess.run(command, env=started.environment, check=True)
    return json.loads(place.read_text(encoding="utf-8"))


def cohort(started: Site, options: argparse.Namespace) -> list[Phone]:
    """Return the telephones, each with its photo and its moment."""
    world = told(started, "make", "world.json", str(options.people))
    assert isinstance(world, dict)
    chance, phones = random.Random(2015), []
    for place, session in enumerate(world["sessions"]):
        client, saw = str(uuid.UUID(int=chance.getrandbits(128), version=4)), f"Yang dilihat peserta {place}. " * 8
        fields = {"stop": world["stop"], "client_id": client, "saw": saw.strip(), "cost": "Dua juta rupiah."}
        body = form(fields, photo(place))
        together = chance.uniform(0, 100) < options.burst
        begins = options.seconds / 2 if together else chance.uniform(0, options.seconds)
        phones.append(Phone(session, client, saw.strip(), body, begins, 2 if place % TWICE == 0 else 1))
    return phones


def photo(seed: int) -> bytes:
    """Return a picture with light, edges and grain, about as hard to pack as a photo."""
    chance = random.Random(seed)
    coarse = Image.frombytes("RGB", (40, 30), chance.randbytes(40 * 30 * 3)).resize(
        (1600, 1200), Image.Resampling.BICUBIC
    )
    grain = Image.frombytes("L", (1600, 1200), chance.randbytes(1600 * 1200)).filter(ImageFilter.GaussianBlur(1.2))
    picture = Image.blend(coarse, grain.convert("RGB"), 0.35)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def form(fields: dict[str, object], picture: bytes) -> bytes:
    """Return a multipart body."""
    parts = [
        f'{LINE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    about = 'Content-Disposition: form-data; name="photo"; filename="foto.jpg"\r\nContent-Type: image/jpeg'
    head = f"{LINE}\r\n{about}\r\n\r\n"
    return "".join(parts).encode() + head.encode() + picture + f"\r\n{LINE}--\r\n".encode()


def send_all(started: Site, phones: list[Phone]) -> float:
    """Let every telephone send at its moment; return after how many seconds all were answered."""
    zero = time.monotonic() + 1
    threads = [
        threading.Thread(target=send, args=(started.address, phone, zero))
        for phone in phones
        for _ in range(phone.times)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return time.monotonic() - zero


def send(address: str, phone: Phone, zero: float) -> None:
    """Ask for the key and send, as the page does."""
    time.sleep(max(0.0, zero + phone.begins - time.monotonic()))
    parts = urlsplit(address)
    talk = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=120)
    talk.request("GET", KEY, headers={"Cookie": f"sessionid={phone.session}"})
    answer = talk.getresponse()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    token = json.loads(answer.read())["token"]
    headers = {
        "Cookie": f"sessionid={phone.session}; {cookie}",
        "X-CSRFToken": token,
        "Content-Type": f"multipart/form-data; boundary={LINE[2:]}",
    }
    begun = time.perf_counter()
    talk.request("POST", SEND, phone.body, headers)
    answer = talk.getresponse()
    answer.read()
    phone.answers.append((answer.status, 1000 * (time.perf_counter() - begun)))
    talk.close()


def show(database: str, phones: list[Phone], took: float) -> None:
    """Print the times of the write."""
    answers = [answer for phone in phones for answer in phone.answers]
    times = sorted(milliseconds for _, milliseconds in answers)
    size = statistics.mean(len(phone.body) for phone in phones) / 1000
    statuses = {
        status: sum(each == status for each, _ in answers) for status in sorted({status for status, _ in answers})
    }
    print(f"\n{database}: {len(phones)} observations of {size:.0f} kB sent within {took:.1f} s; answers {statuses}")
    p95 = times[max(0, round(0.95 * len(times)) - 1)]
    print(
        f"write: median {statistics.median(times):.0f} ms, 95 % within {p95:.0f} ms (aim {AIM_MS}),"
        f" slowest {times[-1]:.0f} ms"
    )


def wrong(phones: list[Phone], stored: object) -> list[str]:
    """Return what is not as it was promised: an accepted one that is not there, is there twice, or lost its photo."""
    assert isinstance(stored, list)
    by_client: dict[str, list[dict[str, object]]] = {}
    for each in stored:
        by_client.setdefault(each["client_id"], []).append(each)
    found = []
    for phone in phones:
        there = by_client.pop(phone.client_id, [])
        accepted = any(status in (200, 201) for status, _ in phone.answers)
        if not accepted:
            found.append(f"not accepted: {phone.answers}")
        elif len(there) != 1 or there[0]["saw"] != phone.saw or not there[0]["photo"]:
            found.append(f"accepted, and stands there as {there}")
    return found + [f"nobody sent {client}" for client in by_client]


if __name__ == "__main__":
    main()
