"""An uploaded spreadsheet of assets, read from a file of its own that is gone afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from potensi.web.assets.sheet import ReadAssets, read_assets


def file_name(file: UploadedFile) -> str:
    """Return what an upload is called, without where it came from."""
    return Path((file.name or "").replace("\\", "/")).name[:200]


def read_upload(file: UploadedFile) -> ReadAssets:
    """Read an upload; nothing in it has been seen later than today."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        place = Path(folder) / f"aset{Path(file_name(file)).suffix.lower()[:10]}"
        with place.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return read_assets(place, timezone.localdate())
