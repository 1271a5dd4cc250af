"""Stages, trials and judgements, as they are typed and chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from potensi.language import say
from potensi.web.edits import RevisionForm
from potensi.web.ideas.forms.shared import IdeaForm, choices
from potensi.web.ideas.models import CRITERIA, TRIAL_VERDICTS
from potensi.web.people.models import User
from potensi.web.people.queries import account_by_email
from potensi.web.templatetags.words import language
from potensi.web.visits.forms.shared import area

_TEXT = 4000
_SCORES = range(1, 6)


class BackForm(IdeaForm):
    """To which earlier stage an idea goes back, and why."""

    stage = forms.ChoiceField()
    why = forms.CharField(max_length=_TEXT, widget=area(3))

    def __init__(self, *args: Any, stages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = stages  # type: ignore[attr-defined]


class StopForm(IdeaForm):
    """What was learnt from an idea that is stopped."""

    lesson = forms.CharField(max_length=_TEXT, widget=area(4))


class BeginTrialForm(IdeaForm):
    """When the small test began."""

    began = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["began"].initial = timezone.localdate


class EndTrialForm(IdeaForm):
    """What came out of a trial."""

    ended = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    result = forms.CharField(max_length=_TEXT, widget=area(4))
    verdict = forms.ChoiceField(widget=forms.RadioSelect)
    lesson = forms.CharField(max_length=_TEXT, required=False, widget=area(3))

    def __init__(self, *args: Any, began: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.began = began
        self.fields["ended"].initial = timezone.localdate
        self.fields["verdict"].choices = choices("verdict", TRIAL_VERDICTS)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A trial ends after it began; one that did not hold leaves its lesson."""
        found = super().clean() or {}
        if found.get("ended") and found["ended"] < self.began:
            self.wrong("ended", "ends_before_it_began")
        if found.get("verdict") == "refuted" and not str(found.get("lesson") or "").strip():
            self.wrong("lesson", "lesson_missing")
        return found


class InviteForm(IdeaForm):
    """Whom to invite, by the address that they sign in with: nobody's name is offered."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    reviewer: User

    def clean_email(self) -> str:
        """Find the account."""
        text = str(self.cleaned_data["email"])
        found = account_by_email(text)
        if found is None:
            self.wrong("email", "no_account")
        else:
            self.reviewer = found
        return text


class ReviewForm(IdeaForm, RevisionForm):
    """A score from 1 to 5 for each criterion."""

    note = forms.CharField(max_length=_TEXT, required=False, widget=area(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        told = [(each, say(f"ideas.score.{each}", lang)) for each in _SCORES]
        for name in CRITERIA:
            self.fields[name] = forms.TypedChoiceField(
                choices=told,
                coerce=int,
                widget=forms.RadioSelect,
                label=say(f"ideas.criterion.{name}", lang),
                help_text=say(f"ideas.criterion_help.{name}", lang),
            )
        self.order_fields([*CRITERIA, "note", "revision"])

    def scores(self) -> dict[str, int]:
        """Return the scores by criterion."""
        return {name: self.cleaned_data[name] for name in CRITERIA}


class WhyForm(IdeaForm):
    """A reason."""

    why = forms.CharField(max_length=_TEXT, widget=area(3))
