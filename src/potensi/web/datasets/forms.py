"""The forms of data sets, their words in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from potensi.language import number, say
from potensi.present.numbers import unit_name
from potensi.web.actor import Actor
from potensi.web.datasets import rules
from potensi.web.datasets.intake import Options
from potensi.web.datasets.models import Dataset
from potensi.web.datasets.papers import price_name
from potensi.web.datasets.services import NewDataset
from potensi.web.templatetags.words import language

UNITS = ("rupiah", "ribu rupiah", "juta rupiah", "miliar rupiah", "triliun rupiah")
PRICES = ("constant2010", "current", "constant2000")
ENDINGS = ".xlsx,.xls,.ods,.csv,.txt,.tsv,.parquet"
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """Some of a form's fields, to be shown as a form is; the mistakes are those of all its fields."""

    form: forms.Form
    visible_fields: list[forms.BoundField]

    def __iter__(self) -> Iterator[forms.BoundField]:
        return iter(self.form)

    @property
    def errors(self) -> Any:
        """Every mistake of the form."""
        return self.form.errors

    @property
    def non_field_errors(self) -> Any:
        """The mistakes that belong to no field."""
        return self.form.non_field_errors()


class UploadForm(forms.Form):
    """A file, what it does not say itself, its papers, and where it belongs."""

    RARE = ("sheet", "absent", "regions", "activities")

    file = forms.FileField(allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ENDINGS}))
    target = forms.ChoiceField(required=False)
    title = forms.CharField(max_length=200, required=False)
    region = forms.ChoiceField(required=False)
    office = forms.ChoiceField(required=False)
    visibility = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    price = forms.ChoiceField(required=False)
    source = forms.CharField(max_length=300, required=False)
    licence = forms.CharField(max_length=200, required=False)
    accessed = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    sheet = forms.CharField(max_length=100, required=False)
    absent = forms.ChoiceField(required=False)
    regions = forms.ChoiceField(required=False)
    activities = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = language()
        self.targets = {str(each.pk): each for each in rules.changeable(actor)}
        _choose(self, "target", [("", self._word("target", "new")), *self._targets()])
        _choose(self, "region", _regions(actor))
        _choose(self, "office", [("", self._word("office", "none")), *_offices(actor)])
        _choose(self, "visibility", _visibilities(self.lang))
        _choose(
            self, "unit", [("", self._word("unit", "file")), *((unit, unit_name(unit, self.lang)) for unit in UNITS)]
        )
        prices = [(price, price_name(price, self.lang)) for price in PRICES]
        _choose(self, "price", [("", self._word("price", "file")), *prices])
        _choose(self, "absent", [(key, self._word("absent", key or "refuse")) for key in ("", "missing", "zero")])
        for name in ("regions", "activities"):
            _choose(self, name, [(key, self._word(name, key)) for key in ("auto", "own")])
        _word_all(self, self.lang)
        self.fields["accessed"].initial = timezone.localdate

    @property
    def usual(self) -> Part:
        """The fields that nearly everybody needs."""
        return Part(self, [field for field in self if field.name not in self.RARE])

    @property
    def rare(self) -> list[forms.BoundField]:
        """The fields for files out of the ordinary."""
        return [self[name] for name in self.RARE]

    @property
    def rare_open(self) -> bool:
        """Whether somebody has filled in one of those fields, or wrongly."""
        said = {name: self.data.get(name, "") for name in self.RARE}
        return any(name in self.errors or text not in ("", "auto") for name, text in said.items())

    def clean(self) -> dict[str, Any]:
        """Ask a new data set for its title and region."""
        said = super().clean() or {}
        if not said.get("target"):
            for name in ("title", "region"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, say("datasets.upload.needed_for_new", self.lang))
        if said.get("visibility") == "office" and not said.get("office") and not said.get("target"):
            self.add_error("office", say("rules.datasets_needs_office", self.lang))
        return said

    def options(self) -> Options:
        """Return what the form says of the file."""
        said = self.cleaned_data
        names = ("unit", "price", "sheet", "absent")
        lists = {name: said.get(name) or "auto" for name in ("regions", "activities")}
        return Options(**{name: said.get(name) or "" for name in names}, **lists)

    def where(self) -> Dataset | NewDataset:
        """Return the data set that gets one more version, or what the new one is."""
        said = self.cleaned_data
        if said.get("target"):
            return self.targets[said["target"]]
        office = int(said["office"]) if said.get("office") else None
        return NewDataset(said["title"], said["region"], office, said.get("visibility") or "region")

    def papers(self) -> dict[str, str]:
        """Return what is said of source, licence and date; one more version takes on what the one before had."""
        said = self.cleaned_data
        dataset = self.targets.get(said.get("target") or "")
        last = dataset.versions.order_by("-number").first() if dataset else None
        before = last.papers if last else {}
        found = {name: said.get(name) or str(before.get(name) or "") for name in ("licence",)}
        accessed = said.get("accessed")
        return found | {"source": said.get("source") or "", "accessed": accessed.isoformat() if accessed else ""}

    def _targets(self) -> Choices:
        ordered = sorted(self.targets.values(), key=lambda each: each.title)
        return [(str(each.pk), self._word("target", "version", title=each.title)) for each in ordered]

    def _word(self, field: str, key: str, **params: Any) -> str:
        return say(f"datasets.choice.{field}.{key}", self.lang, **params)


class EditForm(forms.Form):
    """A data set's title, its office and who may see it."""

    title = forms.CharField(max_length=200)
    office = forms.ChoiceField(required=False)
    visibility = forms.ChoiceField()

    def __init__(self, *args: Any, actor: Actor, dataset: Dataset, **kwargs: Any) -> None:
        about = {"title": dataset.title, "visibility": dataset.visibility, "office": dataset.office_id or ""}
        super().__init__(*args, initial=about, **kwargs)
        lang = language()
        own = [(str(dataset.office_id), str(dataset.office))] if dataset.office_id else []
        offices = [*own, *(each for each in _offices(actor) if each not in own)]
        _choose(self, "office", [("", say("datasets.choice.office.none", lang)), *dict(offices).items()])
        _choose(self, "visibility", _visibilities(lang))
        _word_all(self, lang)

    def values(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        said = self.cleaned_data
        office = int(said["office"]) if said["office"] else None
        return {"title": said["title"], "visibility": said["visibility"], "office": office}


class WhyForm(forms.Form):
    """The reason of a publication or a withdrawal."""

    why = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = say(f"datasets.why.{what}", language())


def _regions(actor: Actor) -> Choices:
    return [(region.pk, f"{region.name} ({region.pk})") for region in rules.writing_regions(actor)]


def _offices(actor: Actor) -> Choices:
    return [(str(each.office), f"{each.title}, {each.agency_name}") for each in actor.held]


def _visibilities(lang: str) -> Choices:
    return [(each, say(f"datasets.visibility.{each}", lang)) for each in ("region", "office", "public")]


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _word_all(form: forms.Form, lang: str) -> None:
    """Give every field its label and, where there is one, its help."""
    limit = number(settings.UPLOAD_LIMIT_MB, lang)
    for name, field in form.fields.items():
        field.label = say(f"datasets.field.{name}", lang)
        field.help_text = say(f"datasets.help.{name}", lang, limit=limit)
