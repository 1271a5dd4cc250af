"""Every write on people, agencies and offices; each is one transaction with one row in the audit trail."""

from potensi.web.people.services.accounts import (
    add_person,
    correct_person,
    erase_account,
    make_administrator,
    use_link,
)
from potensi.web.people.services.agencies import (
    dissolve_agency,
    make_agency,
    make_office,
    rename_agency,
    rename_office,
)
from potensi.web.people.services.imports import import_people
from potensi.web.people.services.offices import appoint_acting, end_role, give_role, hand_over
from potensi.web.people.services.tokens import make_token, revoke_token

__all__ = [
    "add_person",
    "appoint_acting",
    "correct_person",
    "dissolve_agency",
    "end_role",
    "erase_account",
    "give_role",
    "hand_over",
    "import_people",
    "make_administrator",
    "make_agency",
    "make_office",
    "make_token",
    "rename_agency",
    "rename_office",
    "revoke_token",
    "use_link",
]
