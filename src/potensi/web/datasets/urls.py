"""Addresses of the app ``datasets``."""

from __future__ import annotations

from django.urls import URLPattern, path

from potensi.web.datasets import views, views_change

app_name = "datasets"
_VERSION = "<slug:slug>/versi/<int:number>/"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="list"),
    path("unggah/", views_change.upload, name="upload"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/ubah/", views_change.edit, name="edit"),
    path("<slug:slug>/banding/", views.compare, name="compare"),
    path("<slug:slug>/banding.csv", views.compare_file, name="compare_file"),
    path(_VERSION, views.version, name="version"),
    path(f"{_VERSION}angka.<slug:form>", views.figures_file, name="figures"),
    path(f"{_VERSION}kemajuan/", views.progress, name="progress"),
    path(f"{_VERSION}terbit/", views_change.publish, name="publish"),
    path(f"{_VERSION}buang/", views_change.discard, name="discard"),
    path(f"{_VERSION}tarik/", views_change.withdraw, name="withdraw"),
    path(f"{_VERSION}hitung/", views_change.compute_again, name="compute_again"),
]
