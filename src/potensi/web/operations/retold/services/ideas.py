"""What the invented travellers made of it at home: ideas, who contributes, who agreed, what the small test said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from potensi.web.assets.models import Asset
from potensi.web.ideas.models import CRITERIA, Agreement, Basis, Contribution, Idea, Review, Trial
from potensi.web.operations.retold.content import told
from potensi.web.operations.retold.services.invented import DOMAIN, agency, head_of
from potensi.web.people.models import Agency, Office, Region, User
from potensi.web.visits.models import Practice, TakeHome

_WRITTEN, _ASKED, _RUNNING = 40, 24, 12


def tell_ideas(practices: list[Practice], promises: list[TakeHome], today: date) -> list[Idea]:
    """Write the ideas down as they stand today."""
    made = []
    for each in told()["ideas"]:
        idea = _idea(each, practices, promises, today)
        _stand_on(idea)
        _contribute(idea, each, today)
        if each["stage"] in ("running", "stopped"):
            _agree(idea, today)
            _try(idea, each, today)
        elif each["stage"] == "designed":
            Agreement.objects.create(idea=idea, agency=idea.agency, asked=_ago(today, _ASKED))
        if each["stage"] == "examined":
            _judge(idea, today)
        made.append(idea)
    return made


def _idea(each: dict[str, Any], practices: list[Practice], promises: list[TakeHome], today: date) -> Idea:
    planning, practice = _planning(each["region"]), practices[each["practice"]]
    promise = next((one for one in promises if (one.region_id, one.practice_id) == (each["region"], practice.pk)), None)
    texts = ("title", "summary", "cost", "cost_rupiah", "trial", "wrong_if", "stop_when", "stage")
    idea = Idea.objects.create(
        region_id=each["region"],
        agency=planning,
        owner=head_of(planning) if each["stage"] != "gathered" else None,
        practice=practice,
        take_home=promise,
        stop_on=today + timedelta(days=30) if each["stage"] == "running" else None,
        stage_since=_ago(today, _RUNNING),
        lesson=each.get("lesson", ""),
        visibility="public",
        sample=True,
        **{name: each[name] for name in texts},
    )
    Idea.objects.filter(pk=idea.pk).update(created=_ago(today, _WRITTEN))
    return idea


def _planning(region: str) -> Agency:
    """Return the invented planning agency of a region: the one whose people can sign in, where there is one."""
    own = Office.objects.filter(
        agency__region=region, head=True, memberships__user__email__endswith=f"@{DOMAIN}"
    ).first()
    if own is not None:
        return own.agency
    return agency(region, f"Badan Perencanaan Pembangunan {Region.objects.get(pk=region)} (contoh)")


def _stand_on(idea: Idea) -> None:
    """Let an idea stand on an invented asset of its region, where there is one."""
    asset = Asset.objects.filter(region=idea.region_id, sample=True, withdrawn__isnull=True).order_by("pk").first()
    if asset is not None:
        snapshot = {"name": asset.name, "kind": asset.kind, "condition": asset.condition}
        Basis.objects.create(idea=idea, kind="asset", asset=asset, snapshot=snapshot)


def _contribute(idea: Idea, each: dict[str, Any], today: date) -> None:
    for name, what in zip(each["partners"], each["promises"], strict=True):
        partner = agency(each["region"], f"{name} {idea.region} (contoh)")
        Contribution.objects.create(
            idea=idea,
            agency=partner,
            what=what,
            state="promised" if what else "asked",
            asked=_ago(today, _ASKED),
            answered=_ago(today, _ASKED - 5) if what else None,
            answered_by=head_of(partner) if what else None,
        )


def _agree(idea: Idea, today: date) -> None:
    office = head_of(idea.agency)
    holder = office.memberships.first()
    Agreement.objects.create(
        idea=idea,
        agency=idea.agency,
        asked=_ago(today, _ASKED),
        decided=_ago(today, _ASKED - 8),
        agreed=True,
        office=office,
        decided_by=holder.user if holder else None,
    )


def _try(idea: Idea, each: dict[str, Any], today: date) -> None:
    over = each["stage"] == "stopped"
    Trial.objects.create(
        idea=idea,
        began=today - timedelta(days=_RUNNING),
        ended=today - timedelta(days=2) if over else None,
        verdict="refuted" if over else "",
        lesson=each.get("lesson", ""),
    )


def _judge(idea: Idea, today: date) -> None:
    reviewers = User.objects.filter(email__in=[f"analyst@{DOMAIN}", f"host@{DOMAIN}"]).order_by("email")
    for number, user in enumerate(reviewers):
        scores = {name: 3 + (place + number) % 3 for place, name in enumerate(CRITERIA)}
        Review.objects.create(idea=idea, reviewer=user, scores=scores, given=_ago(today, 9), invited=_ago(today, 15))


def _ago(today: date, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=days), time(10)))
