"""The groups of a cohort: shown with what is broken and why; wished, made, pinned, moved, exchanged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from potensi.language import number, say
from potensi.web.refused import require
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.forms.groups import MoveForm, SwapForm, WishesForm
from potensi.web.visits.grouping.standing import Standing, planned, standing
from potensi.web.visits.grouping.told import Teller, cards
from potensi.web.visits.grouping.wishes import Broken
from potensi.web.visits.models import Cohort, Participant
from potensi.web.visits.services import groups as services
from potensi.web.visits.views.shared import actor_of_request, load, posted


@login_required
@require_safe
def groups(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the groups: first what is not kept and why, then who is where."""
    cohort = _cohort(request, pk)
    require(rules.may_see_inside(actor_of_request(request), cohort))
    return render(request, "visits/groups.html", _page(request, cohort))


@login_required
def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what is wished of the groups; make them at once where that is asked."""
    actor, cohort = actor_of_request(request), _cohort(request, pk)
    require(rules.may_run(actor, cohort))
    form = WishesForm(posted(request), standing=standing(cohort))
    if not form.is_valid():
        return render(request, "visits/group_wishes.html", {"cohort": cohort, "form": form}, status=_status(form))
    cohort = services.wish_groups(actor=actor, cohort=cohort, wishes=form.wishes())
    if "make" in request.POST:
        return make(request, pk)
    _told(request, "wished")
    return redirect("visits:groups", pk)


@login_required
@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for the best grouping, outside any transaction, and put the cohort into it."""
    actor, cohort = actor_of_request(request), _cohort(request, pk)
    require(rules.may_run(actor, cohort))
    now = services.make_groups(actor=actor, cohort=cohort, plan=planned(cohort))
    counts: dict[str, Any] = {"people": number(len(now.members), language()), "groups": len(now.groups)}
    if now.broken:
        _told(request, "made_broken", warning=True, count=len(now.broken), **counts)
    else:
        _told(request, "made", **counts)
    return redirect("visits:groups", pk)


@login_required
@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin somebody into their group, or take the pin out."""
    participant = _participant(request, pk)
    pinned = request.POST.get("pinned") == "1"
    services.pin(actor=actor_of_request(request), participant=participant, pinned=pinned)
    _told(request, "pinned" if pinned else "unpinned", name=str(participant.user))
    return redirect("visits:groups", participant.cohort_id)


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the other groups, each with what moving there would break; move into the one chosen."""
    participant = _participant(request, pk)
    require(rules.may_run(actor_of_request(request), participant.cohort))
    now = standing(participant.cohort)
    form = MoveForm(posted(request), choices=_group_choices(now, participant))
    if not form.is_valid():
        return _move_page(request, participant, now, move_form=form)
    group = next(each for each in now.groups if str(each.pk) == form.cleaned_data["group"])
    new = services.move(actor=actor_of_request(request), participant=participant, group=group)
    _told(request, "moved", name=str(participant.user), group=group.number)
    _warned(request, participant.cohort, new)
    return redirect("visits:groups", participant.cohort_id)


