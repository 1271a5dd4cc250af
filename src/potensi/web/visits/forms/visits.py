"""The forms of visits and their stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from potensi.language import say
from potensi.web.people.forms import day_field
from potensi.web.people.models import Office
from potensi.web.templatetags.words import day, language, moment
from potensi.web.visits.forms.programmes import OfficeChoice
from potensi.web.visits.forms.shared import EditForm, LineField, PointField, WordedForm, area
from potensi.web.visits.models import Cohort, Host, Slot, Visit
from potensi.web.visits.services.stops import HOURS, MINUTES, Session
from potensi.web.visits.services.visits import Frame


class SlotChoice(forms.ModelChoiceField):
    """A slot, named by host and time."""

    def label_from_instance(self, obj: Any) -> str:
        """Return when it is, whose it is, and for how many."""
        about = {"time": moment(obj.starts), "host": str(obj.host), "places": obj.places}
        return say("visits.slot", language(), **about)


class _VisitFields(WordedForm):
    starts = day_field()
    ends = day_field()
    host = forms.ModelChoiceField(Host.objects.none(), required=False)
    slot = SlotChoice(Slot.objects.none(), required=False)
    cost = forms.CharField(required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args: Any, cohort: Cohort, hosts: QuerySet[Host], slots: QuerySet[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        for name, rows in (("host", hosts), ("slot", slots)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].empty_label = say(f"visits.no_{name}", language())  # type: ignore[attr-defined]
            if not rows.exists():
                del self.fields[name]

    def clean_cost(self) -> Decimal | None:
        """Return rupiah, however the thousands are set apart; nothing where it is not known."""
        text = str(self.cleaned_data["cost"]).casefold().removeprefix("rp")
        plain = "".join(text.split()).replace(".", "").replace(",", "")
        if not plain:
            return None
        if not (plain.isascii() and plain.isdigit() and len(plain) <= 15):
            self.wrong("cost", "cost")
            return None
        return Decimal(plain)

    def clean(self) -> dict[str, Any]:
        """Ask for days within the cohort's, and the slot's day among them."""
        found = super().clean() or self.cleaned_data
        starts, ends, slot = found.get("starts"), found.get("ends"), found.get("slot")
        days = {"first": day(self.cohort.starts), "last": day(self.cohort.ends)}
        if starts and ends and ends < starts:
            self.wrong("ends", "ends")
        if starts and not self.cohort.starts <= starts <= self.cohort.ends:
            self.wrong("starts", "outside_cohort", **days)
        elif ends and ends > self.cohort.ends:
            self.wrong("ends", "outside_cohort", **days)
        if slot and starts and ends and not starts <= timezone.localtime(slot.starts).date() <= ends:
            self.wrong("slot", "slot_other_day")
        return found

    def frame(self) -> Frame:
        """Return what was filled in."""
        return Frame(**{name: self.cleaned_data.get(name) for name in ("starts", "ends", "host", "slot", "cost")})


class VisitForm(_VisitFields):
    """A new visit; ``why`` says why this region, and is needed where the figures do not suggest it."""

    why = forms.CharField(required=False, max_length=500, widget=area(2))

    def __init__(self, *args: Any, suggested: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = not suggested


class EditVisitForm(EditForm, _VisitFields):
    """A visit that is edited."""


class MoveForm(WordedForm):
    """Another state of a visit, and why."""

    why = LineField(max_length=500, required=False)

    def __init__(self, *args: Any, must_say_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = must_say_why


class _StopFields(WordedForm):
    called: ClassVar[Mapping[str, str]] = {"title": "stop_title", "office": "office_in_charge"}
    title = LineField(max_length=160)
    question = forms.CharField(required=False, max_length=500, widget=area(2))
    day = day_field()
    time = forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), input_formats=["%H:%M", "%H.%M", "%H:%M:%S"]
    )
    minutes = forms.IntegerField(min_value=MINUTES[0], max_value=MINUTES[1], initial=90)
    place = LineField(max_length=200)
    point = PointField(max_length=60, required=False)
    in_charge = LineField(max_length=160, required=False)
    office = OfficeChoice(Office.objects.none(), required=False)
    hours = forms.DecimalField(
        min_value=HOURS[0], max_value=HOURS[1], max_digits=4, decimal_places=1, initial=2, localize=True
    )

    def __init__(self, *args: Any, visit: Visit, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["office"].empty_label = say("visits.no_office", language())  # type: ignore[attr-defined]
        if not offices.exists():
            del self.fields["office"]

    def clean_day(self) -> Any:
        """Ask for a day of the visit."""
        found = self.cleaned_data["day"]
        if not self.visit.starts <= found <= self.visit.ends:
            self.wrong("day", "outside_visit", first=day(self.visit.starts), last=day(self.visit.ends))
        return found

    def session(self) -> Session:
        """Return what was filled in."""
        found = self.cleaned_data
        lat, lon = found["point"] or (None, None)
        same = {name: found[name] for name in ("title", "question", "place", "minutes", "in_charge", "hours")}
        starts = timezone.make_aware(datetime.combine(found["day"], found["time"]))
        return Session(starts=starts, lat=lat, lon=lon, office=found.get("office"), **same)


class StopForm(_StopFields):
    """A new stop."""


class EditStopForm(EditForm, _StopFields):
    """A stop that is edited."""


class RemoveForm(WordedForm):
    """Why a stop is taken out."""

    why = LineField(max_length=500, required=False)
