"""Signing in: by password, by link, by an identity provider; the second factor stands before all of them."""

import re
import time
from datetime import timedelta
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from potensi.web.audit.models import AuditRow
from potensi.web.people import links
from potensi.web.people.models import User
from potensi.web.people.queries import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PASSWORD = "kopi-ijen-2015"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh(settings):
    """Nobody has asked for anything yet, and what is queued is done at once."""
    cache.clear()
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def verified(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def with_second_factor(user: User) -> User:
    verified(user)
    TOTP.activate(user, SECRET)
    return user


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def who(client: Client) -> str | None:
    """Return the number of the account that a client is signed in with."""
    return client.session.get("_auth_user_id")


def letter_for(client: Client, address: str, prefix: str = "") -> str:
    """Ask for a link and return the address in the letter."""
    mail.outbox.clear()
    assert client.post(f"{prefix}/orang/tautan/", {"email": address}).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == [address.lower()]
    return re.search(r"http\S+", letter.body)[0].removeprefix("http://testserver")


def token_in(link: str) -> str:
    return link.split("token=")[1]


# By password.


def test_by_password(people, client):
    verified(people.analyst)
    assert client.post("/akun/login/", {"login": "sari@example.id", "password": "salah"}).status_code == 200
    assert who(client) is None
    answer = client.post("/akun/login/", {"login": "Sari@Example.id", "password": PASSWORD})
    assert answer.url == "/orang/saya/"
    assert who(client) == str(people.analyst.pk)


def test_an_address_that_is_not_verified_gets_a_letter_and_no_entry(people, client):
    answer = client.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD})
    assert answer.url == "/akun/confirm-email/"
    assert who(client) is None
    assert mail.outbox[0].to == ["sari@example.id"]


def test_guessing_a_password_is_slowed_down(people, client):
    verified(people.analyst)
    for _ in range(5):
        client.post("/akun/login/", {"login": "sari@example.id", "password": "salah"})
    answer = client.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD})
    assert "Terlalu sering salah" in answer.content.decode()
    assert who(client) is None


def test_142_people_behind_one_address_sign_in_within_a_minute(people):
    verified(people.analyst)
    for _ in range(142):
        client = Client()
        client.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD})
        assert who(client) == str(people.analyst.pk)


def test_anybody_opens_an_account_and_has_no_rights_by_it(client, db):
    form = {"email": "baru@example.id", "password1": "gandrung-sewu-7", "password2": "gandrung-sewu-7"}
    assert client.post("/akun/signup/", form).url == "/akun/confirm-email/"
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    client.post(link)
    client.post("/akun/login/", {"login": "baru@example.id", "password": "gandrung-sewu-7"})
    user = User.objects.get(email="baru@example.id")
    assert who(client) == str(user.pk)
    assert not actor_of(user).held
    assert client.get("/orang/perangkat-daerah/").status_code == 403
    assert "Minta administrator daerah Anda" in client.get("/orang/saya/").content.decode()
    assert AuditRow.objects.get(action="people.account_opened").user == user


@pytest.mark.parametrize("password", ["pendek", "password123456789"[:12], "baru@example.id"])
def test_weak_passwords_are_refused(client, db, password):
    answer = client.post("/akun/signup/", {"email": "baru@example.id", "password1": password, "password2": password})
    assert answer.status_code == 200
    assert not User.objects.exists()


def test_signing_up_with_a_known_address_tells_its_owner_alone(people, client):
    form = {"email": "sari@example.id", "password1": "gandrung-sewu-7", "password2": "gandrung-sewu-7"}
    assert client.post("/akun/signup/", form).url == "/akun/confirm-email/"
    assert mail.outbox[0].to == ["sari@example.id"]
    assert "Akun Sudah Ada" in mail.outbox[0].subject
    assert User.objects.get(email="sari@example.id").check_password(PASSWORD)


# By link.