@login_required
@require_POST
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody exchange groups with the one chosen."""
    participant = _participant(request, pk)
    require(rules.may_run(actor_of_request(request), participant.cohort))
    now = standing(participant.cohort)
    form = SwapForm(request.POST, choices=_swap_choices(now, participant))
    if not form.is_valid():
        return _move_page(request, participant, now, swap_form=form)
    other = next(each for each in now.participants if str(each.pk) == form.cleaned_data["other"])
    new = services.swap(actor=actor_of_request(request), participant=participant, other=other)
    _told(request, "swapped", name=str(participant.user), other=str(other.user))
    _warned(request, participant.cohort, new)
    return redirect("visits:groups", participant.cohort_id)


urls: list[URLPattern] = [
    path("angkatan/<int:pk>/kelompok/", groups, name="groups"),
    path("angkatan/<int:pk>/kelompok/keinginan/", wishes, name="group_wishes"),
    path("angkatan/<int:pk>/kelompok/buat/", make, name="make_groups"),
    path("peserta/<int:pk>/kelompok/", move, name="group_move"),
    path("peserta/<int:pk>/kelompok/tukar/", swap, name="group_swap"),
    path("peserta/<int:pk>/kelompok/sematan/", pin, name="group_pin"),
]


def _page(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    now = standing(cohort)
    teller = Teller(now, language())
    may_run = bool(rules.may_run(actor_of_request(request), cohort))
    return {
        "cohort": cohort,
        "standing": now,
        "cards": cards(now),
        "broken": teller.broken(now.broken),
        "proven": cohort.grouping.get("proven", False),
        "asked": teller.asked(),
        "may_run": may_run,
        "form": WishesForm(standing=now) if may_run else None,
    }


def _move_page(
    request: HttpRequest,
    participant: Participant,
    now: Standing,
    *,
    move_form: MoveForm | None = None,
    swap_form: SwapForm | None = None,
) -> HttpResponse:
    move_form = move_form or MoveForm(choices=_group_choices(now, participant))
    swaps = _swap_choices(now, participant)
    swap_form = swap_form or (SwapForm(choices=swaps) if swaps else None)
    shown: dict[str, Any] = {"participant": participant, "cohort": participant.cohort}
    shown |= {"move_form": move_form, "swap_form": swap_form, "effects": _effects(now, participant)}
    bound = any(form is not None and form.is_bound for form in (move_form, swap_form))
    return render(request, "visits/group_move.html", shown, status=422 if bound else 200)


def _status(form: WishesForm) -> int:
    return 422 if form.is_bound else 200


def _group_choices(now: Standing, participant: Participant) -> list[tuple[str, str]]:
    """Return the other groups, those first into which a move breaks least."""
    teller, key = Teller(now, language()), str(participant.pk)
    counts = {card.group.pk: len(card.people) for card in cards(now)}
    found = []
    for each in now.groups:
        if each.pk != participant.group_id:
            worse = now.worse({key: each.number})
            said = {"group": each.number, "count": counts[each.pk], "effect": teller.effect(worse)}
            text = say("visits_groups.move.option", language(), **said)
            found.append((len(worse), each.number, str(each.pk), text))
    return [(group, text) for _, _, group, text in sorted(found)]


def _swap_choices(now: Standing, participant: Participant) -> list[tuple[str, str]]:
    """Return everybody in another group, those first with whom an exchange breaks least."""
    if participant.group is None:
        return []
    teller, own = Teller(now, language()), participant.group.number
    found = []
    for each in now.participants:
        if each.group is None or each.group_id == participant.group_id:
            continue
        worse = now.worse({str(participant.pk): each.group.number, str(each.pk): own})
        said = {"name": str(each.user), "group": each.group.number, "effect": teller.effect(worse)}
        text = say("visits_groups.move.swap_option", language(), **said)
        found.append((len(worse), each.group.number, str(each.pk), text))
    return [(other, text) for _, _, other, text in sorted(found)]


def _effects(now: Standing, participant: Participant) -> list[tuple[int, list[str]]]:
    """Return for every group into which a move would break something what that is."""
    teller, key = Teller(now, language()), str(participant.pk)
    others = [each for each in now.groups if each.pk != participant.group_id]
    worse = [(each.number, now.worse({key: each.number})) for each in others]
    return [(group, [teller.wish(each.wish) for each in broken]) for group, broken in worse if broken]


def _warned(request: HttpRequest, cohort: Cohort, new: tuple[Broken, ...]) -> None:
    if new:
        listed = Teller(standing(cohort), language()).listed(new)
        _told(request, "breaks", warning=True, wishes=listed)


def _told(request: HttpRequest, what: str, *, warning: bool = False, **params: Any) -> None:
    level = messages.WARNING if warning else messages.SUCCESS
    messages.add_message(request, level, say(f"visits_groups.done.{what}", language(), **params))


def _cohort(request: HttpRequest, pk: int) -> Cohort:
    return load(request, rules.visible_cohorts, pk)


def _participant(request: HttpRequest, pk: int) -> Participant:
    return load(request, rules.visible_participants, pk)
