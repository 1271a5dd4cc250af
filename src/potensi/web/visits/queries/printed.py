"""Records of a study visit as the printer takes them: plain, with local times, without anybody's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from potensi.present import forms as printed
from potensi.web.people.models import Membership
from potensi.web.visits.models import Certificate, Cohort, Participant, Stop, Visit
from potensi.web.visits.presence import offered

Address = Callable[..., str]


def booklet(visit: Visit, lang: str) -> bytes:
    """Return a visit's booklet: programme, stops, groups, the host's kit."""
    cohort = visit.cohort
    people = _people(cohort).filter(group__isnull=False).order_by("group__number", "user__name", "pk")
    groups: dict[str, list[printed.Person]] = {}
    for each in people:
        groups.setdefault(_group(each, lang), []).append(_person(each))
    host = visit.host
    kit = None
    if host is not None:
        kit = printed.Kit(_host(visit), host.welcome, host.getting_there, host.house_rules, host.contact)
    sessions = tuple(_session(stop) for stop in visit.stops.select_related("office").order_by("starts", "pk"))
    named = tuple((name, tuple(there)) for name, there in groups.items())
    return printed.booklet_pdf(printed.Booklet(_journey(visit, lang), sessions, named, kit))


def attendance_list(stop: Stop, lang: str) -> bytes:
    """Return the list to be signed at a stop."""
    people = _people(stop.visit.cohort).order_by("agency__region_id", "agency__name", "user__name", "pk")
    found = tuple(_person(each) for each in people)
    return printed.attendance_pdf(printed.AttendanceList(_journey(stop.visit, lang), _session(stop), found))


def question_sheets(stops: Sequence[Stop], address: Address, lang: str) -> bytes:
    """Return a question sheet for every stop; ``address`` makes whole addresses of names."""
    sheets = [
        printed.QuestionSheet(_journey(stop.visit, lang), _session(stop), address("visits:observe", stop.pk))
        for stop in stops
    ]
    return printed.questions_pdf(sheets)


def certificates(cohort: Cohort, found: Sequence[Certificate], address: Address, lang: str) -> bytes:
    """Return certificates, a page each."""
    programme = cohort.programme
    stops = offered(cohort).select_related("visit__host_region")
    places = tuple(dict.fromkeys(stop.visit.host_region.name for stop in stops))
    office = programme.office
    journey = _frame(cohort, lang, "", (cohort.starts, cohort.ends))
    held = list(Membership.objects.today().filter(office=office).select_related("user")) if office else []
    signed_by = str(held[0].user) if len({each.user_id for each in held}) == 1 else ""
    return printed.certificates_pdf(
        [
            printed.Award(
                journey=journey,
                number=each.number,
                person=_person(each.participant),
                hours=float(each.hours),
                of_hours=float(each.of_hours),
                issued=each.issued,
                address=address("visits:certificate", each.number),
                office=office.title if office else "",
                signed_by=signed_by,
                places=places,
            )
            for each in found
        ]
    )


def _people(cohort: Cohort) -> QuerySet[Participant]:
    return Participant.objects.filter(cohort=cohort, left__isnull=True).select_related(
        "user", "agency__region", "group"
    )


def _journey(visit: Visit, lang: str) -> printed.Journey:
    return _frame(visit.cohort, lang, _host(visit), (visit.starts, visit.ends))


def _frame(cohort: Cohort, lang: str, host: str, days: tuple[date, date]) -> printed.Journey:
    programme = cohort.programme
    return printed.Journey(
        lang=lang,
        programme=programme.name,
        cohort=cohort.name,
        organiser=_organiser(cohort),
        host=host,
        starts=days[0],
        ends=days[1],
        printed=timezone.localdate(),
        sample=programme.sample,
    )


def _organiser(cohort: Cohort) -> str:
    programme = cohort.programme
    region = programme.region.name
    return f"{programme.office.agency.name}, {region}" if programme.office else region


def _host(visit: Visit) -> str:
    region = visit.host_region.name
    return f"{visit.host.agency.name}, {region}" if visit.host is not None else region


def _session(stop: Stop) -> printed.Session:
    in_charge = stop.in_charge or (stop.office.title if stop.office else "")
    return printed.Session(
        title=stop.title,
        starts=timezone.localtime(stop.starts),
        minutes=stop.minutes,
        place=stop.place,
        in_charge=in_charge,
        question=stop.question,
        hours=float(stop.hours),
    )


def _person(each: Participant) -> printed.Person:
    group = each.group
    number = (group.name or str(group.number)) if group is not None else ""
    return printed.Person(str(each.user), each.agency.name, each.agency.region.name, number)


def _group(each: Participant, lang: str) -> str:
    group = each.group
    assert group is not None
    return group.name or printed.group_name(group.number, lang)