def test_by_link_which_is_good_once_and_verifies_the_address(people, client):
    link = letter_for(client, "Sari@example.id")
    page = client.get(link)
    assert page.status_code == 200
    assert who(client) is None
    assert client.get(link).status_code == 200  # a scanner that follows links does not use it up
    answer = client.post("/orang/tautan/masuk/", {"token": token_in(link)})
    assert answer.url == "/orang/saya/"
    assert who(client) == str(people.analyst.pk)
    assert EmailAddress.objects.get(user=people.analyst).verified
    assert AuditRow.objects.get(action="people.link_used").user == people.analyst
    other = Client()
    assert other.post("/orang/tautan/masuk/", {"token": token_in(link)}).status_code == 410
    assert other.get(link).status_code == 410
    assert who(other) is None


def test_the_click_needs_the_pages_own_form(people):
    link = letter_for(Client(), "sari@example.id")
    strict = Client(enforce_csrf_checks=True)
    strict.get(link)
    assert strict.post("/orang/tautan/masuk/", {"token": token_in(link)}).status_code == 403
    page = strict.get(link).content.decode()
    form_token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    strict.post("/orang/tautan/masuk/", {"token": token_in(link), "csrfmiddlewaretoken": form_token})
    assert who(strict) == str(people.analyst.pk)


def test_two_who_come_with_one_link_at_the_same_moment(people):
    from potensi.web.people import services

    link = letter_for(Client(), "sari@example.id")
    first, second = links.user_of(token_in(link)), links.user_of(token_in(link))
    assert services.use_link(actor=actor_of(first), user=first) is True
    assert services.use_link(actor=actor_of(second), user=second) is False


@pytest.mark.parametrize(("minutes", "status"), [(14, 302), (15, 410), (600, 410)])
def test_a_link_is_good_for_a_quarter_of_an_hour(people, client, minutes, status):
    link = letter_for(client, "sari@example.id")
    later = time.time() + minutes * 60
    with mock.patch("sesame.tokens_v2.time.time", return_value=later):
        assert client.post("/orang/tautan/masuk/", {"token": token_in(link)}).status_code == status


def test_a_newer_sign_in_or_password_ends_older_links(people, client):
    link = letter_for(client, "sari@example.id")
    User.objects.filter(pk=people.analyst.pk).update(last_login=timezone.now())
    assert client.get(link).status_code == 410
    link = letter_for(client, "sari@example.id")
    people.analyst.set_password("rujak-soto-88")
    people.analyst.save()
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("token", ["", "x", "a" * 40, "☂", "../..", "AAAAAAAAAAEAAAAAAAAAAAAAAAAAAA"])
def test_what_is_no_link_signs_nobody_in(people, client, token):
    assert client.get("/orang/tautan/masuk/", {"token": token}).status_code == 410
    assert client.post("/orang/tautan/masuk/", {"token": token}).status_code == 410
    assert who(client) is None


def test_a_token_for_something_else_is_no_link(people, client):
    import sesame.utils

    assert client.get("/orang/tautan/masuk/", {"token": sesame.utils.get_token(people.analyst)}).status_code == 410


def test_asking_for_a_link_never_tells_whether_an_address_is_known(people):
    User.objects.filter(pk=people.stranger.pk).update(is_active=False)
    answers = []
    for address in ("sari@example.id", "tidak-ada@example.id", "agus@example.id"):
        answer = Client().post("/orang/tautan/", {"email": address}, follow=True)
        page = re.sub(r'value="[^"]+"', "", answer.content.decode())
        answers.append((answer.redirect_chain, answer.status_code, page))
    assert answers[0] == answers[1] == answers[2]
    assert [letter.to for letter in mail.outbox] == [["sari@example.id"]]


