"""The forms of groups: what is wished, and moving somebody."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms

from potensi.language import knows, say
from potensi.web.templatetags.words import language
from potensi.web.visits.grouping.kept import wishes_of
from potensi.web.visits.grouping.standing import Standing
from potensi.web.visits.grouping.told import Teller
from potensi.web.visits.grouping.wishes import APART, TOGETHER, Wish, Wishes

MOST_GROUPS, MOST_PEOPLE = 200, 1000
_LARGEST_REGIONS = 6


class WishesForm(forms.Form):
    """What is wished of a cohort's groups: sizes, who apart, how many of each kind, pairs of people."""

    groups = forms.IntegerField(required=False, min_value=1, max_value=MOST_GROUPS)
    least = forms.IntegerField(required=False, min_value=1, max_value=MOST_PEOPLE)
    most = forms.IntegerField(required=False, min_value=1, max_value=MOST_PEOPLE)
    agencies_apart = forms.BooleanField(required=False)
    regions_apart = forms.BooleanField(required=False)
    free_regions = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    together_one = forms.ChoiceField(required=False)
    together_two = forms.ChoiceField(required=False)
    apart_one = forms.ChoiceField(required=False)
    apart_two = forms.ChoiceField(required=False)
    drop = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        self.standing, self.lang = standing, language()
        self.teller = Teller(standing, self.lang)
        self.kinds = Counter(each.kind for each in standing.participants if each.kind)
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        self._kinds()
        self._choices()
        self._words()

    def wishes(self) -> Wishes:
        """Return what was wished; pins are not part of it."""
        said, old = self.cleaned_data, self.standing.wishes
        kept: dict[str, Any] = {name: said[name] for name in ("groups", "least", "most", "free_regions")}
        kept |= {name: said[name] for name in ("agencies_apart", "regions_apart")}
        kept["each_kind"] = {kind: said[self._kind(kind)] for kind in self.kinds if said.get(self._kind(kind))}
        for code, named in ((TOGETHER, old.together), (APART, old.apart)):
            pairs = [pair for pair in named if f"{code} {' '.join(pair)}" not in said["drop"]]
            one, two = said[f"{code}_one"], said[f"{code}_two"]
            if one and two:
                pairs.append((min(one, two), max(one, two)))
            kept[code] = list(dict.fromkeys(pairs))
        return wishes_of(kept)

    def clean(self) -> dict[str, Any]:
        """Hold what only several fields together can get wrong."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("least") and said.get("most") and said["most"] < said["least"]:
            self._wrong("most", "most_below_least")
        new = {code: (said.get(f"{code}_one", ""), said.get(f"{code}_two", "")) for code in (TOGETHER, APART)}
        for code, (one, two) in new.items():
            if (one == two and one) or bool(one) != bool(two):
                self._wrong(f"{code}_two", "two_people")
        if not self.errors:
            self._contradiction()
        return said

    def _contradiction(self) -> None:
        wishes = self.wishes()
        if {frozenset(pair) for pair in wishes.together} & {frozenset(pair) for pair in wishes.apart}:
            named = TOGETHER if self.cleaned_data["together_two"] else APART
            self._wrong(f"{named}_two", "both_wished")

    def _wrong(self, name: str, code: str) -> None:
        self.add_error(name, say(f"visits_groups.wrong.{code}", self.lang))

    def _kind(self, kind: str) -> str:
        return f"kind_{sorted(self.kinds).index(kind)}"

    def _kinds(self) -> None:
        """Add a field for every kind of participant there is, after the regions."""
        for kind in sorted(self.kinds):
            field = forms.IntegerField(required=False, min_value=0, max_value=MOST_PEOPLE)
            field.label = say("visits_groups.form.kind", self.lang, name=kind)
            field.help_text = say("visits_groups.help.kind", self.lang, count=self.kinds[kind])
            self.fields[self._kind(kind)] = field
        pairs = ["together_one", "together_two", "apart_one", "apart_two", "drop"]
        self.order_fields([name for name in self.fields if name not in pairs] + pairs)

    def _choices(self) -> None:
        people = [(str(each.pk), f"{each.user}, {each.agency}") for each in self.standing.participants]
        people.sort(key=lambda pair: pair[1].casefold())
        for name in ("together_one", "together_two", "apart_one", "apart_two"):
            self._chosen_from(name, [("", say("visits_groups.form.nobody", self.lang)), *people])
        wishes = self.standing.wishes
        regions = Counter(each.agency.region for each in self.standing.participants)
        offered = [
            (region.pk, say("visits_groups.form.region_count", self.lang, name=region.name, count=count))
            for at, (region, count) in enumerate(regions.most_common())
            if (count > 1 and at < _LARGEST_REGIONS) or region.pk in wishes.free_regions
        ]
        named = [
            (f"{code} {' '.join(pair)}", self.teller.wish(Wish(code, pair)))
            for code, pairs in ((TOGETHER, wishes.together), (APART, wishes.apart))
            for pair in pairs
        ]
        for name, choices in (("free_regions", offered), ("drop", named)):
            if choices:
                self._chosen_from(name, choices)
            else:
                self.fields[name].widget = forms.MultipleHiddenInput()

    def _chosen_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _words(self) -> None:
        for name, field in self.fields.items():
            if not name.startswith("kind_"):
                field.label = say(f"visits_groups.form.{name}", self.lang)
                if knows(f"visits_groups.help.{name}"):
                    field.help_text = say(f"visits_groups.help.{name}", self.lang)

    def _initial(self) -> dict[str, Any]:
        wishes = self.standing.wishes
        names = ("groups", "least", "most", "agencies_apart", "regions_apart")
        return {name: getattr(wishes, name) for name in names} | {
            "free_regions": sorted(wishes.free_regions),
            **{self._kind(kind): least for kind, least in wishes.each_kind if kind in self.kinds},
        }


class _PlaceForm(forms.Form):
    """A choice of places, each with what it would break."""

    def __init__(self, *args: Any, field: str, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[field] = forms.ChoiceField(choices=choices, label=say(f"visits_groups.form.{field}", language()))


class MoveForm(_PlaceForm):
    """Into which group somebody goes."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, field="group", choices=choices, **kwargs)


class SwapForm(_PlaceForm):
    """With whom somebody exchanges groups."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, field="other", choices=choices, **kwargs)
