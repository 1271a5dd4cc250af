"""Signing in by a link in a letter: good once, for a quarter of an hour, and only for who reads that mailbox."""

from __future__ import annotations

from urllib.parse import urlencode

import sesame.utils
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task

from potensi.language import say
from potensi.web.people.models import User
from potensi.web.people.queries import account_by_email

SCOPE = "sign_in"


@task
def send_link(email: str, site: str, lang: str) -> None:
    """Send a sign-in link to an address if an account has it; else do nothing.

    In the background: whoever asked waits as long for an unknown address as for a known one.
    """
    user = account_by_email(email)
    if user is None:
        return
    with override(lang):
        address = f"{site}{reverse('people:link')}?{urlencode({settings.SESAME_TOKEN_NAME: token_for(user)})}"
    minutes = str(settings.SESAME_MAX_AGE // 60)
    subject = say("people.letter.link.subject", lang)
    letter = say("people.letter.link.text", lang, name=str(user), address=address, minutes=minutes)
    send_mail(subject, letter, None, [user.email])


def token_for(user: User) -> str:
    """Return the part of a link that signs ``user`` in."""
    text: str = sesame.utils.get_token(user, scope=SCOPE)
    return text


def user_of(token: str) -> User | None:
    """Return whom a link signs in, or None where it is used, too old, or none of ours. It is not used up by this."""
    user = sesame.utils.get_user(token, scope=SCOPE, update_last_login=False) if token else None
    return user if isinstance(user, User) else None
