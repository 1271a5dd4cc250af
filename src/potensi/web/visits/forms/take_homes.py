"""Forms of what is taken home."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from potensi.language import say
from potensi.web.assets.lists import business_fields, creative_subsectors
from potensi.web.assets.models import KINDS
from potensi.web.edits import RevisionForm
from potensi.web.people.models import Office
from potensi.web.templatetags.words import language
from potensi.web.visits.forms.shared import LineField, WordedForm, area
from potensi.web.visits.ingredients import Needs, needs_of, offered_industries
from potensi.web.visits.models import Practice, TakeHome
from potensi.web.visits.models.learned import MUST_CHANGE
from potensi.web.visits.services.take_homes import CLOSED, WITHIN_DAYS, Promise

WORDS = "visits_take_homes"
LONGEST, MOST_FIELDS = 4_000, 10
_DAY = {"type": "date"}
_NEEDS = ("industries", "kinds", "subsectors", "fields_needed")
_PROMISED = ("title", "first_step", "step_by", "step_office", "step_who", "practice", *MUST_CHANGE)


class BusinessFields(forms.CharField):
    """Codes of business fields (KBLI, five digits), separated by commas."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the codes, each of which the official list has."""
        found = tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", str(super().clean(value))))))
        unknown = [code for code in found if code not in business_fields()]
        if unknown:
            raise forms.ValidationError(say(f"{WORDS}.wrong.fields", language(), codes=", ".join(unknown)[:80]))
        if len(found) > MOST_FIELDS:
            raise forms.ValidationError(say(f"{WORDS}.wrong.too_many_fields", language(), most=MOST_FIELDS))
        return found


class PromiseForm(WordedForm):
    """What is promised for one's region, and what the practice takes."""

    words = WORDS
    practice = forms.ModelChoiceField(Practice.objects.none(), required=False)
    title = LineField(max_length=160)
    rules = forms.CharField(max_length=LONGEST, required=False, widget=area(3))
    money = forms.CharField(max_length=LONGEST, required=False, widget=area(3))
    people = forms.CharField(max_length=LONGEST, required=False, widget=area(3))
    culture = forms.CharField(max_length=LONGEST, required=False, widget=area(3))
    scale = forms.CharField(max_length=LONGEST, required=False, widget=area(3))
    industries = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    kinds = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    subsectors = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    fields_needed = BusinessFields(required=False, max_length=200)
    first_step = forms.CharField(max_length=LONGEST, widget=area(3))
    step_by = forms.DateField(widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    step_office = forms.ModelChoiceField(Office.objects.none(), required=False)
    step_who = LineField(max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        region: str,
        practices: QuerySet[Practice],
        kept: TakeHome | None = None,
        **kwargs: Any,
    ) -> None:
        self.kept = kept
        super().__init__(*args, **kwargs)
        lang, today = language(), timezone.localdate()
        fields: dict[str, Any] = self.fields
        fields["practice"].queryset = practices
        fields["step_office"].queryset = offices_of(region, kept)
        fields["step_office"].label_from_instance = office_name
        fields["industries"].choices = offered_industries(region, lang)
        fields["kinds"].choices = [(kind, say(f"assets.kind.{kind}", lang)) for kind in KINDS]
        fields["subsectors"].choices = [(code, each.name(lang)) for code, each in creative_subsectors().items()]
        last = today + timedelta(days=WITHIN_DAYS)
        fields["step_by"].widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}
        # The last day allowed stands there already; whoever can be sooner changes it.
        fields["step_by"].initial = last
        fields["step_by"].help_text = say(f"{WORDS}.within", lang, days=WITHIN_DAYS)
        if not fields["industries"].choices:
            del fields["industries"]

    def clean_step_by(self) -> date:
        """Refuse a day that is over or further away than a first step may be; a kept one may stay."""
        day: date = self.cleaned_data["step_by"]
        today = timezone.localdate()
        stays = self.kept is not None and self.kept.step_by == day
        if not stays and not today <= day <= today + timedelta(days=WITHIN_DAYS):
            raise forms.ValidationError(say(f"{WORDS}.wrong.step_by", language(), days=WITHIN_DAYS))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a first step that nobody takes."""
        data = super().clean() or {}
        if not data.get("step_office") and not data.get("step_who") and "step_office" not in self.errors:
            self.wrong("step_office", "who")
        return data

    def promise(self) -> Promise:
        """Return the promise as it was typed."""
        return Promise(**{name: self.cleaned_data[name] for name in _PROMISED})

    def needs_are_clear(self) -> bool:
        """Forget what is wrong elsewhere; return whether what the practice takes could be read."""
        for name in [name for name in self.errors if name not in _NEEDS]:
            del self.errors[name]
        return not self.errors

    def needs(self) -> Needs:
        """Return what the practice takes, as it was picked."""
        data = self.cleaned_data
        picked = {name: tuple(data.get(name) or ()) for name in ("industries", "kinds", "subsectors")}
        return Needs(**picked, fields=data["fields_needed"])


class EditPromiseForm(PromiseForm, RevisionForm):
    """A promise being edited; what the region has is looked up again where something else is needed, or asked for."""

    again = forms.BooleanField(required=False)

    def __init__(self, *args: Any, kept: TakeHome, **kwargs: Any) -> None:
        initial = {name: getattr(kept, name) for name in (*_PROMISED, "revision")}
        needs = needs_of(kept.ingredients)
        initial |= {"industries": needs.industries, "kinds": needs.kinds, "subsectors": needs.subsectors}
        kwargs.setdefault("initial", initial | {"fields_needed": ", ".join(needs.fields)})
        super().__init__(*args, kept=kept, **kwargs)

    def look_again(self) -> bool:
        """Return whether the answer of what the region has is to be made anew."""
        assert self.kept is not None
        return bool(self.cleaned_data["again"]) or self.needs() != needs_of(self.kept.ingredients)


class StepForm(WordedForm):
    """On which day the first step was taken."""

    words = WORDS
    on = forms.DateField(widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    why = forms.CharField(max_length=1_000, required=False, widget=area(3))

    def __init__(self, *args: Any, first: date, **kwargs: Any) -> None:
        self.first, self.today = first, timezone.localdate()
        kwargs.setdefault("initial", {"on": self.today})
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs |= {"min": first.isoformat(), "max": self.today.isoformat()}

    def clean_on(self) -> date:
        """Refuse a day that has not come, or before the visit."""
        day: date = self.cleaned_data["on"]
        if not self.first <= day <= self.today:
            raise forms.ValidationError(say(f"{WORDS}.wrong.on", language()))
        return day


class CloseForm(StepForm):
    """What became of a promise."""

    state = forms.ChoiceField(widget=forms.RadioSelect)
    outcome = forms.CharField(max_length=LONGEST, widget=area(5))
    field_order = ("state", "on", "outcome")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["why"]
        choices = [(each, say(f"{WORDS}.closing.{each}", language())) for each in CLOSED]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]
        self.fields["on"].label = say(f"{WORDS}.form.closed", language())


def offices_of(region: str, kept: TakeHome | None = None) -> QuerySet[Office]:
    """Return the offices of a region's agencies that were not dissolved, and the one that is kept already."""
    office = kept.step_office_id if kept is not None else None
    standing = Q(agency__region=region, agency__dissolved__isnull=True)
    found = Office.objects.filter(standing | Q(pk=office)).select_related("agency")
    return found.order_by("agency__name", "-head", "title")


def office_name(office: Office) -> str:
    """Return an office with its agency."""
    return f"{office.title}, {office.agency.name}"
