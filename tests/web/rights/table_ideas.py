"""Who may do what: ideas (see table.py).

The idea is Banyuwangi's own; the stranger from Bondowoso is invited to judge it, so that they may read it. The wrong
one has an account and no office: for them only the public idea is there.
"""

from __future__ import annotations

from functools import partial

from django.utils import timezone
from web.rights.rows import EVERYBODY, Row, more, nothing

from potensi.web.ideas.models import CRITERIA, Basis, Contribution, Idea, Trial
from potensi.web.people.models import Agency, Office

Of = partial(Row, wrong="visitor")
# Somebody of the region who was not asked to judge; who was; who may invite.
Judge = partial(Row, other="analyst", wrong="participant", right="stranger")
Invite = partial(Row, wrong="analyst", right="organiser")
Head = partial(Row, wrong="analyst", right="leader")


def idea(world):
    """The idea of the region alone."""
    return {"pk": world.journey.idea.pk}


def public_idea(world):
    """The public idea."""
    return {"pk": world.journey.public_idea.pk}


def promised(world):
    """The idea, and the agency that was asked."""
    return idea(world) | {"agency": world.journey.agency.pk}


def basis(world):
    """What the idea stands on."""
    return {"pk": Basis.objects.get(idea=world.journey.idea).pk}


def contribution(world):
    """What was asked of the planning agency."""
    return {"pk": world.journey.contribution.pk}


def review(world):
    """What the stranger is asked to judge."""
    return {"pk": world.journey.review.pk}


def described(world):
    """The idea with its smallest test."""
    Idea.objects.filter(pk=world.journey.idea.pk).update(trial="Satu akhir pekan.", wrong_if="Kurang dari 20 tamu.")
    return idea(world)


def trial(world):
    """A trial under way."""
    return {"pk": Trial.objects.get_or_create(idea=world.journey.idea, began=timezone.localdate())[0].pk}


def examined(world):
    """The idea at the second stage."""
    Idea.objects.filter(pk=world.journey.idea.pk).update(stage="examined")
    return idea(world)


def with_partner(world):
    """The idea, with a second agency asked."""
    Contribution.objects.get_or_create(idea=world.journey.idea, agency=world.journey.partner)
    return idea(world)


# What is sent.


def own_agency(world):
    """A new idea for the asker's own agency."""
    user = getattr(world.people, world.asking, None)
    found = Agency.objects.filter(offices__memberships__user=user).first() or world.journey.agency
    return texts(world) | {"agency": found.pk}


def texts(world):
    """An idea's texts."""
    return {"title": "Kopi di pasar", "summary": "Pasar menjadi kedai.", "visibility": "region"}


def changed(world):
    """The texts of an idea as it stands."""
    return texts(world) | {"revision": 1}


def hidden_asset(world):
    """An asset of the region."""
    return {"asset": world.journey.hidden_asset.pk}


def office(world):
    """The head's office."""
    return {"office": Office.objects.get(memberships__user=world.people.leader).pk}


def to_partner(world):
    """What is asked of the second agency."""
    return {"agency": world.journey.partner.pk, "kind": "place", "wish": "Izin memakai pasar."}


def brings(world):
    """What the planning agency brings, who was asked."""
    return {"kind": "people", "what": "Dua orang perencana.", "revision": 1}


def refuses(world):
    """Why it does not."""
    return {"why": "Tidak ada orang.", "revision": 1}


def agrees(world):
    """The head agrees."""
    return {"agency": world.journey.agency.pk, "agreed": "yes", "note": ""}


def province(world):
    """Somebody without a stake in it."""
    return {"email": world.people.administrator.email}


def scored(world):
    """A score for each criterion."""
    return dict.fromkeys(CRITERIA, 4) | {"note": "", "revision": 1}


def outcome(world):
    """What came out of the trial."""
    return {"ended": timezone.localdate().isoformat(), "result": "Dua puluh tamu.", "verdict": "held", "lesson": ""}


def today(world):
    """Today."""
    return {"began": timezone.localdate().isoformat()}


