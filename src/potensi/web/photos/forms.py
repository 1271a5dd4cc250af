"""A photo in a form."""

from __future__ import annotations

from typing import Any

from django import forms

from potensi.web.photos.intake import picture_of
from potensi.web.photos.picture import PhotoRefused, Picture
from potensi.web.templatetags.words import language


class PhotoField(forms.FileField):
    """Takes a file and gives its clean picture, for ``photos.services.keep``; refuses with the reason as a sentence."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data: Any) -> Any:
        """Return the uploaded file, an empty one too: that it is empty has its own sentence."""
        return None if data in self.empty_values else data

    def clean(self, data: Any, initial: Any = None) -> Picture | None:  # type: ignore[override]
        """Return the clean picture, None where none came."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return picture_of(file)
        except PhotoRefused as error:
            raise forms.ValidationError(error.message(language()), code=error.code) from error
