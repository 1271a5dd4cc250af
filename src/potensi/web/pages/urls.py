"""Addresses of the app ``pages``. A code of one's own stands in them as ``datasets/addresses.py`` writes it."""

from __future__ import annotations

from django.urls import path

from potensi.web.pages import (
    comparison_views,
    download_views,
    industry_views,
    method_views,
    plain_views,
    region_views,
    views,
)

app_name = "pages"
_REGION, _INDUSTRY = "daerah/<str:address>/", "lapangan-usaha/<str:address>/"
urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("tentang/", views.about, name="about"),
    path("pratinjau.png", download_views.site_preview, name="site_preview"),
    path("daerah/", region_views.regions, name="regions"),
    path(_REGION, region_views.region, name="region"),
    path(f"{_REGION}pratinjau.png", download_views.region_preview, name="region_preview"),
    path(f"{_REGION}prospektus.<str:kind>", download_views.prospectus, name="prospectus"),
    path(f"{_REGION}bab-2.<str:kind>", download_views.chapter, name="chapter"),
    path(f"{_REGION}tabel/<str:name>.<str:kind>", download_views.region_table, name="region_table"),
    path("lapangan-usaha/", industry_views.industries, name="industries"),
    path(_INDUSTRY, industry_views.industry, name="industry"),
    path(f"{_INDUSTRY}tabel/<str:name>.<str:kind>", download_views.industry_table, name="industry_table"),
    path("bandingkan/", comparison_views.compare, name="compare"),
    path("bandingkan/tabel/<str:name>.<str:kind>", download_views.comparison_table, name="comparison_table"),
    path("metode/", method_views.methods, name="methods"),
    path("metode/<slug:name>/", method_views.method, name="method"),
    path("robots.txt", plain_views.robots, name="robots"),
    path("sitemap.xml", plain_views.sitemap, name="sitemap"),
]
