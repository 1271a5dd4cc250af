"""Forms of practice cards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from potensi.language import say
from potensi.web.photos.models import Photo
from potensi.web.templatetags.words import language
from potensi.web.visits.forms.shared import EditForm, LineField, WordedForm, area
from potensi.web.visits.merging import TEXTS
from potensi.web.visits.models import RUNNING_ANSWERS, Observation, Practice
from potensi.web.visits.services.practices import TITLE_LENGTH, Answer, Card, credit, half_a_year_after

WORDS = "visits_practices"
# A card of a whole cohort, everybody's words, still fits.
LONGEST, LONGEST_WHY = 200_000, 1_000
_DAY = {"type": "date"}


class PickForm(WordedForm):
    """Which observations belong together, and what the card is called."""

    words = WORDS
    title = LineField(max_length=TITLE_LENGTH, required=False)

    def __init__(self, *args: Any, observations: QuerySet[Observation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = {"required": say(f"{WORDS}.wrong.none_ticked", language())}
        self.fields["observations"] = forms.ModelMultipleChoiceField(observations, error_messages=none)
        self.fields["observations"].label = say(f"{WORDS}.form.observations", language())


class PhotoChoice(forms.ModelChoiceField):
    """Which of the observations' photos the card shows; each is called by who took it where."""

    def __init__(self, photos: list[tuple[Photo, Observation]]) -> None:
        self.called = {photo.pk: f"{credit(each)} – {each.stop}" for photo, each in photos}
        none = say(f"{WORDS}.form.no_photo", language())
        queryset = Photo.objects.filter(pk__in=self.called)
        super().__init__(queryset, required=False, blank=True, widget=forms.RadioSelect, empty_label=none)

    def label_from_instance(self, obj: Any) -> str:
        """Return what a photo is called."""
        return self.called.get(obj.pk, str(obj))


class CardForm(EditForm):
    """What stands on a card."""

    words = WORDS
    title = LineField(max_length=TITLE_LENGTH)
    what = forms.CharField(max_length=LONGEST, widget=area(8))
    works_because = forms.CharField(max_length=LONGEST, required=False, widget=area(5))
    cost = forms.CharField(max_length=LONGEST, required=False, widget=area())
    limits = forms.CharField(max_length=LONGEST, required=False, widget=area(5))
    needs = forms.CharField(max_length=LONGEST, required=False, widget=area(5))

    def __init__(
        self, *args: Any, practice: Practice, photos: list[tuple[Photo, Observation]], why: bool = False, **kwargs: Any
    ) -> None:
        names = ("title", *TEXTS, "photo", "revision")
        kwargs.setdefault("initial", {name: getattr(practice, name) for name in names})
        super().__init__(*args, **kwargs)
        if photos:
            self.fields["photo"] = PhotoChoice(photos)
            self.fields["photo"].label = say(f"{WORDS}.form.photo", language())
        if why:
            self.fields["why"] = _why_field(required=False, key="why_corrected")
        self.kept = practice.photo

    def card(self) -> Card:
        """Return the card as it was typed; without a choice of photos the one it has stays."""
        data = self.cleaned_data
        photo = data.get("photo", self.kept)
        return Card(title=data["title"], photo=photo, **{name: data[name] for name in TEXTS})


class WithdrawForm(WordedForm):
    """Why a card is taken back."""

    words = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = _why_field(required=True, key="why_withdrawn")


class RunningForm(WordedForm):
    """Whether the practice still runs."""

    words = WORDS
    running = forms.ChoiceField(widget=forms.RadioSelect)
    on = forms.DateField(widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    ask_again = forms.DateField(required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        self.today, self.first = timezone.localdate(), practice.visit.starts
        kwargs.setdefault("initial", {"on": self.today, "ask_again": half_a_year_after(self.today)})
        super().__init__(*args, **kwargs)
        lang = language()
        choices = [(each, say(f"{WORDS}.running.{each}", lang)) for each in RUNNING_ANSWERS[1:]]
        self.fields["running"].choices = choices  # type: ignore[attr-defined]
        self.fields["on"].widget.attrs |= {"max": self.today.isoformat(), "min": self.first.isoformat()}
        self.fields["ask_again"].widget.attrs["min"] = (self.today + timedelta(days=1)).isoformat()
        self.fields["why"] = _why_field(required=False, key="why_running")

    def clean_on(self) -> date:
        """Refuse a day that has not come, or before the visit."""
        day: date = self.cleaned_data["on"]
        if not self.first <= day <= self.today:
            raise forms.ValidationError(say(f"{WORDS}.wrong.on", language()))
        return day

    def clean_ask_again(self) -> date | None:
        """Refuse to ask again in the past; nothing said is half a year from now."""
        day: date | None = self.cleaned_data["ask_again"]
        if day is not None and day <= self.today:
            raise forms.ValidationError(say(f"{WORDS}.wrong.ask_again", language()))
        return day

    def answer(self) -> Answer:
        """Return the answer; what has stopped is not asked about again."""
        data = self.cleaned_data
        if data["running"] == "stopped":
            return Answer("stopped", data["on"], None)
        return Answer(data["running"], data["on"], data["ask_again"] or half_a_year_after(self.today))


def _why_field(*, required: bool, key: str) -> forms.CharField:
    lang = language()
    field = forms.CharField(max_length=LONGEST_WHY, required=required, widget=area(3))
    field.label, field.help_text = say(f"{WORDS}.form.{key}", lang), say(f"{WORDS}.help.{key}", lang)
    return field
