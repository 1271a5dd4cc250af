"""The forms of assets: entering, editing, withdrawing, looking for, importing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from potensi.codes import regions as region_list
from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.assets import queries, rules
from potensi.web.assets.lists import creative_subsectors, field_name
from potensi.web.assets.models import CONDITIONS, KINDS, Asset
from potensi.web.assets.queries import Asked
from potensi.web.assets.sheet import problem_of
from potensi.web.assets.values import FIELDS, LENGTHS, offered, understood
from potensi.web.edits import RevisionForm
from potensi.web.people.forms import UploadForm, WordedForm, day_field
from potensi.web.people.models import Region
from potensi.web.photos.forms import PhotoField
from potensi.web.photos.picture import Picture
from potensi.web.templatetags.words import language

# The usual fields first; the rest is for those who know more.
_AREA = forms.Textarea(attrs={"rows": 4})


class AssetForm(WordedForm):
    """An asset: what it is, where, whose, in what state, and how one knows."""

    words = "assets"

    name = forms.CharField(max_length=LENGTHS["name"])
    region = forms.ChoiceField()
    kind = forms.ChoiceField()
    description = forms.CharField(required=False, max_length=LENGTHS["description"], widget=_AREA)
    photo = PhotoField(required=False)
    place = forms.CharField(required=False, max_length=LENGTHS["place"])
    lat = forms.CharField(required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "text"}))
    lon = forms.CharField(required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "text"}))
    condition = forms.ChoiceField(required=False)
    owner = forms.CharField(required=False, max_length=LENGTHS["owner"])
    evidence = forms.CharField(required=False, max_length=LENGTHS["evidence"], widget=forms.Textarea(attrs={"rows": 2}))
    seen = day_field(required=False)
    business_field = forms.CharField(required=False, max_length=120)
    creative_subsector = forms.ChoiceField(required=False)
    visibility = forms.ChoiceField(required=False)
    other = forms.BooleanField(required=False)

    def __init__(self, *args: Any, actor: Actor, asset: Asset | None = None, **kwargs: Any) -> None:
        initial = initial_of(asset) if asset is not None else {"condition": "unknown", "visibility": "public"}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.actor, self.asset = actor, asset
        self.values: dict[str, Any] = {}
        self.alike: list[Asset] = []
        lang = language()
        if asset is not None:
            del self.fields["region"]
        else:
            self._offer("region", _named(rules.writing_regions(actor), lang))
        for name in ("kind", "condition", "visibility", "creative_subsector"):
            empty = [("", say(f"assets.form.{name}_none", lang))] if name in ("kind", "creative_subsector") else []
            self._offer(name, empty + offered(name, lang))
        self.fields["lat"].widget.attrs["data-lat"] = ""
        self.fields["lon"].widget.attrs["data-lon"] = ""

    @property
    def picture(self) -> Picture | None:
        """The clean picture that came along."""
        return self.cleaned_data.get("photo")

    @property
    def of_region(self) -> str:
        """The region that the asset is of."""
        return self.asset.region_id if self.asset is not None else str(self.cleaned_data.get("region") or "")

    def clean(self) -> dict[str, Any]:
        """Understand what was typed as the spreadsheet and the API do, and ask about names that mean one asset."""
        said = super().clean() or {}
        raw = {name: said[name] for name in FIELDS if name in said}
        found = understood(raw, self.of_region, timezone.localdate())
        for fault in found.faults:
            problem = problem_of(fault, raw.get(fault.field, ""))
            self.add_error(fault.field, f"{problem.message(language())} {problem.hint(language())}")
        self.values = found.values
        if not self.errors and not said.get("other"):
            self._ask_about_others()
        return said

    def visible_fields(self) -> list[forms.BoundField]:
        """Return the fields to show: the question about others only where there are any."""
        return [field for field in super().visible_fields() if field.name != "other" or self.alike]

    def _ask_about_others(self) -> None:
        renamed = self.asset is None or self.values["name"] != self.asset.name
        if not renamed:
            return
        besides = self.asset.pk if self.asset is not None else None
        others = queries.standing(rules.visible(self.actor)).filter(region=self.of_region).exclude(pk=besides)
        self.alike = queries.alike([self.values["name"]], list(others))[0]
        if self.alike:
            self.add_error("other", say("assets.wrong.alike", language(), names=", ".join(a.name for a in self.alike)))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class EditForm(AssetForm, RevisionForm):
    """An asset that is there; the photo may be replaced or taken away."""

    without_photo = forms.BooleanField(required=False)

    def __init__(self, *args: Any, actor: Actor, asset: Asset, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, asset=asset, initial={"revision": asset.revision}, **kwargs)
        if asset.photo_id is None:
            del self.fields["without_photo"]


class WithdrawForm(WordedForm):
    """Why an asset is withdrawn."""

    words = "assets"

    why = forms.CharField(max_length=500)


class FilterForm(WordedForm):
    """What somebody looks for. What is not offered is as if it were not asked."""

    words = "assets"

    q = forms.CharField(required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    daerah = forms.CharField(required=False, max_length=10, widget=forms.Select())
    jenis = forms.CharField(required=False, max_length=12, widget=forms.Select())
    subsektor = forms.CharField(required=False, max_length=40, widget=forms.Select())
    kondisi = forms.CharField(required=False, max_length=10, widget=forms.Select())

    def __init__(self, *args: Any, regions: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        choices = {
            "daerah": _named(regions, lang),
            "jenis": offered("kind", lang),
            "subsektor": offered("creative_subsector", lang),
            "kondisi": offered("condition", lang),
        }
        for name, found in choices.items():
            widget = self.fields[name].widget
            assert isinstance(widget, forms.Select)
            widget.choices = [("", say(f"assets.form.{name}_all", lang)), *found]

    def asked(self) -> Asked:
        """Return what is asked for."""
        said = self.cleaned_data if self.is_valid() else {}
        known = {"jenis": KINDS, "subsektor": creative_subsectors(), "kondisi": CONDITIONS}
        given = {name: said.get(name, "") for name in ("q", "daerah", *known)}
        given |= {name: "" for name, all_ in known.items() if given[name] not in all_}
        return Asked(given["q"], given["daerah"], given["jenis"], given["subsektor"], given["kondisi"])


class ImportForm(UploadForm):
    """A spreadsheet of assets."""

    words = "assets"


def _named(regions: Iterable[Region], lang: str) -> list[tuple[str, str]]:
    """Return regions to choose from, called as the reader's language does."""
    return sorted(((each.code, region_list().name(each.code, lang)) for each in regions), key=lambda pair: pair[1])


def initial_of(asset: Asset) -> dict[str, Any]:
    """Return what the form shows of an asset that is there."""
    said = {name: getattr(asset, name) for name in FIELDS}
    # Not rounded, and with a dot: what is shown is what is kept when it is sent back.
    said |= {name: "" if said[name] is None else repr(said[name]) for name in ("lat", "lon")}
    code = asset.business_field
    return said | {"business_field": f"{code} {field_name(code, 'id')}".strip()}
