"""One's own account: everything kept of it, its erasure, and tokens."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from potensi.web.actor import ADMINISTRATOR, ANALYST
from potensi.web.audit.models import AuditRow
from potensi.web.datasets.models import Dataset, Version
from potensi.web.people import queries, services
from potensi.web.people.models import ApiToken, Membership, User
from potensi.web.people.own_data import own_data
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def filled(user: User) -> User:
    """Give an account everything that is kept of a person."""
    User.objects.filter(pk=user.pk).update(name="Kartini Puspa", email="kartini@example.id")
    User.objects.filter(pk=user.pk).update(nip="198703152010011012", nik="3510014503870002", phone="081234567890")
    EmailAddress.objects.create(user=user, email="kartini@example.id", verified=True, primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "rahasia-sekali"})
    SocialAccount.objects.create(user=user, provider="oidc", uid="sub-77", extra_data={"name": "Kartini P."})
    services.make_token(actor=queries.actor_of(user), name="Laptop Kartini")
    user.refresh_from_db()
    return user


def test_ones_own_data_hold_everything_and_no_secret(people):
    user = filled(people.analyst)
    dataset = Dataset.objects.create(slug="pdrb", title="PDRB", region_id="3510")
    Version.objects.create(dataset=dataset, number=1, digest="a" * 64, file_name="a.xlsx", uploaded_by=user)
    data = own_data(user)
    assert (data["account"]["nip"], data["account"]["phone"]) == ("198703152010011012", "081234567890")
    assert [office["role"] for office in data["offices"]] == [ANALYST]
    assert data["sign_in_accounts"][0]["uid"] == "sub-77"
    assert [act["action"] for act in data["acts"]] == ["people.token_made"]
    assert [(each["kind"], each["as"]) for each in data["elsewhere"]] == [("datasets.version", "uploaded_by")]
    text = json.dumps(data)
    for secret in ("rahasia-sekali", user.password, ApiToken.objects.get().digest):
        assert secret not in text


def test_nobody_elses_data_are_in_ones_own(people):
    filled(people.stranger)
    text = json.dumps(own_data(people.analyst))
    assert "198703152010011012" not in text
    assert "agus" not in text.lower()


def test_an_erased_account_leaves_no_trace_of_the_person(people):
    user = filled(people.analyst)
    services.give_role(
        actor=people.actor("local_administrator"),
        office=Membership.objects.get(user=people.host).office,
        user=user,
        role=ANALYST,
        since=timezone.localdate() + timedelta(days=3),
    )
    services.erase_account(actor=queries.actor_of(user), user=user)
    user = User.objects.get(pk=user.pk)
    assert (user.name, user.nip, user.nik, user.phone, user.is_active) == ("", "", "", "", False)
    assert user.email == f"{user.pk}@erased.invalid"
    assert not user.has_usable_password()
    assert str(user) == "akun dihapus"
    assert not Membership.objects.today().filter(user=user).exists()
    assert not Membership.objects.filter(user=user, since__gt=timezone.localdate()).exists()
    for model in (EmailAddress, Authenticator, SocialAccount):
        assert not model.objects.filter(user=user).exists()
    kept = json.dumps(
        [list(model.objects.values()) for model in (User, Membership, ApiToken, AuditRow)], default=str
    ).lower()
    for trace in ("kartini", "198703152010011012", "3510014503870002", "081234567890"):
        assert trace not in kept
    row = AuditRow.objects.get(action="people.account_erased")
    assert (row.user_id, row.region) == (user.pk, "3510")
    assert AuditRow.objects.filter(user=user, action="people.token_made").count() == 1


def test_the_last_administrator_hands_over_before_erasing(people):
    with pytest.raises(Invalid) as refused:
        services.erase_account(actor=people.actor("administrator"), user=people.administrator)
    assert refused.value.reason == "people_last_administrator_erasing"
    people.administrator.refresh_from_db()
    assert people.administrator.is_active
    assert not AuditRow.objects.exists()
    office = Membership.objects.get(user=people.administrator).office
    services.hand_over(
        actor=people.actor("administrator"),
        office=office,
        to_user=people.host,
        since=timezone.localdate(),
        why="mutasi",
    )
    services.erase_account(actor=people.actor("administrator"), user=people.administrator)
    assert queries.actor_of(people.host).has({ADMINISTRATOR}, "3511")


@pytest.mark.parametrize("who", ["administrator", "local_administrator", "leader"])
def test_nobody_erases_another(people, who):
    with pytest.raises(Forbidden):
        services.erase_account(actor=people.actor(who), user=people.analyst)


def test_a_token_acts_with_its_persons_rights_until_it_is_revoked(people):
    text = services.make_token(actor=people.actor("analyst"), name="Laptop")
    token = ApiToken.objects.get()
    assert text not in (token.digest, token.name)
    assert text not in str(AuditRow.objects.values())
    actor = queries.actor_of_token(text)
    assert (actor.user, actor.has({ANALYST}, "3510")) == (people.analyst.pk, True)
    Membership.objects.filter(user=people.analyst).update(until=timezone.localdate() - timedelta(days=1))
    assert not queries.actor_of_token(text).has({ANALYST}, "3510")
    services.revoke_token(actor=people.actor("analyst"), token=token)
    assert queries.actor_of_token(text) is None
    assert [row.action for row in AuditRow.objects.all()] == ["people.token_revoked", "people.token_made"]


@pytest.mark.parametrize("text", ["", "potensi_", "x" * 5000, "potensi_" + "a" * 43])
def test_what_is_no_token_is_nobody(people, text):
    services.make_token(actor=people.actor("analyst"), name="Laptop")
    assert queries.actor_of_token(text) is None


def test_a_closed_account_has_no_token(people):
    text = services.make_token(actor=people.actor("analyst"), name="Laptop")
    User.objects.filter(pk=people.analyst.pk).update(is_active=False)
    assert queries.actor_of_token(text) is None


def test_tokens_are_for_members_few_and_ones_own(people):
    with pytest.raises(Forbidden):
        services.make_token(actor=people.actor("visitor"), name="Laptop")
    services.make_token(actor=people.actor("analyst"), name="Laptop")
    with pytest.raises(Invalid):
        services.revoke_token(actor=people.actor("administrator"), token=ApiToken.objects.get())
    for number in range(19):
        services.make_token(actor=people.actor("analyst"), name=f"Laptop {number}")
    with pytest.raises(Invalid) as refused:
        services.make_token(actor=people.actor("analyst"), name="Satu lagi")
    assert refused.value.params == {"most": "20"}


def test_the_last_use_of_a_token_is_noted_once_an_hour(people):
    text = services.make_token(actor=people.actor("analyst"), name="Laptop")
    queries.actor_of_token(text)
    first = ApiToken.objects.get().last_used
    assert first is not None
    queries.actor_of_token(text)
    assert ApiToken.objects.get().last_used == first
    ApiToken.objects.update(last_used=first - timedelta(hours=2))
    queries.actor_of_token(text)
    assert ApiToken.objects.get().last_used >= first
    assert AuditRow.objects.count() == 1


def test_what_a_participant_wrote_is_among_ones_own_data(people):
    from web.rights import journey

    built = journey.build(people)
    told = {(each["kind"], each["id"]) for each in own_data(people.participant)["elsewhere"]}
    assert ("visits.participant", str(built.participant.pk)) in told
    assert ("visits.observation", str(built.observation.pk)) in told
    assert ("visits.takehome", str(built.take_home.pk)) in told
    assert not any(kind == "visits.observation" for kind, _ in {
        (each["kind"], each["id"]) for each in own_data(people.analyst)["elsewhere"]
    })  # fmt: skip


def test_an_erased_name_leaves_the_cards_and_their_history_too(people):
    from web.rights import journey

    from potensi.web.audit.models import AuditRow
    from potensi.web.people.services import erase_account
    from potensi.web.visits.services import practices

    built, user = journey.build(people), people.participant
    name, actor = user.name, people.actor("organiser")
    card = practices.draft_practice(actor=actor, visit=built.visit, title="Loket", observations=[built.observation])
    assert name in card.what
    erase_account(actor=people.actor("participant"), user=user)
    card.refresh_from_db()
    assert name not in card.what
    assert "Satu loket untuk semua izin." in card.what
    told = AuditRow.objects.filter(target_kind="practice", target_id=str(card.pk)).values_list("before", "after")
    assert told
    assert name not in str(list(told))
