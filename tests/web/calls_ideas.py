"""A call of every service of ideas (see service_calls.py): service, who acts, with what."""

from datetime import date

from potensi.web.actor import ROLES
from potensi.web.ideas.models import CRITERIA, Basis, Trial
from potensi.web.ideas.services import agreements, bases, contributions, judging, moving, texts, trials
from potensi.web.people.models import Office
from potensi.web.people.queries import actor_of

DAY, LATER, WHY = date(2026, 3, 2), date(2026, 3, 9), "Tidak ada orang."
TEXTS = {
    "title": "Kedai di gudang tua",
    "summary": "Gudang menjadi kedai kopi.",
    "trial": "Satu akhir pekan.",
    "wrong_if": "Kurang dari dua puluh tamu.",
    "stop_when": "Setelah satu bulan.",
    "visibility": "region",
}


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    actors = {role: actor_of(getattr(world.people, role)) for role in ROLES}
    analyst, leader = actors["analyst"], actors["leader"]
    return _of_texts(world, analyst) | _of_team(world, analyst, leader) | _of_steps(world, analyst) | _judged(world)


def _of_texts(world, analyst):
    journey = world.journey
    idea, basis = {"idea": journey.idea}, Basis.objects.get(idea=journey.idea)
    return {
        "idea.written": (texts.write, analyst, {"agency": journey.agency, "texts": TEXTS}),
        "idea.edited": (texts.edit, analyst, idea | {"revision": 1, "texts": TEXTS}),
        "idea.based_on": (bases.base_on, analyst, idea | {"asset": journey.hidden_asset}),
        "idea.base_removed": (bases.remove_base, analyst, {"basis": basis}),
    }


def _of_team(world, analyst, leader):
    journey = world.journey
    idea, own = {"idea": journey.idea}, {"idea": journey.public_idea, "agency": journey.agency}
    asked = idea | {"agency": journey.partner, "wish": "Izin memakai pasar."}
    promised = idea | {"agency": journey.agency, "what": "Dua orang perencana.", "revision": 1}
    declined = {"contribution": journey.contribution, "why": WHY, "revision": 1}
    return {
        "contribution.asked": (contributions.ask, analyst, asked),
        "contribution.promised": (contributions.promise, analyst, promised),
        "contribution.declined": (contributions.decline, analyst, declined),
        "agreement.asked": (agreements.ask_agreement, analyst, own),
        "agreement.decided": (agreements.decide, leader, own | {"agreed": True}),
    }


def _of_steps(world, analyst):
    journey = world.journey
    idea, described = {"idea": journey.idea}, journey.public_idea
    type(described).objects.filter(pk=described.pk).update(**{name: TEXTS[name] for name in ("trial", "wrong_if")})
    under_way = Trial.objects.create(idea=journey.idea, began=DAY)
    office = Office.objects.get(memberships__user=world.people.leader)
    ended = {"trial": under_way, "ended": LATER, "result": "Dua puluh tamu.", "verdict": "held"}
    return {
        "idea.owner_named": (moving.name_owner, analyst, idea | {"office": office}),
        "idea.moved": (moving.move, analyst, idea | {"stage": "examined"}),
        "idea.stopped": (moving.stop, analyst, idea | {"lesson": "Gudang terlalu jauh."}),
        "idea.naming_chosen": (moving.choose_naming, analyst, idea | {"names": "national"}),
        "trial.begun": (trials.begin, analyst, {"idea": described, "began": DAY}),
        "trial.ended": (trials.end, analyst, ended),
    }


def _judged(world):
    reviewer, review = actor_of(world.people.stranger), {"review": world.journey.review}
    invited = {"idea": world.journey.idea, "reviewer": world.people.administrator}
    scores = dict.fromkeys(CRITERIA, 4)
    return {
        "review.invited": (judging.invite, actor_of(world.people.organiser), invited),
        "review.given": (judging.judge, reviewer, review | {"scores": scores, "revision": 1}),
        "review.declined": (judging.decline, reviewer, review | {"why": WHY}),
    }
