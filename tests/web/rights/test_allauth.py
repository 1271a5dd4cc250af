"""allauth's addresses open nothing of a person's own to strangers."""

import pytest
from django.test import Client
from django.urls import reverse
from web.rights.allauth_addresses import ALLAUTH, OWN

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def url_of(each):
    return f"/{each.name}" if each.name.endswith("/") else reverse(each.name, kwargs=each.args)


@pytest.mark.parametrize("each", ALLAUTH, ids=lambda each: each.name)
def test_a_stranger_and_somebody_are_answered_as_the_group_says(people, signed_in, each):
    url = url_of(each)
    assert Client().get(url).status_code in each.stranger
    assert signed_in(people.visitor).get(url).status_code in each.somebody


@pytest.mark.parametrize("name", OWN)
def test_what_is_a_person_s_own_asks_a_stranger_to_sign_in(client, name):
    location = client.get(reverse(name))["Location"]
    assert location.startswith((reverse("account_login"), reverse("account_reauthenticate")))
