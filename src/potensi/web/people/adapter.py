"""What allauth asks of us: who may sign up, and how."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts by an identity provider."""
