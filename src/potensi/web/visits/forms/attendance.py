"""The form of a stop's attendance list: everybody who is there ticked at once, corrections with a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from potensi.web.visits.forms.shared import WordedForm


class ListForm(WordedForm):
    """Who is ticked (``present``), who was when the page was made (``shown``); ``everybody`` ticks all.

    Only whoever was shown as present and is no longer ticked is corrected to absent: somebody who scanned the code
    while the list was open stays present.
    """

    words = "visits_attendance"
    present = forms.MultipleChoiceField(required=False)
    shown = forms.MultipleChoiceField(required=False)
    everybody = forms.BooleanField(required=False)
    why = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, people: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for name in ("present", "shown"):
            choice: Any = self.fields[name]
            choice.choices = [(str(each), str(each)) for each in people]

    @property
    def ticked(self) -> set[int]:
        """Return the participants that are ticked."""
        return self._numbers("present") if not self.cleaned_data.get("everybody") else set(self.people)

    @property
    def come(self) -> set[int]:
        """Return who is newly present."""
        return self.ticked - self._numbers("shown")

    @property
    def gone(self) -> set[int]:
        """Return who was shown as present and is not ticked any more."""
        return self._numbers("shown") - self.ticked

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where somebody is corrected to absent."""
        found = super().clean() or self.cleaned_data
        if not self.errors and self.gone and not found.get("why", "").strip():
            self.wrong("why", "why_absent")
        return found

    def _numbers(self, name: str) -> set[int]:
        return {int(each) for each in self.cleaned_data.get(name) or ()}
