"""Signing in by an identity provider (OpenID Connect), against one that runs on this machine."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from web.people.open_id import CLIENT, SECRET, Provider

from potensi.web.audit.models import AuditRow
from potensi.web.people.models import User
from potensi.web.people.queries import actor_of
from potensi.web.sign_in import open_id_providers

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def provider(settings, monkeypatch):
    """A provider that the environment names, as an installation does."""
    cache.clear()
    found = Provider(person={"sub": "77", "name": "Rina Wulandari", "email": "rina@example.id", "email_verified": True})
    server = found.start()
    for name, value in (("URL", found.url), ("CLIENT_ID", CLIENT), ("SECRET", SECRET), ("NAME", "Akun Daerah")):
        monkeypatch.setenv(f"POTENSI_OIDC_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = open_id_providers()
    yield found
    server.shutdown()
    server.server_close()


def go_there(client: Client) -> str:
    """Follow the link on the sign-in page; return the provider's address that it leads to."""
    page = client.get("/akun/login/").content.decode()
    assert "Akun Daerah" in page
    assert "/akun/oidc/oidc/login/?process=login" in page.replace("&amp;", "&")
    answer = client.get("/akun/oidc/oidc/login/?process=login")
    assert answer.status_code == 302
    return str(answer.url)


def come_back(client: Client, provider: Provider, **changes: str):
    code, state = provider.authorise(go_there(client))
    return client.get("/akun/oidc/oidc/login/callback/", {"code": code, "state": state} | changes)


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_newcomer_gets_an_account_without_rights(provider, client, db):
    answer = come_back(client, provider)
    assert answer.url == "/orang/saya/"
    user = User.objects.get(email="rina@example.id")
    assert (who(client), user.name, user.has_usable_password()) == (str(user.pk), "Rina Wulandari", False)
    assert not actor_of(user).held
    assert client.get("/orang/perangkat-daerah/").status_code == 403
    assert AuditRow.objects.get(action="people.account_opened").user == user
    assert {path.split("?")[0] for path in provider.asked} >= {
        "/.well-known/openid-configuration",
        "/token",
        "/userinfo",
    }


def test_the_same_person_comes_back_to_the_same_account(provider, db):
    for _ in range(2):
        client = Client()
        come_back(client, provider)
        assert who(client) is not None
    assert User.objects.count() == 1


def test_a_verified_address_leads_to_the_account_that_an_administrator_made(provider, people, client):
    provider.person["email"] = "Sari@example.id"
    EmailAddress.objects.create(user=people.analyst, email="sari@example.id", verified=True, primary=True)
    come_back(client, provider)
    assert who(client) == str(people.analyst.pk)
    assert SocialAccount.objects.get().user == people.analyst
    people.analyst.refresh_from_db()
    assert people.analyst.name == "Sari"


def test_an_address_that_the_provider_did_not_verify_leads_to_nobodys_account(provider, people, client):
    provider.person |= {"email": "sari@example.id", "email_verified": False}
    EmailAddress.objects.create(user=people.analyst, email="sari@example.id", verified=True, primary=True)
    come_back(client, provider)
    assert who(client) is None
    assert not SocialAccount.objects.filter(user=people.analyst).exists()


def test_the_second_factor_stands_behind_the_provider(provider, people, client):
    provider.person["email"] = "sari@example.id"
    EmailAddress.objects.create(user=people.analyst, email="sari@example.id", verified=True, primary=True)
    TOTP.activate(people.analyst, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = come_back(client, provider)
    assert answer.url == "/akun/2fa/authenticate/"
    assert who(client) is None


def test_a_forged_answer_signs_nobody_in(provider, client, db):
    answer = come_back(client, provider, state="dikarang")
    assert who(client) is None
    answer = come_back(Client(), provider, code="dikarang")
    assert answer.status_code in (200, 401, 403)
    assert not User.objects.exists()
    assert "Potensi" in answer.content.decode()


def test_a_code_given_to_one_browser_is_no_use_in_another(provider, db):
    code, state = provider.authorise(go_there(Client()))
    other = Client()
    other.get("/akun/oidc/oidc/login/callback/", {"code": code, "state": state})
    assert who(other) is None
    assert not User.objects.exists()


def test_an_erased_account_is_not_woken_by_the_provider(provider, client, db):
    from potensi.web.people import services

    come_back(client, provider)
    user = User.objects.get()
    services.erase_account(actor=actor_of(user), user=user)
    again = Client()
    come_back(again, provider)
    assert who(again) not in (None, str(user.pk))
    assert not actor_of(User.objects.get(pk=user.pk)).known


def test_without_a_provider_in_the_environment_there_is_none(client, db):
    assert open_id_providers() == {}
    assert "Dengan akun lain" not in client.get("/akun/login/").content.decode()
    assert client.get("/akun/oidc/oidc/login/").status_code == 404
