"""An installation in a folder of its own, run by the command line as an administrator runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

POTENSI = [sys.executable, "-m", "potensi.cli"]
OURS = ("POTENSI_", "DATABASE_URL", "DJANGO_")


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what says where an installation is."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | changes


@dataclass(frozen=True)
class Installed:
    """One installation: its folder, and its database if that is not SQLite."""

    home: Path
    database_url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which its commands run."""
        where = {"POTENSI_HOME": str(self.home), "POTENSI_LANG": "en"}
        return environment(**where, **({"DATABASE_URL": self.database_url} if self.database_url else {}), **self.more)

    def run(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a command; without another ``code`` it must end well."""
        done = subprocess.run([*POTENSI, *arguments], env=self.environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=300)  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done

    def python(self, script: str, *arguments: str) -> str:
        """Run a script with Django set up for the installation; return what it prints."""
        head = "from potensi.web.operations.start import set_up; set_up()\n"
        done = subprocess.run([sys.executable, "-c", head + script, *arguments], env=self.environment,
                              capture_output=True, text=True, timeout=300)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command that goes on; its output goes into the folder's log."""
        with (self.home.parent / "log").open("ab") as log:
            return subprocess.Popen([*POTENSI, *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log, cwd=self.home.parent)  # fmt: skip

    @property
    def log(self) -> str:
        """What the started commands have printed."""
        return (self.home.parent / "log").read_text(encoding="utf-8", errors="replace")
