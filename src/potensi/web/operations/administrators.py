"""The first administrator, made on the machine itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from potensi.language import say
from potensi.web.operations.start import OperationError

if TYPE_CHECKING:
    from potensi.web.people.models import User

ELSEWHERE = "http://localhost:8000"


@dataclass(frozen=True)
class Made:
    """An administrator, and the link with which they sign in where no password was set."""

    email: str
    region: str
    link: str | None


def make(email: str, *, name: str, region: str, password: str | None) -> Made:
    """Make or promote an administrator of a region; without a password, return a link that signs in once."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from potensi.web.actor import SYSTEM
    from potensi.web.people.models import Region
    from potensi.web.people.services import make_administrator

    try:
        validate_email(email)
    except ValidationError as error:
        raise OperationError("email_impossible", email=email) from error
    place = Region.objects.filter(pk=region).first()
    if place is None:
        raise OperationError("region_unknown", region=region)
    user = make_administrator(
        actor=SYSTEM,
        email=email,
        name=name or email.split("@")[0],
        password=password,
        region=region,
        agency=say("operations.createadmin.agency", "id"),
        office=say("operations.createadmin.office", "id"),
    )
    return Made(user.email, str(place), None if password else _link(user))


def weaknesses(password: str, email: str, lang: str) -> list[str]:
    """Return why a password will not do, as sentences of Django's own; nothing where it will."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from potensi.web.people.models import User

    with translation.override(lang):
        try:
            validate_password(password, User(email=email))
        except ValidationError as error:
            return list(error.messages)
    return []


def there_are_administrators() -> bool:
    """Return whether anybody administers anything today."""
    from potensi.web.actor import ADMINISTRATOR
    from potensi.web.people.models import Membership

    return Membership.objects.today().filter(role=ADMINISTRATOR, user__is_active=True).exists()


def _link(user: User) -> str:
    from django.conf import settings
    from django.urls import reverse

    from potensi.web.operations.serving import own_address
    from potensi.web.people.links import token_for

    start = (settings.SITE_URL or own_address(settings.INSTALLATION.home) or ELSEWHERE).rstrip("/")
    return f"{start}{reverse('people:link')}?{urlencode({settings.SESAME_TOKEN_NAME: token_for(user)})}"
