"""What is printed of a study visit: booklet, attendance list, certificates, question sheets; as PDF/UA-1.

Each takes plain records with local times. The words are those of ``words/visits_print.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from potensi.language import number, say
from potensi.present import pdf, shown
from potensi.present.qr import qr_svg

QUESTIONS = ("saw", "works_because", "cost", "not_at_home", "take_home")
# Places that the templates fill with the page's number and the number of pages.
_PAGE, _PAGES = "\x01", "\x02"
# A name longer than this is set smaller on a certificate, so that it keeps to one line.
_LONG_NAME = 30


@dataclass(frozen=True)
class Journey:
    """What stands on every form: programme, cohort, organiser, host; ``sample`` marks it as invented."""

    lang: str
    programme: str
    cohort: str
    organiser: str
    host: str
    starts: date
    ends: date
    printed: date
    sample: bool = False


@dataclass(frozen=True)
class Session:
    """A stop: when (local time), for how long, where, who is in charge, the question, the training hours."""

    title: str
    starts: datetime
    minutes: int
    place: str
    in_charge: str = ""
    question: str = ""
    hours: float = 0


@dataclass(frozen=True)
class Person:
    """A participant by name; no number of theirs is ever printed."""

    name: str
    agency: str
    region: str
    group: str = ""


@dataclass(frozen=True)
class Kit:
    """What a host tells its visitors."""

    host: str
    welcome: str = ""
    getting_there: str = ""
    house_rules: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Booklet:
    """What a participant carries along on a visit."""

    journey: Journey
    sessions: tuple[Session, ...]
    groups: tuple[tuple[str, tuple[Person, ...]], ...] = ()
    kit: Kit | None = None


@dataclass(frozen=True)
class AttendanceList:
    """The list that is signed at one stop."""

    journey: Journey
    session: Session
    people: tuple[Person, ...]


@dataclass(frozen=True)
class QuestionSheet:
    """One stop's question, and room to write; ``address`` is where the same is written on a telephone."""

    journey: Journey
    session: Session
    address: str


@dataclass(frozen=True)
class Award:
    """A certificate: who earned how many of the training hours; ``address`` is where its number is verified."""

    journey: Journey
    number: str
    person: Person
    hours: float
    of_hours: float
    issued: date
    address: str
    office: str = ""
    signed_by: str = ""
    places: tuple[str, ...] = field(default=())


def booklet_pdf(booklet: Booklet) -> bytes:
    """Return the booklet of a visit, in A5: two pages a sheet of A4."""
    lang = booklet.journey.lang
    by_day = [
        {"day": day(when, lang), "sessions": [_session(each, lang) for each in there]}
        for when, there in groupby(booklet.sessions, key=lambda each: each.starts.date())
    ]
    groups = [
        {"name": name, "people": [{"name": each.name, "of": f"{each.agency}, {each.region}"} for each in people]}
        for name, people in booklet.groups
    ]
    names = ("programme", "your_name", "your_group", "time", "place", "in_charge", "question", "hours", "notes")
    words = _words(lang, *names, "groups", "kit", "no_groups", "observe", "observe_lead")
    words["title"] = say("visits_print.booklet", lang)
    words["observed"] = _observed(lang)
    return _made("booklet", booklet.journey, {"words": words, "by_day": by_day, "groups": groups, "kit": _kit(booklet)})


def attendance_pdf(sheet: AttendanceList) -> bytes:
    """Return the list to be signed at a stop: A4, its heading repeated on every page."""
    lang = sheet.journey.lang
    words = _words(lang, "number", "name", "agency", "group", "signature", "in_charge", "signed_in_charge", "total")
    words["title"] = say("visits_print.attendance", lang)
    words["count"] = say("visits_print.people", lang, count=number(len(sheet.people), lang))
    people = [
        {"name": each.name, "agency": each.agency, "region": each.region, "group": each.group} for each in sheet.people
    ]
    content = {"words": words, "session": _session(sheet.session, lang), "people": people}
    return _made("attendance", sheet.journey, content)


def questions_pdf(sheets: Sequence[QuestionSheet]) -> bytes:
    """Return a page for every stop: its one question, and the five questions of an observation with room to write."""
    journey = sheets[0].journey
    lang = journey.lang
    words = _words(lang, "your_name", "your_group", "question", "in_charge", "observe", "by_telephone")
    words["title"] = say("visits_print.questions", lang)
    words["observed"] = _observed(lang)
    pages = [
        _session(each.session, lang)
        | {"qr": qr_svg(each.address), "alt": say("visits_print.observe_code", lang, stop=each.session.title)}
        for each in sheets
    ]
    return _made("questions", journey, {"words": words, "pages": pages})


def certificates_pdf(awards: Sequence[Award]) -> bytes:
    """Return certificates, a landscape page for each."""
    journey = awards[0].journey
    words = _words(journey.lang, "verify")
    words["title"] = say("visits_print.certificate", journey.lang)
    words["given"] = say("visits_print.given", journey.lang)
    return _made("certificate", journey, {"words": words, "pages": [_award(each) for each in awards]})


