"""The forms of security keys with labels in the page's language: the library leaves theirs in English."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from potensi.language import say
from potensi.web.templatetags.words import language


class AddKeyForm(AddWebAuthnForm):
    """A new security key's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say("people.token.name", language())


class EditKeyForm(EditWebAuthnForm):
    """Another name for a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say("people.token.name", language())
