"""Codes to be scanned: the only module that draws QR codes as pictures."""

from __future__ import annotations

# How many squares wide the quiet border is; readers ask for four.
_BORDER = 4


def qr_svg(text: str) -> str:
    """Return a QR code of ``text`` as an SVG that is as wide as what holds it, black on nothing.

    The same text gives the same picture. It stays readable with a seventh of it soiled.
    """
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows) + 2 * _BORDER
    path = "".join(_runs(row, y + _BORDER) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def _runs(row: list[bool], y: int) -> str:
    """Return the dark squares of one row as a path: a rectangle for each run, so that no seam shows between them."""
    found, x = [], 0
    while x < len(row):
        end = x
        while end < len(row) and row[end]:
            end += 1
        if end > x:
            found.append(f"M{x + _BORDER} {y}h{end - x}v1h-{end - x}z")
        x = max(end, x + 1)
    return "".join(found)
