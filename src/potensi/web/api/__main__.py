"""``python -m potensi.web.api``: write the OpenAPI document, as docs/openapi.json keeps it."""

from __future__ import annotations

import os
import sys
import tempfile


def main() -> None:
    """Write the document to standard output; it needs no installation and leaves none behind."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["POTENSI_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "potensi.web.settings"
        import django

        django.setup()
        from potensi.web.api.document import as_text
        from potensi.web.api.mounted import api

        sys.stdout.write(as_text(api.get_openapi_schema()))


main()
