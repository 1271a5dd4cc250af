"""The forms of programmes, cohorts and participants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from potensi.language import say
from potensi.web.people import cells
from potensi.web.people.forms import LARGEST_UPLOAD_MB, day_field
from potensi.web.people.models import Agency, Office, Region
from potensi.web.tabular import KINDS
from potensi.web.templatetags.words import language
from potensi.web.visits.forms.shared import EditForm, LineField, WordedForm, area
from potensi.web.visits.sheet import fault_of


class OfficeChoice(forms.ModelChoiceField):
    """An office, named with its agency."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the office's title and agency."""
        return f"{obj.title}, {obj.agency}"


class _ProgrammeFields(WordedForm):
    name = LineField(max_length=160)
    aim = forms.CharField(required=False, widget=area())
    office = OfficeChoice(Office.objects.none(), required=False)
    public = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["office"].empty_label = say("visits.no_office", language())  # type: ignore[attr-defined]


class ProgrammeForm(_ProgrammeFields):
    """A new programme: of which region, called what, for what."""

    region = forms.ModelChoiceField(Region.objects.none())
    field_order = ("region", "name", "aim", "office", "public")

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        if regions.count() == 1:
            self.fields["region"].initial = regions.first()

    def clean(self) -> dict[str, Any]:
        """Ask for an office of the programme's own region."""
        found = super().clean() or self.cleaned_data
        office, region = found.get("office"), found.get("region")
        if office and region and office.agency.region_id != region.pk:
            self.wrong("office", "office_elsewhere")
        return found


class EditProgrammeForm(EditForm, _ProgrammeFields):
    """A programme that is edited."""


class _CohortFields(WordedForm):
    name = LineField(max_length=120)
    starts = day_field()
    ends = day_field()
    threshold = forms.IntegerField(min_value=1, max_value=100, initial=80)

    def clean(self) -> dict[str, Any]:
        """Ask for a last day that is not before the first."""
        found = super().clean() or self.cleaned_data
        if found.get("starts") and found.get("ends") and found["ends"] < found["starts"]:
            self.wrong("ends", "ends")
        return found


class CohortForm(_CohortFields):
    """A new cohort."""


class EditCohortForm(EditForm, _CohortFields):
    """A cohort that is edited."""


class _OfSomewhere(WordedForm):
    called: ClassVar[Mapping[str, str]] = {"region": "region_typed"}
    region = LineField(max_length=120, widget=forms.TextInput(attrs={"list": "daerah"}))
    agency = LineField(max_length=200, widget=forms.TextInput(attrs={"list": "perangkat"}))
    title = LineField(max_length=200, required=False)
    kind = LineField(max_length=80, required=False, widget=forms.TextInput(attrs={"list": "jenis"}))

    def clean_region(self) -> str:
        """Return the code of the region that is meant."""
        code, near = cells.region_of(self.cleaned_data["region"])
        if code is None:
            self.wrong("region", "region_near" if near else "region_unknown", near=", ".join(near))
        return code or ""

    def clean_agency(self) -> str:
        """Refuse what no agency is called."""
        return self._written("agency")

    def clean_title(self) -> str:
        """Refuse what no title is."""
        return self._written("title")

    def clean_kind(self) -> str:
        """Refuse what no kind is."""
        return self._written("kind")

    def _written(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        if text and fault_of(text):
            self.wrong(name, "personal_number" if fault_of(text) == "personal_number" else "words")
        return text


class AddParticipantForm(_OfSomewhere):
    """Somebody to bring into a cohort; an agency that is not there yet is made when it is ticked."""

    name = LineField(max_length=200)
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    make_agency = forms.BooleanField(required=False)
    field_order = ("name", "email", "region", "agency", "make_agency", "title", "kind")

    def clean_name(self) -> str:
        """Refuse what nobody is called."""
        return self._written("name")

    def clean_email(self) -> str:
        """Return the address in small letters, as accounts have it."""
        return str(self.cleaned_data["email"]).lower()


class ParticipantForm(WordedForm):
    """From which agency somebody comes, their title and kind."""

    agency = forms.ModelChoiceField(Agency.objects.none())
    title = LineField(max_length=200, required=False)
    kind = LineField(max_length=80, required=False, widget=forms.TextInput(attrs={"list": "jenis"}))
    why = LineField(max_length=500, required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class LeaveForm(WordedForm):
    """The day on which somebody dropped out, and why."""

    day = day_field()
    why = LineField(max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"day": timezone.localdate()})
        super().__init__(*args, **kwargs)


class ReturnForm(WordedForm):
    """Why somebody who dropped out takes part again."""

    why = LineField(max_length=500, required=False)


class ListForm(WordedForm):
    """A spreadsheet of participants."""

    file = forms.FileField(
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is larger than any list of participants, and what is empty."""
        file: UploadedFile = self.cleaned_data["file"]
        if not file.size:
            self.wrong("file", "file_empty")
        elif file.size > LARGEST_UPLOAD_MB * 1_000_000:
            self.wrong("file", "file_too_large", most=LARGEST_UPLOAD_MB)
        return file


class AgreeForm(forms.Form):
    """The rows that were shown, signed, so that what is written is what was agreed to."""

    rows = forms.CharField(widget=forms.HiddenInput)
