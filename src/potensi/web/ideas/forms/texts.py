"""An idea's texts, as they are typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from potensi.web.edits import RevisionForm
from potensi.web.ideas.forms.shared import IdeaForm, choices
from potensi.web.ideas.models import VISIBILITIES
from potensi.web.people.models import Agency
from potensi.web.visits.forms.shared import LineField, area
from potensi.web.visits.models import Practice, TakeHome

_LONG = 4000


class AgencyField(forms.ModelChoiceField):
    """An agency, told with its region."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the agency's whole name and its region's."""
        return f"{obj.name}, {obj.region.name}"


class OriginField(forms.ModelChoiceField):
    """A practice or a promise, told by its title."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the title."""
        return str(obj.title)


class TextsForm(IdeaForm):
    """What an idea says of itself."""

    title = LineField(max_length=160)
    summary = forms.CharField(max_length=_LONG, widget=area(5))
    cost = forms.CharField(max_length=_LONG, required=False, widget=area(3))
    cost_rupiah = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=15,
        decimal_places=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    trial = forms.CharField(max_length=_LONG, required=False, widget=area(3))
    wrong_if = forms.CharField(max_length=_LONG, required=False, widget=area(3))
    stop_when = forms.CharField(max_length=_LONG, required=False, widget=area(2))
    stop_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    visibility = forms.ChoiceField(widget=forms.RadioSelect, initial="region")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = choices("visibility", VISIBILITIES)  # type: ignore[attr-defined]

    def texts(self) -> dict[str, Any]:
        """Return the texts as the services take them."""
        return {name: self.cleaned_data[name] for name in TextsForm.base_fields}


class NewIdeaForm(TextsForm):
    """A new idea: its texts, for which agency, and where it comes from."""

    agency = AgencyField(queryset=Agency.objects.none(), empty_label=None)
    practice = OriginField(queryset=Practice.objects.none(), required=False)
    take_home = OriginField(queryset=TakeHome.objects.none(), required=False)

    field_order = ("agency", "title", "summary")

    def __init__(
        self,
        *args: Any,
        agencies: QuerySet[Agency],
        practices: QuerySet[Practice],
        take_homes: QuerySet[TakeHome],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("agency", agencies), ("practice", practices), ("take_home", take_homes)):
            self.fields[name].queryset = found  # type: ignore[attr-defined]
        for name in ("practice", "take_home"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Let a promise of another region than the agency's be told below its field."""
        found = super().clean() or {}
        agency, taken = found.get("agency"), found.get("take_home")
        if agency is not None and taken is not None and taken.region_id != agency.region_id:
            self.wrong("take_home", "take_home_elsewhere")
        return found


class EditIdeaForm(TextsForm, RevisionForm):
    """An idea's texts, changed from a revision."""