PAGES_OF_FORMS = "sign-in 403 404 200"
WRITES = "sign-in 403 404 302"
ADDRESSES = [
    Row("ideas:list", EVERYBODY),
    Row("ideas:list", EVERYBODY, query="waiting=1&stage=gathered&region=3510", about="asked for"),
    Row("ideas:mine", "sign-in 200 200 200"),
    Row("ideas:similar", EVERYBODY, query="title=Kedai+gudang"),
    Row("ideas:table", EVERYBODY, more(nothing, form="csv")),
    Of("ideas:idea", "404 200 404 200", idea),
    Of("ideas:idea", EVERYBODY, public_idea),
    Of("ideas:sheet", "404 200 404 200", idea),
    Of("ideas:new", "sign-in 200 403 200"),
    Of("ideas:new", "sign-in 302 403 302", method="POST", data=own_agency),
    Of("ideas:edit", PAGES_OF_FORMS, idea),
    Of("ideas:edit", "sign-in 403 403 200", public_idea),
    Of("ideas:edit", WRITES, idea, "POST", changed),
    Of("ideas:grounds", PAGES_OF_FORMS, idea),
    Of("ideas:grounds", WRITES, idea, "POST", hidden_asset),
    Of("ideas:remove_ground", WRITES, basis, "POST"),
    Of("ideas:owner", PAGES_OF_FORMS, idea),
    Of("ideas:owner", WRITES, idea, "POST", office),
    Of("ideas:ask", PAGES_OF_FORMS, idea),
    Of("ideas:ask", WRITES, idea, "POST", to_partner),
    Of("ideas:promise", PAGES_OF_FORMS, promised),
    Of("ideas:promise", WRITES, promised, "POST", brings),
    Of("ideas:decline", PAGES_OF_FORMS, contribution),
    Of("ideas:decline", WRITES, contribution, "POST", refuses),
    Of("ideas:ask_agreement", PAGES_OF_FORMS, idea),
    Of("ideas:ask_agreement", WRITES, with_partner, "POST", more(to_partner)),
    Head("ideas:decide", "sign-in 403 403 200", idea),
    Head("ideas:decide", "sign-in 403 403 302", idea, "POST", agrees),
    Of("ideas:onward", WRITES, idea, "POST", more(nothing, stage="examined")),
    Of("ideas:back", PAGES_OF_FORMS, examined),
    Of("ideas:back", WRITES, examined, "POST", more(nothing, stage="gathered", why="Aset berubah.")),
    Of("ideas:stop", PAGES_OF_FORMS, idea),
    Of("ideas:stop", WRITES, idea, "POST", more(nothing, lesson="Gudang terlalu jauh.")),
    Of("ideas:naming", WRITES, idea, "POST", more(nothing, names="national")),
    Of("ideas:begin_trial", PAGES_OF_FORMS, described),
    Of("ideas:begin_trial", WRITES, described, "POST", today),
    Of("ideas:end_trial", PAGES_OF_FORMS, trial),
    Of("ideas:end_trial", WRITES, trial, "POST", outcome),
    Invite("ideas:invite", "sign-in 403 403 200", idea),
    Invite("ideas:invite", "sign-in 403 403 302", idea, "POST", province),
    Judge("ideas:judge", "sign-in 404 404 200", review),
    Judge("ideas:judge", "sign-in 404 404 302", review, "POST", scored),
    Judge("ideas:decline_review", "sign-in 404 404 200", review),
    Judge("ideas:decline_review", "sign-in 404 404 302", review, "POST", more(nothing, why="Saudara pengusul.")),
]

# The same by the API.


def key(world):
    """The idea, as the API calls it."""
    return {"key": world.journey.idea.pk}


def key_described(world):
    """The idea with its smallest test, as the API calls it."""
    return {"key": described(world)["pk"]}


def key_and_agency(world):
    """The idea, and the agency that was asked."""
    return key(world) | {"agency": world.journey.agency.pk}


def key_and_partner(world):
    """The idea, and the second agency, not asked yet."""
    return key(world) | {"agency": world.journey.partner.pk}


def key_and_partner_in_it(world):
    """The idea, and the second agency, asked."""
    with_partner(world)
    return key_and_partner(world)


def key_and_base(world):
    """The idea, and what it stands on."""
    return key(world) | {"base": basis(world)["pk"]}


def key_and_trial(world):
    """The idea, and a trial under way."""
    return key(world) | {"trial": trial(world)["pk"]}


def scores_said(world):
    """A score for each criterion, as JSON."""
    return {"scores": dict.fromkeys(CRITERIA, 4)}


SAID = "401 403 404 200"
JUDGED = "401 404 404 200"
OPERATIONS = [
    Row("ideas_ideas", EVERYBODY, query="waiting=true"),
    Row("ideas_like_this", EVERYBODY, query="title=Kedai+gudang"),
    Of("ideas_idea", "404 200 404 200", key),
    Of("ideas_write", "401 201 403 201", method="POST", data=own_agency),
    Of("ideas_edit", SAID, key, "PUT", changed),
    Of("ideas_idea_findings", "404 403 404 200", key),
    Of("ideas_base_on", SAID, key, "POST", hidden_asset),
    Of("ideas_remove_base", SAID, key_and_base, "DELETE"),
    Of("ideas_name_owner", SAID, key, "PUT", office),
    Of("ideas_ask", SAID, key_and_partner, "POST", more(nothing, wish="Izin memakai pasar.")),
    Of("ideas_promise", SAID, key_and_agency, "PUT", brings),
    Of("ideas_decline", SAID, key_and_agency, "POST", refuses),
    Of("ideas_ask_agreement", SAID, key_and_partner_in_it, "POST"),
    Head("ideas_decide", "401 403 403 200", key_and_agency, "PUT", more(nothing, agreed=True)),
    Of("ideas_move", SAID, key, "POST", more(nothing, stage="examined")),
    Of("ideas_stop", SAID, key, "POST", more(nothing, lesson="Gudang terlalu jauh.")),
    Of("ideas_choose_naming", SAID, key, "PUT", more(nothing, names="national")),
    Of("ideas_begin_trial", SAID, key_described, "POST", today),
    Of("ideas_end_trial", SAID, key_and_trial, "PUT", outcome),
    Invite("ideas_invite", "401 403 403 200", key, "POST", province),
    Judge("ideas_judge", JUDGED, key, "PUT", scores_said),
    Judge("ideas_decline_review", JUDGED, key, "POST", more(nothing, why="Saudara pengusul.")),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"ideas:remove_ground", "ideas:onward", "ideas:naming"}
