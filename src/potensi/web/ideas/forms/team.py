"""Owner, contributions and agreement, as they are typed and chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from potensi.web.edits import RevisionForm
from potensi.web.ideas.forms.shared import IdeaForm, choices
from potensi.web.ideas.forms.texts import AgencyField
from potensi.web.ideas.models import CONTRIBUTION_KINDS
from potensi.web.people.models import Agency, Office
from potensi.web.visits.forms.shared import area

_TEXT = 2000


class OfficeField(forms.ModelChoiceField):
    """An office, told with its agency."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the title and the agency."""
        return f"{obj.title}, {obj.agency.name}"


class OwnerForm(IdeaForm):
    """Which office is in charge."""

    office = OfficeField(queryset=Office.objects.none(), required=False)

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class _KindForm(IdeaForm):
    kind = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices("kind", CONTRIBUTION_KINDS)  # type: ignore[attr-defined]


class AskForm(_KindForm):
    """Which agency is asked, and for what."""

    agency = AgencyField(queryset=Agency.objects.none())
    wish = forms.CharField(max_length=_TEXT, widget=area(3))

    field_order = ("agency", "kind", "wish")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class PromiseForm(_KindForm, RevisionForm):
    """What an agency brings."""

    what = forms.CharField(max_length=_TEXT, widget=area(4))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DeclineForm(IdeaForm, RevisionForm):
    """Why an agency does not contribute."""

    why = forms.CharField(max_length=_TEXT, widget=area(3))


class AgreementForm(IdeaForm):
    """The head of which agency is asked to agree."""

    agency = AgencyField(queryset=Agency.objects.none(), empty_label=None)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class DecideForm(AgreementForm):
    """A head's decision, with the reason of a no."""

    agreed = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(max_length=_TEXT, required=False, widget=area(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].choices = choices("decision", ("yes", "no"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A no without its reason helps nobody."""
        found = super().clean() or {}
        if found.get("agreed") == "no" and not str(found.get("note") or "").strip():
            self.wrong("note", "reason_missing")
        return found
