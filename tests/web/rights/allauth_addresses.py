"""Signing in is allauth's: its addresses in groups, by what somebody not signed in is answered.

allauth tests its own rules; held here is that no address of it opens to strangers what is a person's own.
"""

from dataclasses import dataclass, field

ALLAUTH_ROUTES = "akun/"


@dataclass(frozen=True)
class ThirdParty:
    """One address of allauth and what a stranger's and somebody's GET are answered."""

    name: str
    stranger: tuple[int, ...]
    somebody: tuple[int, ...]
    args: dict = field(default_factory=dict)


def is_allauth(address) -> bool:
    """Whether an address is one of allauth's."""
    return address.route.startswith(ALLAUTH_ROUTES)


# For everybody; who is signed in already is sent on (302).
OPEN = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key_done", "account_inactive", "account_email_verification_sent",
        "socialaccount_login_cancelled")  # fmt: skip
# A person's own: a stranger is sent to sign in; a person sees the page, or is asked for the password once more.
OWN = ("account_reauthenticate", "account_email", "account_change_password", "account_set_password", "mfa_index",
       "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
       "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
       "mfa_reauthenticate_webauthn", "socialaccount_connections")  # fmt: skip
# A step of something begun elsewhere: without the beginning, everybody is sent away.
STEPS = ("account_logout", "account_confirm_login_code", "mfa_authenticate", "socialaccount_signup")
# allauth's former addresses, which lead to the present ones.
FORMER = ("akun/social/login/cancelled/", "akun/social/login/error/", "akun/social/signup/", "akun/social/connections/")

ALLAUTH = [
    *[ThirdParty(name, (200,), (200, 302)) for name in OPEN],
    *[ThirdParty(name, (302,), (200, 302, 404)) for name in OWN],
    *[ThirdParty(name, (302,), (200, 302)) for name in STEPS],
    *[ThirdParty(route, (301, 302), (301, 302)) for route in FORMER],
    ThirdParty("socialaccount_login_error", (401,), (401,)),
    ThirdParty("account_confirm_email", (200,), (200,), {"key": "none"}),
    ThirdParty("account_reset_password_from_key", (200,), (200, 302), {"uidb36": "1", "key": "none"}),
    ThirdParty("mfa_remove_webauthn", (302,), (302, 404), {"pk": 1}),
    ThirdParty("mfa_edit_webauthn", (302,), (302, 404), {"pk": 1}),
    ThirdParty("openid_connect_login", (404,), (404,), {"provider_id": "oidc"}),
    ThirdParty("openid_connect_callback", (404,), (404,), {"provider_id": "oidc"}),
]
