"""The first administrator and the invented people, as the services make them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from potensi.web.actor import ADMINISTRATOR, ROLES
from potensi.web.audit.models import AuditRow
from potensi.web.operations import administrators, demonstration
from potensi.web.operations.start import OperationError
from potensi.web.people.models import Agency, Membership, User
from potensi.web.people.queries import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_the_first_administrator_administers_everything_and_signs_in_by_password():
    assert not administrators.there_are_administrators()
    made = administrators.make("Wahyu@Example.go.id", name="Wahyu", region="0000", password="kopi-ijen-2015")
    assert (made.email, made.region, made.link) == ("wahyu@example.go.id", "Indonesia", None)
    user = authenticate(username="wahyu@example.go.id", email="wahyu@example.go.id", password="kopi-ijen-2015")
    assert actor_of(user).has({ADMINISTRATOR}, "3510")
    assert administrators.there_are_administrators()
    row = AuditRow.objects.get()
    assert (row.action, row.user, row.region) == ("people.administrator_made", None, "0000")
    assert "kopi" not in f"{row.before}{row.after}"


def test_without_a_password_a_link_signs_in_once(client):
    made = administrators.make("wahyu@example.go.id", name="", region="3500", password=None)
    path = made.link.removeprefix(administrators.ELSEWHERE)
    assert path != made.link
    page = client.get(path)
    assert page.status_code == 200
    token = re.search(r"token=([^&]+)", path)[1]
    client.post(path.partition("?")[0], {"token": token})
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    assert actor_of(User.objects.get()).has({ADMINISTRATOR}, "3510")


def test_somebody_with_an_account_is_promoted_and_again_changes_nothing(people):
    before = Membership.objects.count()
    for _ in range(2):
        administrators.make(people.analyst.email, name="", region="3510", password=None)
    assert Membership.objects.count() == before + 1
    people.analyst.refresh_from_db()
    assert people.analyst.name == "Sari"


@pytest.mark.parametrize(
    ("email", "region", "code"), [("nobody", "0000", "email_impossible"), ("a@b.id", "9", "region_unknown")]
)
def test_what_cannot_be_is_a_sentence(email, region, code):
    with pytest.raises(OperationError) as error:
        administrators.make(email, name="", region=region, password=None)
    assert error.value.code == code
    assert not User.objects.exists()


def test_a_weak_password_is_told_why():
    assert administrators.weaknesses("pendek", "a@b.id", "id")
    assert administrators.weaknesses("password123", "a@b.id", "id")
    assert administrators.weaknesses("kopi-ijen-2015", "a@b.id", "id") == []


def test_a_demonstration_has_one_marked_person_for_every_role():
    accounts = demonstration.open_for_a_day()
    assert sorted(each.role for each in accounts) == sorted(ROLES)
    for account in accounts:
        user = authenticate(username=account.email, email=account.email, password=account.password)
        assert [held.role for held in actor_of(user).held] == [account.role]
        assert "(contoh)" in user.name
    assert all("(contoh)" in agency.name for agency in Agency.objects.all())


def test_opening_it_again_makes_new_passwords_and_nobody_new():
    first = demonstration.open_for_a_day()
    counts = (User.objects.count(), Agency.objects.count(), Membership.objects.count())
    second = demonstration.open_for_a_day()
    assert (User.objects.count(), Agency.objects.count(), Membership.objects.count()) == counts
    assert {each.password for each in first}.isdisjoint(each.password for each in second)
    assert authenticate(username=first[0].email, email=first[0].email, password=first[0].password) is None


def test_after_a_day_nobody_signs_in_any_more():
    accounts = demonstration.open_for_a_day()
    assert not demonstration.close_after_a_day()
    AuditRow.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    assert demonstration.close_after_a_day()
    for account in accounts:
        assert authenticate(username=account.email, email=account.email, password=account.password) is None
    assert not demonstration.close_after_a_day()


def test_without_a_demonstration_there_is_nothing_to_close():
    assert not demonstration.close_after_a_day()


def test_no_password_of_a_demonstration_stands_in_the_audit_trail():
    accounts = demonstration.open_for_a_day()
    told = " ".join(f"{row.before} {row.after}" for row in AuditRow.objects.all())
    assert not any(each.password in told for each in accounts)


@pytest.fixture
def typed(monkeypatch):
    """Let somebody type, one answer after the other; what is asked and told is collected."""
    from potensi.web import commands

    told = []

    def type_in(*answers):
        left = iter(answers)
        monkeypatch.setattr(commands.typer, "prompt", lambda text, **_: told.append(text) or next(left))
        monkeypatch.setattr(commands, "_tell", told.append)
        return told

    return type_in


def test_a_password_is_asked_until_it_will_do(typed):
    from potensi.web.commands import _new_password

    told = typed("pendek", "kopi-ijen-2015", "kopi-ijen-2016", "kopi-ijen-2015", "kopi-ijen-2015")
    assert _new_password("a@b.id", "en") == "kopi-ijen-2015"
    assert "The two passwords differ." in told
    assert any("10" in line for line in told[1:2])


def test_three_bad_passwords_end_it_and_none_means_a_link(typed):
    from potensi.web.commands import _new_password

    typed("a", "b", "c")
    with pytest.raises(OperationError) as error:
        _new_password("a@b.id", "id")
    assert error.value.code == "password_impossible"
    typed("")
    assert _new_password("a@b.id", "id") is None
