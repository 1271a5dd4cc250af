"""Where a server can be reached: is the port free, which addresses has this machine, what does a phone type."""

from __future__ import annotations

import errno
import io
import ipaddress
import os
import socket
import struct
import sys

from potensi.web.operations.start import OperationError

EVERYWHERE = frozenset({"0.0.0.0", "::", ""})
_GET_ADDRESS = 0x8915  # SIOCGIFADDR: the address of a network interface
_HIGHEST = 65_535


def check_free(host: str, port: int) -> None:
    """Raise an error with its sentence unless a server may listen at ``host`` and ``port``."""
    if not 0 < port <= _HIGHEST:
        raise OperationError("port_impossible", port=port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen()
        except (PermissionError, socket.gaierror, OverflowError) as error:
            raise OperationError("address_refused", host=host, port=port) from error
        except OSError as error:
            code = "port_taken" if error.errno == errno.EADDRINUSE else "address_refused"
            raise OperationError(code, host=host, port=port, other=port + 1) from error


def own_addresses() -> list[str]:
    """Return this machine's IPv4 addresses in its networks, without asking anybody outside it."""
    found = _of_interfaces() if sys.platform == "linux" else _of_names()
    kept = dict.fromkeys(each for each in found if not ipaddress.ip_address(each).is_loopback)
    return list(kept)


def names_for(host: str) -> list[str]:
    """Return the names that requests may be addressed to when a server listens at ``host``."""
    if host in EVERYWHERE:
        return [*own_addresses(), socket.gethostname()]
    return [f"[{host}]" if ":" in host else host]


def address(host: str, port: int) -> str:
    """Return the address to type in a browser on this machine."""
    shown = "localhost" if host in EVERYWHERE | {"127.0.0.1", "::1"} else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def phone_address(host: str, port: int) -> str | None:
    """Return the address to type on a phone in the same network, or None where none can reach the server."""
    if host in EVERYWHERE:
        found = own_addresses()
        return f"http://{found[0]}:{port}/" if found else None
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    return None if local else address(host, port)


def qr_code(text: str) -> str:
    """Return a QR code of ``text`` as characters for a terminal."""
    import qrcode

    code = qrcode.QRCode(border=2)
    code.add_data(text)
    out = io.StringIO()
    code.print_ascii(out=out, invert=True)
    return out.getvalue()


def has_display() -> bool:
    """Return whether there is a screen that a browser could open on."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _of_interfaces() -> list[str]:
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(asking.fileno(), _GET_ADDRESS, struct.pack("256s", name.encode()[:15]))
            except OSError:  # an interface without an address
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def _of_names() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except socket.gaierror:
        return []
    return [str(each[4][0]) for each in found]
