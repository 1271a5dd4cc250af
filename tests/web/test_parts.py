"""The parts that pages are made of: the frame around every page, forms, notices, lists; held to what readers need."""

import re
from itertools import chain

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from potensi.language import say
from potensi.web import errors

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Everything(forms.Form):
    """One field of every kind that pages use."""

    name = forms.CharField(label="Nama", help_text="Nama lengkap.")
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea)
    place = forms.ChoiceField(label="Tempat", choices=[("a", "A"), ("b", "B")])
    way = forms.ChoiceField(label="Cara", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="Satu.")
    agreed = forms.BooleanField(label="Setuju", help_text="Boleh dicabut.")
    file = forms.FileField(label="Berkas")
    secret = forms.CharField(widget=forms.HiddenInput)


def soup(name, **context):
    return BeautifulSoup(render_to_string(name, context), "html.parser")


def page(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


# ---------------------------------------------------------------------------------------------------------- forms


def test_each_mistake_is_told_at_the_top_and_leads_to_its_field():
    found = soup("parts/form.html", form=Everything({}))
    summary = found.select_one(".notice.error[role=alert]")
    links = summary.select("li a")
    assert [link["href"] for link in links] == [f"#id_{name}" for name in ("name", "place", "way", "agreed", "file")]
    assert all(found.select_one(link["href"]) for link in links)
    assert all(":" in link.text for link in links)
    # A field that nobody sees has a mistake, too: it is told, and leads nowhere.
    assert len(summary.select("li")) == 6


def test_each_field_has_its_label_and_is_tied_to_hint_and_mistake():
    found = soup("parts/form.html", form=Everything({}))
    for field in found.select("input:not([type=hidden]), select, textarea"):
        assert found.select_one(f"label[for={field['id']}]").text.strip()
    described = [each["aria-describedby"].split() for each in found.select("[aria-describedby]")]
    assert ["id_name_helptext", "id_name_error"] in described
    assert ["id_way_helptext", "id_way_error"] in described
    assert all(found.find(id=each) for each in chain.from_iterable(described))
    assert found.select_one("fieldset > legend").text.startswith("Cara")
    ids = [each["id"] for each in found.select("[id]")]
    assert len(ids) == len(set(ids))


def test_what_must_be_filled_in_says_so_in_a_word():
    found = soup("parts/form.html", form=Everything())
    must = say("web.form.required")
    labels = [each.text for each in found.select("label, legend") if not each.find("input")]
    assert sum(must in each for each in labels) == 5
    assert not any(must in each for each in labels if each.startswith("Catatan"))
    assert not found.select(".notice")


def test_a_form_escapes_what_was_typed():
    found = render_to_string("parts/form.html", {"form": Everything({"name": '"><script>x</script>', "place": "<b>"})})
    assert "<script>" not in found
    assert "<b>" not in found


# -------------------------------------------------------------------------------------------- notices and the rest


@pytest.mark.parametrize("kind", ["info", "success", "warning", "error", ""])
def test_a_notice_says_its_kind_in_a_word(kind):
    found = soup("parts/notice.html", kind=kind, text="Isi <b>")
    box = found.select_one(f".notice.{kind or 'info'}")
    assert box.strong.text == say(f"web.notice.{kind or 'info'}")
    assert "Isi <b>" in box.text


def test_messages_are_announced_once_for_each_level():
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    for level in (messages.INFO, messages.SUCCESS, messages.WARNING, messages.ERROR):
        messages.add_message(request, level, "Tersimpan", extra_tags="lain")
    found = soup("parts/messages.html", messages=messages.get_messages(request))
    kinds = [each["class"] for each in found.select("[role=status] .notice")]
    assert kinds == [["notice", "info"], ["notice", "success"], ["notice", "warning"], ["notice", "error"]]
    assert not soup("parts/messages.html", messages=[]).text.strip()


def test_pages_of_a_list_keep_the_rest_of_the_address():
    request = RequestFactory().get("/x/?q=kopi&page=2")
    listed = Paginator(range(70), 25)
    html = render_to_string("parts/pagination.html", {"page": listed.page(2)}, request)
    found = BeautifulSoup(html, "html.parser")
    assert found.select_one("[rel=prev]")["href"] == "?q=kopi&page=1"
    assert found.select_one("[rel=next]")["href"] == "?q=kopi&page=3"
    assert say("web.pages.here", number="2", total="3") in found.text
    last = BeautifulSoup(render_to_string("parts/pagination.html", {"page": listed.page(3)}, request), "html.parser")
    assert not last.select("[rel=next]")
    alone = render_to_string("parts/pagination.html", {"page": Paginator([1], 25).page(1)}, request)
    assert not alone.strip()


def test_numbers_in_addresses_and_attributes_are_bare():
    request = RequestFactory().get("/x/?page=1200")
    html = render_to_string("parts/pagination.html", {"page": Paginator(range(4000), 1).page(1200)}, request)
    assert "?page=1201" in html
    assert say("web.pages.here", number="1.200", total="4.000") in html
    bar = soup("parts/progress.html", text="Menghitung", done=1500, total=20000).progress
    assert (bar["value"], bar["max"]) == ("1500", "20000")


def test_progress_without_an_end_says_nothing_of_one():
    found = soup("parts/progress.html", text="Menghitung")
    assert not {"value", "max"} & set(found.progress.attrs)
    assert found.find(id=found.progress["aria-labelledby"]).text == "Menghitung"


def test_papers_and_the_way_back_are_lists():
    papers = soup("parts/papers.html", papers=[("Sumber", "BPS"), ("Izin", "")])
    assert [(row.dt.text, row.dd.text) for row in papers.select("div")] == [("Sumber", "BPS"), ("Izin", "…")]
    trail = soup("parts/breadcrumbs.html", href="/a/", text="A", href2="/b/", text2="B")
    assert trail.nav["aria-label"] == say("web.trail")
    assert [(link["href"], link.text) for link in trail.select("li a")] == [("/a/", "A"), ("/b/", "B")]
    assert [link.text for link in soup("parts/breadcrumbs.html", crumbs=[("/c/", "C")]).select("li a")] == ["C"]


# ------------------------------------------------------------------------------------------------- every page's frame


@pytest.mark.parametrize(("address", "lang"), [("/tentang/", "id"), ("/en/tentang/", "en")])
def test_every_page_states_its_language_and_leads_to_the_other(client, address, lang):
    found = page(client, f"{address}?a=1")
    assert found.html["lang"] == lang
    other = found.select_one(".tools a[hreflang]")
    assert other["hreflang"] == other["lang"] == ("en" if lang == "id" else "id")
    assert other["href"] == ("/en/tentang/?a=1" if lang == "id" else "/tentang/?a=1")
    assert client.get(other["href"]).status_code == 200


def test_every_page_begins_with_the_way_past_the_menu(client):
    found = page(client, "/tentang/")
    first = found.body.find("a")
    assert first["href"] == "#isi"
    assert found.find(id="isi").name == "main"
    assert len(found.select("h1")) == 1


def test_the_menu_marks_where_one_is(client):
    for address, marked, how in (
        ("/metode/", "Metode", "page"),
        ("/metode/lq/", "Metode", "true"),
        ("/data/", "Data", "page"),
    ):
        here = page(client, address).select(".sections [aria-current]")
        assert [(each.text, each["aria-current"]) for each in here] == [(marked, how)]
    assert not page(client, "/").select(".sections [aria-current]")


def test_every_link_of_the_frame_leads_somewhere(client):
    found = page(client, "/tentang/")
    links = {link["href"] for link in found.select("header a, footer a")}
    assert len(links) >= 9
    assert {address: client.get(address).status_code for address in links} == dict.fromkeys(links, 200)


def test_one_signs_in_and_comes_back(client):
    link = page(client, "/bandingkan/?d=3510&d=3511").select_one(".tools li:last-child a")
    assert link["href"] == reverse("account_login") + "?next=/bandingkan/%3Fd%3D3510%26d%3D3511"
    assert page(client, reverse("account_login")).select_one(".tools li:last-child a")["href"] == reverse(
        "account_login"
    )


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("analyst", {"people:me", "datasets:upload", "audit:list"}),
        ("administrator", {"people:me", "datasets:upload", "audit:list", "people:list"}),
        ("participant", {"people:me", "audit:list"}),
        ("visitor", {"people:me", "audit:list"}),
    ],
)
def test_the_account_menu_offers_what_one_may(people, signed_in, role, offered):
    user = getattr(people, role)
    found = page(signed_in(user), "/tentang/").select_one("details.account")
    assert found.summary.text.split() == [say("web.nav.account"), user.name]
    assert {link["href"] for link in found.select("a")} == {reverse(name) for name in offered}
    assert found.form["action"] == reverse("account_logout")
    assert found.form.select_one("[name=csrfmiddlewaretoken]")