def group_name(number_of: int, lang: str) -> str:
    """Return what a group without a name of its own is called."""
    return say("visits_print.group_number", lang, number=number_of)


def day(when: date, lang: str) -> str:
    """Return a day with its weekday: "Senin, 15 September 2025"."""
    from babel.dates import format_date

    return format_date(when, "EEEE, d MMMM y", locale=lang)


def days(starts: date, ends: date, lang: str) -> str:
    """Return the days from one to another: "15–17 September 2025"."""
    from babel.dates import format_date

    if starts == ends:
        return format_date(starts, "d MMMM y", locale=lang)
    first = "d MMMM y" if starts.year != ends.year else "d MMMM" if starts.month != ends.month else "d"
    joint = "–" if first == "d" else " – "
    return format_date(starts, first, locale=lang) + joint + format_date(ends, "d MMMM y", locale=lang)


def hours(value: float, lang: str) -> str:
    """Return training hours: without decimals where they are whole."""
    return number(float(value), lang, decimals=0 if float(value).is_integer() else 1)


def clock(starts: datetime, minutes: int, lang: str) -> str:
    """Return from when until when: "09.00–10.30"."""
    form = "%H.%M" if lang == "id" else "%H:%M"
    return f"{starts:{form}}–{starts + timedelta(minutes=minutes):{form}}"


def _session(session: Session, lang: str) -> dict[str, Any]:
    return {
        "title": session.title,
        "when": clock(session.starts, session.minutes, lang),
        "day": day(session.starts.date(), lang),
        "place": session.place,
        "in_charge": session.in_charge,
        "question": session.question,
        "hours": say("visits_print.hours_count", lang, count=hours(session.hours, lang)) if session.hours else "",
    }


def _observed(lang: str) -> list[dict[str, str]]:
    """Return the questions of an observation, in the very words in which a telephone asks them."""
    of = "visits_observe"
    return [{"label": say(f"{of}.form.{name}", lang), "hint": say(f"{of}.help.{name}", lang)} for name in QUESTIONS]


def _kit(booklet: Booklet) -> dict[str, Any] | None:
    kit, lang = booklet.kit, booklet.journey.lang
    if kit is None:
        return None
    names = ("welcome", "getting_there", "house_rules", "contact")
    told = [(name, str(getattr(kit, name)).strip()) for name in names]
    parts = [{"heading": say(f"visits_print.kit_{name}", lang), "text": text} for name, text in told if text]
    return {"heading": say("visits_print.kit", lang, host=kit.host), "parts": parts} if parts else None


def _award(award: Award) -> dict[str, Any]:
    journey, lang = award.journey, award.journey.lang
    params = {
        "programme": journey.programme,
        "cohort": journey.cohort,
        "days": days(journey.starts, journey.ends, lang),
    }
    took_part = say("visits_print.took_part", lang, **params)
    if award.places:
        took_part = say("visits_print.took_part_at", lang, places=shown_list(award.places, lang), **params)
    counted = {"hours": hours(award.hours, lang), "of": hours(award.of_hours, lang)}
    return {
        "name": award.person.name,
        "long": len(award.person.name) > _LONG_NAME,
        "of": f"{award.person.agency}, {award.person.region}",
        "took_part": took_part,
        "attended": say("visits_print.attended", lang, **counted),
        "number": say("visits_print.certificate_number", lang, number=award.number),
        "issued": days(award.issued, award.issued, lang),
        "office": award.office,
        "organiser": journey.organiser,
        "signed_by": award.signed_by,
        "qr": qr_svg(award.address),
        "alt": say("visits_print.verify_code", lang, number=award.number, address=award.address),
        "address": award.address.partition("://")[2] or award.address,
    }


def shown_list(items: Sequence[str], lang: str) -> str:
    """Return several names as a list in a sentence."""
    from babel.lists import format_list

    return format_list(list(items), locale=lang)


def _words(lang: str, *names: str) -> dict[str, Any]:
    return {name: say(f"visits_print.{name}", lang) for name in names if name != "kit"}


def _made(form: str, journey: Journey, content: dict[str, Any]) -> bytes:
    lang = journey.lang
    words = content["words"]
    words["page"] = say("print.page", lang, page=_PAGE, pages=_PAGES)
    words["sample"] = say("visits_print.sample", lang) if journey.sample else ""
    words["sample_short"] = say("visits_print.sample_short", lang)
    head = {
        "lang": lang,
        "title": f"{words['title']} – {journey.cohort}",
        "programme": journey.programme,
        "cohort": journey.cohort,
        "organiser": journey.organiser,
        "host": journey.host,
        "days": days(journey.starts, journey.ends, lang),
        "printed": say("print.date", lang, date=days(journey.printed, journey.printed, lang)),
    }
    moment = datetime(journey.printed.year, journey.printed.month, journey.printed.day, tzinfo=UTC)
    source = pdf.template("form.typ", f"form_{form}.typ")
    return pdf.typeset(source, clean(head | content), moment)


def clean(thing: Any) -> Any:
    """Return plain values without the signs that no printed form can hold; our own two page places stay."""
    if isinstance(thing, dict):
        return {key: value if key == "page" else clean(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [clean(each) for each in thing]
    return shown.clean(thing)
