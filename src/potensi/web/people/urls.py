"""Addresses of the app ``people``."""

from __future__ import annotations

from django.urls import URLPattern, path

from potensi.web.people.views import agencies, link, me, offices, people

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("tautan/", link.ask, name="link_ask"),
    path("tautan/terkirim/", link.sent, name="link_sent"),
    path("tautan/masuk/", link.use, name="link"),
    path("saya/", me.me, name="me"),
    path("saya/ubah/", me.edit, name="edit_me"),
    path("saya/data.json", me.data, name="my_data"),
    path("saya/hapus/", me.erase, name="erase"),
    path("saya/token/", me.tokens, name="tokens"),
    path("saya/token/<int:pk>/cabut/", me.revoke_token, name="revoke_token"),
    path("", people.index, name="list"),
    path("impor/", people.import_people, name="import"),
    path("impor/contoh.xlsx", people.blank, name="blank_sheet"),
    path("<int:pk>/", people.detail, name="person"),
    path("<int:pk>/ubah/", people.edit, name="edit_person"),
    path("perangkat-daerah/", agencies.index, name="agencies"),
    path("perangkat-daerah/baru/", agencies.make, name="make_agency"),
    path("perangkat-daerah/<int:pk>/", agencies.detail, name="agency"),
    path("perangkat-daerah/<int:pk>/nama/", agencies.rename, name="rename_agency"),
    path("perangkat-daerah/<int:pk>/bubar/", agencies.dissolve, name="dissolve_agency"),
    path("perangkat-daerah/<int:pk>/jabatan/", agencies.make_office, name="make_office"),
    path("jabatan/<int:pk>/", offices.detail, name="office"),
    path("jabatan/<int:pk>/nama/", offices.rename, name="rename_office"),
    path("jabatan/<int:pk>/serah-terima/", offices.hand_over, name="hand_over"),
    path("jabatan/<int:pk>/pelaksana-tugas/", offices.appoint_acting, name="acting"),
    path("jabatan/<int:pk>/peran/", offices.give_role, name="give_role"),
    path("peran/<int:pk>/akhiri/", offices.end_role, name="end_role"),
]