def test_one_signs_out_from_the_menu(people, signed_in):
    client = signed_in(people.analyst)
    assert client.post(reverse("account_logout")).status_code == 302
    assert not page(client, "/tentang/").select("details.account")


def test_a_page_tells_what_it_is_to_those_who_pass_its_link_on(client):
    found = page(client, reverse("account_login"))
    assert found.select_one("meta[name=description]")["content"] == say("web.description")
    picture = found.select_one("meta[property='og:image']")["content"]
    assert re.match(r"https?://[^/]+/", picture)
    assert re.sub(r"^https?://[^/]+", "", picture) == reverse("pages:site_preview")


def test_nothing_of_a_page_comes_from_elsewhere(client):
    found = page(client, "/tentang/")
    asked = [each.get("src") or each.get("href") for each in found.select("script, img, link[rel]:not([rel=canonical], [rel=alternate])")]  # fmt: skip
    assert len(asked) >= 4
    assert all(each.startswith("/static/potensi/") for each in asked)


# -------------------------------------------------------------------------------------------------------- after a no


@pytest.mark.parametrize("status", sorted(errors._TITLES))
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_no_has_a_sentence_and_ways_onward(client, status, lang):
    request = RequestFactory().get("/x/")
    request.user = AnonymousUser()
    with translation.override(lang):
        answer = errors.answer(request, status, "Sebabnya.")
    assert answer.status_code == status
    found = BeautifulSoup(answer.content, "html.parser").main
    assert found.select_one(".subtitle").text == "Sebabnya."
    assert found.h1.text
    assert say("web.error.code", lang, status=status) in found.text
    assert found.form["role"] == "search"
    assert client.get(found.form["action"], {"q": "Banyuwangi"}).status_code in (200, 302)
    onward = [link["href"] for link in found.select("a")]
    assert len(onward) >= 3
    assert all(client.get(address).status_code == 200 for address in onward)


def test_an_error_of_ours_is_told_even_before_anybody_is_known():
    with translation.override("id"):
        answer = errors.broken(RequestFactory().get("/x/"))
    assert answer.status_code == 500
    assert say("web.status.fault_long") in answer.content.decode()


def test_an_address_that_is_not_there_does_not_promise_it_in_another_language(client):
    answer = client.get("/tidak-ada/")
    assert answer.status_code == 404
    assert not BeautifulSoup(answer.content, "html.parser").select(".tools a[hreflang]")
