"""One real start: an empty folder, ``potensi serve``, pages, compressed files, and a clean end."""

import re
import signal
from urllib.request import Request, urlopen

from web.browser.served import PATIENCE, Installed, children, lives, served


def test_an_empty_folder_is_enough(tmp_path):
    installed = Installed(tmp_path / "potensi-data")
    with served(installed) as (address, process):
        page = urlopen(address, timeout=PATIENCE).read().decode()
        assert "Banyuwangi" in page
        sheet = re.search(r'<link rel="stylesheet" href="([^"]+)"', page)[1]
        for coding in ("br", "gzip"):
            asked = Request(address + sheet, headers={"Accept-Encoding": coding})
            with urlopen(asked, timeout=PATIENCE) as answer:
                assert answer.headers["Content-Encoding"] == coding
                assert "immutable" in answer.headers["Cache-Control"]
        family = children(process.pid)
        assert family
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0, installed.log
    assert [each for each in family if lives(each)] == []
    assert "Traceback" not in installed.log, installed.log
    assert (installed.home / "potensi.sqlite3").exists()
