"""Every address: Indonesian without a prefix, English under /en/, the programs' under /api/."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from potensi.web.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("akun/", include("allauth.urls")),
        path("orang/", include("potensi.web.people.urls")),
        path("data/", include("potensi.web.datasets.urls")),
        path("aset/", include("potensi.web.assets.urls")),
        path("belajar/", include("potensi.web.visits.urls")),
        path("gagasan/", include("potensi.web.ideas.urls")),
        path("perubahan/", include("potensi.web.changes.urls")),
        path("riwayat/", include("potensi.web.audit.urls")),
        path("", include("potensi.web.pages.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "potensi.web.errors.bad_request"
handler403 = "potensi.web.errors.denied"
handler404 = "potensi.web.errors.not_found"
handler500 = "potensi.web.errors.broken"
