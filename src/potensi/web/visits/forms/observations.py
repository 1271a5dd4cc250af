"""The form of an observation: five short answers, each with its one guiding question, and a photo."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from potensi.language import say
from potensi.web.photos.forms import PhotoField
from potensi.web.templatetags.words import language, moment
from potensi.web.visits.forms.shared import EditForm, WordedForm
from potensi.web.visits.models import Observation, Stop
from potensi.web.visits.models.learned import OBSERVED
from potensi.web.visits.services.observations import LONGEST, Answers


class StopField(forms.ModelChoiceField):
    """A choice of stops, each with its time."""

    def label_from_instance(self, stop: Any) -> str:
        """Return a stop as one line."""
        return f"{stop.title} ({moment(stop.starts)})"


class AnswersForm(WordedForm):
    """The five answers and a photo."""

    words: ClassVar[str] = "visits_observe"
    saw = forms.CharField(max_length=LONGEST)
    works_because = forms.CharField(max_length=LONGEST, required=False)
    cost = forms.CharField(max_length=LONGEST, required=False)
    not_at_home = forms.CharField(max_length=LONGEST, required=False)
    take_home = forms.CharField(max_length=LONGEST, required=False)
    photo = PhotoField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in OBSERVED:
            self.fields[name].widget = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST})

    def answers(self) -> Answers:
        """Return what was answered."""
        return Answers(**{name: self.cleaned_data[name] for name in OBSERVED})


class ObserveForm(AnswersForm):
    """A new observation at one of a visit's stops. ``client_id`` makes sending it twice the same as once."""

    stop = StopField(queryset=Stop.objects.none(), empty_label=None)
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    written = forms.CharField(widget=forms.HiddenInput, required=False)
    account = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("stop", *OBSERVED, "photo")

    def __init__(self, *args: Any, stops: QuerySet[Stop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stop"].queryset = stops  # type: ignore[attr-defined]
        self.fields["client_id"].initial = uuid4

    def clean_written(self) -> datetime | None:
        """Return when it was written, by the clock of the telephone; None where it does not say so readably."""
        return read_moment(self.cleaned_data["written"])


class EditObservationForm(AnswersForm, EditForm):
    """Changes an observation; a new photo takes the place of the one that is there."""

    without_photo = forms.BooleanField(required=False)
    field_order = (*OBSERVED, "photo", "without_photo")

    def __init__(self, *args: Any, observation: Observation, **kwargs: Any) -> None:
        first = {name: getattr(observation, name) for name in (*OBSERVED, "revision")}
        super().__init__(*args, initial=first, **kwargs)
        if observation.photo_id is None:
            del self.fields["without_photo"]
        else:
            self.fields["photo"].label = say("visits_observe.form.new_photo", language())


def read_moment(text: str) -> datetime | None:
    """Return the moment that a telephone states, None where it is none or its clock is years off."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        return None
    return found if abs(found - timezone.now()).days < _CLOCK_DAYS else None


# A telephone that lay in a drawer may think that it is years ago; an observation may wait for its signal for weeks.
_CLOCK_DAYS = 366
