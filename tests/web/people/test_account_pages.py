"""The pages of the library of accounts: in our frame, in the reader's language, under our content policy."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.translation import gettext, override
from web.people.soft_key import SoftKey

from potensi.web.people.library_words import PLACE, catalogue, words

pytestmark = [pytest.mark.django_db]

PASSWORD = "kopi-ijen-2015"
ENTRANCE = [
    "login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "confirm-email/abc/", "inactive/",
    "password/reset/key/1-abc/", "password/reset/key/done/", "3rdparty/login/cancelled/", "3rdparty/login/error/",
]  # fmt: skip
OWN = [
    "email/",
    "password/change/",
    "logout/",
    "reauthenticate/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/add/",
    "3rdparty/",
]
GUARDED = [
    "2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/webauthn/",
    "2fa/reauthenticate/", "2fa/webauthn/keys/{key}/edit/", "2fa/webauthn/keys/{key}/remove/",
]  # fmt: skip

# Words that only an English page has, and only an Indonesian one.
ENGLISH = re.compile(
    r"\b(the|your|you|email|password|sign in|security|remove|cancel|name|are|not|this)\b", re.IGNORECASE
)
INDONESIAN = re.compile(r"\b(anda|dengan|kata sandi|tautan|untuk|akun|belum|tidak|ini)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def body(answer) -> str:
    """Return what a page shows in its main part, as text."""
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]
    main = re.sub(r"<(script|datalist|code|pre|textarea).*?</\1>", " ", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def in_our_frame(answer, lang: str) -> None:
    """Check a page: our frame, one heading, its language, nothing that the content policy forbids."""
    page = answer.content.decode()
    assert f'<html lang="{lang}">' in page
    assert 'class="masthead"' in page
    assert len(re.findall("<h1", page)) == 1
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or 'type="application/json"' in script
    foreign = (ENGLISH if lang == "id" else INDONESIAN).search(body(answer))
    assert foreign is None, f"{foreign[0]!r} in: {body(answer)}"


def pages(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        for prefix, lang in (("", "id"), ("/en", "en")):
            answer = client.get(f"{prefix}/akun/{address}")
            assert answer.status_code in (200, 401), address
            in_our_frame(answer, lang)


def signed_in_lately(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/akun/reauthenticate/", {"password": PASSWORD})
    return client


def test_pages_before_signing_in(people):
    pages(Client(), ENTRANCE)


def test_pages_of_ones_own_account(people):
    EmailAddress.objects.create(user=people.analyst, email="sari@example.id", verified=True, primary=True)
    pages(signed_in_lately(people.analyst), OWN)


def test_pages_of_the_second_factor(people):
    EmailAddress.objects.create(user=people.analyst, email="sari@example.id", verified=True, primary=True)
    TOTP.activate(people.analyst, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(people.analyst)
    client = signed_in_lately(people.analyst)
    add_key(client, SoftKey())
    key = Authenticator.objects.get(user=people.analyst, type="webauthn")
    pages(client, [address.replace("{key}", str(key.pk)) for address in GUARDED])
    half = Client()
    half.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD})
    pages(half, ["2fa/authenticate/"])


def add_key(client: Client, key: SoftKey) -> None:
    """Add a security key as its page and a browser do."""
    page = client.get("/akun/2fa/webauthn/add/", secure=True)
    credential = key.make(page.context["js_data"]["creation_options"])
    answer = client.post("/akun/2fa/webauthn/add/", {"name": "Kunci Sari", "credential": credential}, secure=True)
    assert answer.status_code == 302, answer.content.decode()


def test_a_security_key_stands_behind_the_password(people):
    EmailAddress.objects.create(user=people.analyst, email="sari@example.id", verified=True, primary=True)
    key, client = SoftKey(), Client()
    add_key(signed_in_lately(people.analyst), key)
    client.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD}, secure=True)
    page = client.get("/akun/2fa/authenticate/", secure=True)
    options = page.context["js_data"]["request_options"]
    wrong = SoftKey().get(options)
    client.post("/akun/2fa/authenticate/", {"credential": wrong}, secure=True)
    assert "_auth_user_id" not in client.session
    options = client.get("/akun/2fa/authenticate/", secure=True).context["js_data"]["request_options"]
    client.post("/akun/2fa/authenticate/", {"credential": key.get(options)}, secure=True)
    assert client.session["_auth_user_id"] == str(people.analyst.pk)


def test_an_account_without_a_password_sets_one(people):
    people.analyst.set_unusable_password()
    people.analyst.save()
    pages(signed_in_lately(people.analyst), ["password/set/"])


def test_letters_are_in_the_readers_language(people):
    Client().post("/akun/password/reset/", {"email": "sari@example.id"})
    Client().post("/en/akun/password/reset/", {"email": "budi@example.id"})
    indonesian, english = mail.outbox
    assert not re.search(r"\b(you|your|the|password)\b", re.sub(r"http\S+", "", indonesian.body), re.IGNORECASE)
    assert not re.search(r"\b(anda|sandi)\b", english.body, re.IGNORECASE)


def test_a_new_password_by_letter(people):
    Client().post("/akun/password/reset/", {"email": "sari@example.id"})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    client = Client()
    form = client.get(link, follow=True)
    in_our_frame(form, "id")
    where = form.redirect_chain[-1][0]
    client.post(where, {"password1": "rujak-soto-88", "password2": "rujak-soto-88"})
    people.analyst.refresh_from_db()
    assert people.analyst.check_password("rujak-soto-88")
    assert "Tautan tidak berlaku" in Client().get(link, follow=True).content.decode()


def test_the_catalogue_is_made_of_the_words():
    assert PLACE.read_bytes() == catalogue()


def test_every_reworded_sentence_is_one_that_the_library_says():
    """A sentence that the library no longer says would be reworded for nothing, and its new one left as it is."""
    from babel.messages.mofile import read_mo
    from django.apps import apps
    from django.conf import locale

    places = [
        f"{apps.get_app_config('account').path}/../locale",
        f"{apps.get_app_config('auth').path}/locale",
        *locale.__path__,
    ]
    known = set()
    for place in places:
        with open(f"{place}/id/LC_MESSAGES/django.mo", "rb") as file:
            for message in read_mo(file):
                known |= set([message.id] if isinstance(message.id, str) else message.id)
    assert [english for english in words() if english not in known] == []
    with override("id"):
        assert all(gettext(english) == indonesian for english, indonesian in words().items())
