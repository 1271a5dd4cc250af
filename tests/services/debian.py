"""Packages of Debian and its children, installed by root and by nobody else."""

from __future__ import annotations

import os
import shutil
import subprocess


def may_install() -> bool:
    """Return whether this process may install packages with apt-get."""
    return is_root() and shutil.which("apt-get") is not None


def is_root() -> bool:
    """Return whether this process runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install(*packages: str) -> bool:
    """Install packages; return whether apt-get said that they are there."""
    # In runlevel 1 no service is started on installation: the tests start their own.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    apt_get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    steps = ([*apt_get, "update"], [*apt_get, "install", "-y", "--no-install-recommends", *packages])
    # One unreachable list need not hinder the install; the install itself has the last word.
    codes = [
        subprocess.run(step, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode
        for step in steps
    ]
    return codes[-1] == 0