def test_asking_writes_the_same_whether_an_address_is_known(people, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    for address in ("sari@example.id", "tidak-ada@example.id"):
        Client().post("/orang/tautan/", {"email": address})
    assert DBTaskResult.objects.count() == 2
    assert not mail.outbox


def test_asking_too_often_is_refused_for_known_and_unknown_alike(people, client):
    for address in ("sari@example.id", "tidak-ada@example.id"):
        statuses = [client.post("/orang/tautan/", {"email": address}).status_code for _ in range(4)]
        assert statuses == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_the_letter_is_in_the_language_of_the_page(people, client):
    link = letter_for(client, "sari@example.id", prefix="/en")
    assert link.startswith("/en/orang/tautan/masuk/")
    assert mail.outbox[0].subject == "Your sign-in link for Potensi"
    letter_for(client, "sari@example.id")
    assert mail.outbox[0].subject == "Tautan masuk ke Potensi"


def test_a_link_page_is_not_kept_and_says_nothing_to_other_sites(people, client):
    answer = client.get(letter_for(client, "sari@example.id"))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


# The second factor.


def test_the_second_factor_stands_behind_the_password(people, client):
    with_second_factor(people.analyst)
    answer = client.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD})
    assert answer.url == "/akun/2fa/authenticate/"
    assert who(client) is None
    client.post("/akun/2fa/authenticate/", {"code": "000000"})
    assert who(client) is None
    client.post("/akun/2fa/authenticate/", {"code": code()})
    assert who(client) == str(people.analyst.pk)


def test_the_second_factor_stands_behind_the_link(people, client):
    with_second_factor(people.analyst)
    link = letter_for(client, "sari@example.id")
    answer = client.post("/orang/tautan/masuk/", {"token": token_in(link)})
    assert answer.url == "/akun/2fa/authenticate/"
    assert who(client) is None
    assert client.get("/orang/saya/").url.startswith("/akun/login/")
    # The link is used up even though nobody got in by it.
    assert Client().post("/orang/tautan/masuk/", {"token": token_in(link)}).status_code == 410
    client.post("/akun/2fa/authenticate/", {"code": code()})
    assert who(client) == str(people.analyst.pk)


def test_setting_up_a_second_factor_and_its_recovery_codes(people, client):
    verified(people.analyst)
    client.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD})
    client.post("/akun/reauthenticate/", {"password": PASSWORD})
    page = client.get("/akun/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.content.decode()
    new = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    # A test's transaction is never committed: what waits for that is done at once.
    with mock.patch("django.db.transaction.on_commit", side_effect=lambda what, **_: what()):
        client.post("/akun/2fa/totp/activate/", {"code": new})
    kinds = set(Authenticator.objects.filter(user=people.analyst).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert AuditRow.objects.filter(action="people.second_factor_added", user=people.analyst).exists()
    spare = Authenticator.objects.get(user=people.analyst, type="recovery_codes").wrap().get_unused_codes()[0]
    other = Client()
    other.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD})
    other.post("/akun/2fa/authenticate/", {"code": spare})
    assert who(other) == str(people.analyst.pk)


def test_a_password_change_is_in_the_trail_and_ends_other_sessions(people, client):
    verified(people.analyst)
    other = Client()
    for each in (client, other):
        each.post("/akun/login/", {"login": "sari@example.id", "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "rujak-soto-88", "password2": "rujak-soto-88"}
    client.post("/akun/password/change/", new)
    row = AuditRow.objects.get(action="people.password_changed")
    assert row.user == people.analyst
    assert "rujak" not in str((row.before, row.after, row.why))
    assert other.get("/orang/saya/").url.startswith("/akun/login/")
    assert client.get("/orang/saya/").status_code == 200


def test_a_session_ends_when_the_account_is_closed(people, signed_in):
    client = signed_in(people.analyst)
    User.objects.filter(pk=people.analyst.pk).update(is_active=False)
    assert client.get("/orang/saya/").url.startswith("/akun/login/")
    assert timedelta(0) < client.session.get_expiry_date() - timezone.now()
