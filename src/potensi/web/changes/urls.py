"""Addresses of the app ``changes``: for each of what one may ask about, the answer, its records and its files."""

from __future__ import annotations

from django.urls import URLPattern, path

from potensi.web.changes import views

app_name = "changes"
_WORDS = {"visit": "kunjungan", "cohort": "angkatan", "host": "tuan-rumah", "region": "daerah"}


def _of(kind: str, word: str) -> list[URLPattern]:
    told = {"kind": kind}
    return [
        path(f"{word}/<str:key>/", views.answer, told, name=kind),
        path(f"{word}/<str:key>/catatan/<slug:step>/", views.records, told, name=f"{kind}_records"),
        path(f"{word}/<str:key>/berkas.<slug:form>", views.file, told, name=f"{kind}_file"),
    ]


urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    *[pattern for kind, word in _WORDS.items() for pattern in _of(kind, word)],
]
