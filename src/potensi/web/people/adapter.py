"""What allauth asks of us: how an account is made, and what it takes over from an identity provider."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from potensi.web.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address; anybody may open one: without an office it reads what everybody reads."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts by an identity provider. They too have no rights until an administrator gives an office."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Take over the name that the provider knows."""
        user: User = super().populate_user(request, sociallogin, data)
        stated = data.get("name") or " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        user.name = " ".join(str(stated or "").split())[:200]
        return user
