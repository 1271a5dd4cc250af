"""Run inside an installation: people in every role; with ``world`` also something of everything for the walk.

``travellers`` makes the five of the journey instead. ``python -m web.browser.installed_people [world]`` prints, as JSON, who there is and, with a world, the address of each
row of the table of rights that is read.
"""

import json
import sys


def main(arguments: list[str]) -> None:
    """Make the people and perhaps their world; print both."""
    from potensi.web.operations.start import set_up

    set_up()
    if "travellers" in arguments:
        from web.browser import travellers

        print(json.dumps({"people": travellers.write(), "addresses": {}}))
        return
    from web.conftest import people

    made = people.__wrapped__(None)
    told = _world(made) if "world" in arguments else _alone(made)
    print(json.dumps({"people": {role: user.email for role, user in vars(made).items()}, "addresses": told}))


def _alone(made) -> dict[str, str]:
    from allauth.account.models import EmailAddress

    for user in vars(made).values():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return {}


def _world(made) -> dict[str, str]:
    from django.urls import reverse
    from web.rights import world
    from web.rights.table import ADDRESS_ROWS

    built = world.build(made)
    rows = [row for row in ADDRESS_ROWS if row.method == "GET"]
    return {str(row): reverse(row.name, kwargs=row.of(built)) + row.asked(built) for row in rows}


if __name__ == "__main__":
    main(sys.argv[1:])
