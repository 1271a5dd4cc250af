"""The forms of a host: its page and kit, many slots at once, one slot, the answer to a visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from potensi.web.people.models import Agency, Office
from potensi.web.templatetags.words import language
from potensi.web.visits.forms.shared import EditForm, LineField, WordedForm, area
from potensi.web.visits.models import Host, Slot

KIT = ("welcome", "getting_there", "house_rules", "contact", "largest", "open")
_LONGEST_SPAN = 366


def day_field() -> forms.DateField:
    """Return a field for a day, as browsers and people write it."""
    formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=formats)


def clock_field() -> forms.TimeField:
    """Return a field for a time of day: "09.00" or "09:00"."""
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), input_formats=["%H:%M", "%H.%M", "%H:%M:%S"]
    )


class HostForm(WordedForm):
    """A new host: which agency, and its visitors' kit."""

    words = "visits_hosts"
    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), empty_label=None)
    welcome = forms.CharField(required=False, max_length=4000, widget=area())
    getting_there = forms.CharField(required=False, max_length=4000, widget=area())
    house_rules = forms.CharField(required=False, max_length=4000, widget=area())
    contact = LineField(required=False, max_length=200)
    largest = forms.IntegerField(required=False, min_value=1, max_value=10_000)
    open = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["agency"]
        choice.queryset = agencies
        choice.label_from_instance = lambda each: f"{each.name}, {each.region.name}"

    def kit(self) -> dict[str, Any]:
        """Return the kit by field."""
        return {name: self.cleaned_data[name] for name in KIT}


class HostEditForm(EditForm):
    """A host's kit and the office that answers for it."""

    words = "visits_hosts"
    office = forms.ModelChoiceField(queryset=Office.objects.none(), required=False)
    welcome = forms.CharField(required=False, max_length=4000, widget=area())
    getting_there = forms.CharField(required=False, max_length=4000, widget=area())
    house_rules = forms.CharField(required=False, max_length=4000, widget=area())
    contact = LineField(required=False, max_length=200)
    largest = forms.IntegerField(required=False, min_value=1, max_value=10_000)
    open = forms.BooleanField(required=False)

    def __init__(self, *args: Any, host: Host, offices: QuerySet[Office], **kwargs: Any) -> None:
        kept = {name: getattr(host, name) for name in KIT}
        super().__init__(*args, initial=kept | {"office": host.office_id, "revision": host.revision}, **kwargs)
        choice: Any = self.fields["office"]
        choice.queryset = offices

    def kit(self) -> dict[str, Any]:
        """Return the kit by field."""
        return {name: self.cleaned_data[name] for name in KIT}


class SlotsForm(WordedForm):
    """Several slots at once: on which days of the week from one day to another, at what time, for how many."""

    words = "visits_hosts"
    first = day_field()
    last = day_field()
    weekdays = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    begins = clock_field()
    until = clock_field()
    places = forms.IntegerField(min_value=1, max_value=10_000)
    note = LineField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = get_day_names("wide", locale=language())
        choice: Any = self.fields["weekdays"]
        choice.choices = [(str(day), names[day].capitalize()) for day in range(7)]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, too long a time, and an end before the beginning."""
        found = super().clean() or self.cleaned_data
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.wrong("last", "last_before_first")
        elif first and last and (last - first).days > _LONGEST_SPAN:
            self.wrong("last", "too_long")
        elif first and last and not list(self._days()):
            self.wrong("weekdays", "no_day")
        _clocks(self)
        return found

    def times(self) -> list[tuple[datetime, datetime]]:
        """Return from when until when, for every day asked for."""
        begins, until = self.cleaned_data["begins"], self.cleaned_data["until"]
        return [(moment(day, begins), moment(day, until)) for day in self._days()]

    def _days(self) -> Iterator[date]:
        wanted = {int(each) for each in self.cleaned_data.get("weekdays") or ()} or set(range(7))
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        every = (first + timedelta(days=count) for count in range((last - first).days + 1))
        return (day for day in every if day.weekday() in wanted)


class SlotForm(WordedForm):
    """One slot."""

    words = "visits_hosts"
    day = day_field()
    begins = clock_field()
    until = clock_field()
    places = forms.IntegerField(min_value=1, max_value=10_000)
    note = LineField(required=False, max_length=200)

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        starts, ends = timezone.localtime(slot.starts), timezone.localtime(slot.ends)
        kept = {"day": starts.date(), "begins": starts.time(), "until": ends.time()}
        super().__init__(*args, initial=kept | {"places": slot.places, "note": slot.note}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        found = super().clean() or self.cleaned_data
        _clocks(self)
        return found

    def time(self) -> tuple[datetime, datetime]:
        """Return from when until when."""
        day = self.cleaned_data["day"]
        return moment(day, self.cleaned_data["begins"]), moment(day, self.cleaned_data["until"])


class AnswerForm(WordedForm):
    """The host's answer to a planned visit."""

    words = "visits_hosts"
    why = forms.CharField(required=False, max_length=500, widget=area(3))


def moment(day: date, clock: time) -> datetime:
    """Return a time of a day here."""
    return datetime.combine(day, clock, tzinfo=timezone.get_current_timezone())


def _clocks(form: WordedForm) -> None:
    begins, until = form.cleaned_data.get("begins"), form.cleaned_data.get("until")
    if begins and until and until <= begins:
        form.wrong("until", "ends_first")
