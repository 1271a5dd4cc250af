"""The invented journey written down: one service, one audit row, nothing where it stands already."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from potensi.web.actor import SYSTEM, Actor
from potensi.web.assets.demonstration import load_sample_assets
from potensi.web.audit.services import Change, service
from potensi.web.operations.retold.content import Seen, Traveller, promised, seen, told, travellers, was_there
from potensi.web.operations.retold.services.ideas import tell_ideas
from potensi.web.operations.retold.services.invented import DOMAIN, agency, head_of
from potensi.web.people.models import Agency, Region, User
from potensi.web.visits.grouping.standing import planned
from potensi.web.visits.grouping.wishes import Wishes
from potensi.web.visits.models import (
    Attendance,
    Cohort,
    Host,
    Observation,
    Participant,
    Practice,
    Programme,
    Slot,
    Stop,
    TakeHome,
    Visit,
)
from potensi.web.visits.services.groups import make_groups, wish_groups

_PROVINCE, _HOST = "3500", "3510"
# The journey began so many days ago, that its fortnights are over and half of it is still open.
_DAYS_AGO, _DAYS = 60, 3
_DONE_AFTER, _ADOPTED_AFTER, _NEWS_AFTER = 9, 38, 50


def retell() -> Programme | None:
    """Write the journey and the assets that its ideas stand on down where no sample programme is there yet.

    Returns the programme, or None where one was.
    """
    if Programme.objects.filter(sample=True).exists():
        return None
    load_sample_assets(SYSTEM)
    return _retell(actor=SYSTEM, today=timezone.localdate())


@service("operations.journey_retold")
def _retell(*, actor: Actor, today: date) -> Change[Programme]:
    story, first = told(), today - timedelta(days=_DAYS_AGO)
    personnel = agency(_PROVINCE, "Badan Kepegawaian Provinsi Jawa Timur (contoh)")
    programme = Programme.objects.create(
        region_id=_PROVINCE, office=head_of(personnel), name=story["programme"], aim=story["aim"], sample=True
    )
    last = first + timedelta(days=_DAYS - 1)
    cohort = Cohort.objects.create(programme=programme, name=story["cohort"], starts=first, ends=last)
    people = _participants(cohort)
    _group(actor, cohort)
    visit, stops = _visit(cohort, first, last)
    _attend(people, stops)
    observed = _observe(people, stops)
    practices = _practices(visit, observed, today)
    promises = _promise(people, visit, practices, last, today)
    ideas = tell_ideas(practices, promises, today)
    after = {"people": len(people), "observations": sum(map(len, observed.values())), "ideas": len(ideas)}
    return Change(programme, target=programme, region=_PROVINCE, after=after)


def _participants(cohort: Cohort) -> list[Participant]:
    regencies = list(Region.objects.filter(parent_id=_PROVINCE).order_by("code").values_list("code", "name"))
    who = travellers(regencies, _PROVINCE)
    agencies = _agencies(who)
    users = [User(email=f"peserta{each.number + 1:03d}@{DOMAIN}", name=each.name) for each in who]
    for user in users:
        user.set_unusable_password()
    users = User.objects.bulk_create(users)
    joined = _at(cohort.starts - timedelta(days=21), 9)
    rows = [
        Participant(
            cohort=cohort,
            user=user,
            agency=agencies[each.region, each.agency],
            title=each.title,
            kind=each.kind,
            joined=joined,
        )
        for each, user in zip(who, users, strict=True)
    ]
    made = Participant.objects.bulk_create(rows)
    _invented_too(cohort, made)
    return made


def _invented_too(cohort: Cohort, made: list[Participant]) -> None:
    """Let the invented participant who can sign in travel along, for the colleague of the same region."""
    own = User.objects.filter(email=f"participant@{DOMAIN}").first()
    held = own.memberships.select_related("office__agency").first() if own else None
    if own is None or held is None:
        return
    place = next((each for each in made if each.agency.region_id == held.office.agency.region_id), made[0])
    place.user, place.agency, place.title = own, held.office.agency, held.office.title
    place.save(update_fields=["user", "agency", "title"])


def _agencies(who: list[Traveller]) -> dict[tuple[str, str], Agency]:
    keys = dict.fromkeys((each.region, each.agency) for each in who)
    return {key: agency(*key) for key in keys}


def _group(actor: Actor, cohort: Cohort) -> None:
    kinds = tuple((kind, 2) for kind in told()["kinds"].values())
    wishes = Wishes(groups=14, free_regions=frozenset({_PROVINCE}), each_kind=kinds)
    wish_groups(actor=actor, cohort=cohort, wishes=wishes)
    cohort.refresh_from_db()
    make_groups(actor=actor, cohort=cohort, plan=planned(cohort))


def _visit(cohort: Cohort, first: date, last: date) -> tuple[Visit, list[Stop]]:
    story = told()
    hosting = agency(_HOST, f"Dinas Kebudayaan dan Pariwisata {Region.objects.get(pk=_HOST)} (contoh)")
    kit = {name: story[name] for name in ("welcome", "getting_there", "house_rules", "contact")}
    host, _ = Host.objects.get_or_create(agency=hosting, defaults=kit | {"office": head_of(hosting), "largest": 150})
    for week in (1, 2, 3):
        morning = _at(timezone.localdate() + timedelta(weeks=week), 9)
        Slot.objects.create(host=host, starts=morning, ends=morning + timedelta(hours=6), places=150)
    about = {"state": "held", "cost": story["cost"], "reasons": {"why": story["why"]}}
    visit = Visit.objects.create(cohort=cohort, host_region_id=_HOST, host=host, starts=first, ends=last, **about)
    stops = [
        Stop.objects.create(
            visit=visit,
            starts=_at(first + timedelta(days=each["day"]), each["hour"]),
            **{name: each[name] for name in ("title", "place", "in_charge", "question", "hours")},
        )
        for each in story["stops"]
    ]
    return visit, stops


def _attend(people: list[Participant], stops: list[Stop]) -> None:
    Attendance.objects.bulk_create(
        Attendance(stop=stops[stop], participant=people[one], how="list", marked=stops[stop].starts)
        for stop, one in sorted(was_there(len(people), len(stops)))
    )


def _observe(people: list[Participant], stops: list[Stop]) -> dict[int, list[Observation]]:
    by_stop: dict[int, list[Observation]] = {number: [] for number in range(len(stops))}
    rows = [_observation(each, people, stops) for each in seen(len(people))]
    for each, row in zip(seen(len(people)), Observation.objects.bulk_create(rows), strict=True):
        by_stop[each.stop].append(row)
    return by_stop


def _observation(each: Seen, people: list[Participant], stops: list[Stop]) -> Observation:
    stop = stops[each.stop]
    when = stop.starts + timedelta(minutes=each.minutes)
    key = uuid5(NAMESPACE_URL, f"{stop.pk} {people[each.traveller].pk}")
    return Observation(
        stop=stop, participant=people[each.traveller], client_id=key, written=when, received=when, **each.answers
    )


def _practices(visit: Visit, observed: dict[int, list[Observation]], today: date) -> list[Practice]:
    made = []
    for each in told()["practices"]:
        answered = each["running"] != "unknown"
        practice = Practice.objects.create(
            visit=visit,
            state="published",
            published=_at(visit.ends + timedelta(days=4), 10),
            running=each["running"],
            running_on=visit.ends + timedelta(days=_NEWS_AFTER) if answered else None,
            ask_again=today + timedelta(days=170) if answered else today - timedelta(days=3),
            corrected=_at(visit.ends + timedelta(days=6), 9) if answered else None,
            corrected_by=visit.host.office if answered and visit.host else None,
            **{name: each[name] for name in ("title", "what", "works_because", "cost", "limits", "needs")},
        )
        practice.observations.set(observed[each["stop"]][:9])
        made.append(practice)
    Practice.objects.filter(visit=visit).update(created=_at(visit.ends + timedelta(days=2), 9))
    return made


def _promise(
    people: list[Participant], visit: Visit, practices: list[Practice], last: date, today: date
) -> list[TakeHome]:
    regencies = sum(each.kind == told()["kinds"]["regency"] for each in people)
    made = []
    for each in promised(regencies):
        text, who = told()["promises"][each.promise], people[each.traveller]
        began = today - timedelta(days=4) if each.recent else last + timedelta(days=1)
        made.append(
            TakeHome.objects.create(
                participant=who,
                region_id=who.agency.region_id,
                visit=visit,
                practice=practices[text["practice"]],
                first_step=text["step"],
                step_by=began + timedelta(days=14),
                step_office=head_of(who.agency),
                step_done=began + timedelta(days=_DONE_AFTER) if each.step_done else None,
                state=each.state,
                closed=None if each.state == "open" else began + timedelta(days=_ADOPTED_AFTER),
                outcome=told()["outcomes"][each.state],
                **{name: text[name] for name in ("title", "rules", "money", "people", "culture", "scale")},
            )
        )
        TakeHome.objects.filter(pk=made[-1].pk).update(created=_at(began, 19))
    return made


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
