"""The forms of people, agencies and offices: labels and help by name from ``words/people.toml``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from potensi.language import LANGUAGES, knows, say
from potensi.web.actor import ROLES
from potensi.web.people.models import Region, User
from potensi.web.people.numbers import digits, masked, nik_fault, nip_fault, phone_of
from potensi.web.people.queries import account_by_email
from potensi.web.tabular import KINDS
from potensi.web.templatetags.words import language

LARGEST_UPLOAD_MB = 10
PEOPLE_LIST = "orang"


class WordedForm(forms.Form):
    """A form whose fields are called by ``form.NAME`` of its words, with help where ``help.NAME`` is there."""

    words = "people"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        for name, field in self.fields.items():
            field.label = say(f"{self.words}.form.{name}", lang)
            if knows(f"{self.words}.help.{name}"):
                field.help_text = say(f"{self.words}.help.{name}", lang)

    def wrong(self, name: str, code: str, **params: Any) -> None:
        """Say below a field what is wrong with it (``wrong.CODE`` of the form's words)."""
        self.add_error(name, say(f"{self.words}.wrong.{code}", language(), **params))


def day_field(*, required: bool = True) -> forms.DateField:
    """Return a field for a day, as browsers and people write it."""
    formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=required, widget=widget, input_formats=formats)


def why_field(*, required: bool = True) -> forms.CharField:
    """Return the field for the reason that the audit trail keeps."""
    return forms.CharField(required=required, max_length=500, widget=forms.TextInput())


def role_choices() -> list[tuple[str, str]]:
    """Return the roles with their names in the page's language."""
    return [(role, say(f"people.role.{role}", language()).capitalize()) for role in ROLES]


class AddressForm(WordedForm):
    """Where to send a sign-in link."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class NumbersForm(WordedForm):
    """A form with personal numbers: what is stored is shown masked, an empty field leaves it as it is."""

    nip = forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    nik = forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    phone = forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"}))

    def clean_nip(self) -> str:
        """Return the NIP in digits alone."""
        return self._number("nip", nip_fault)

    def clean_nik(self) -> str:
        """Return the NIK in digits alone."""
        return self._number("nik", nik_fault)

    def clean_phone(self) -> str:
        """Return the telephone number as it is kept."""
        text = str(self.cleaned_data["phone"]).strip()
        number = phone_of(text) if text else ""
        if number is None:
            self.wrong("phone", "phone")
        return number or ""

    def _number(self, name: str, fault_of: Any) -> str:
        text = digits(str(self.cleaned_data[name]))
        fault = fault_of(text) if text else ""
        if fault:
            self.wrong(name, fault)
        return text


class DetailsForm(NumbersForm):
    """A person's name, language and numbers; ``forget`` removes numbers that are stored."""

    name = forms.CharField(max_length=200)
    language = forms.ChoiceField()
    forget = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("name", "language", "nip", "nik", "phone", "forget")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"name": user.name, "language": user.language})
        super().__init__(*args, **kwargs)
        lang = language()
        self.fields["language"].choices = [(each, say(f"people.language_{each}", lang)) for each in LANGUAGES]  # type: ignore[attr-defined]
        stored = [name for name in ("nip", "nik", "phone") if getattr(user, name)]
        for name in stored:
            self.fields[name].help_text = say("people.stored", lang, number=masked(getattr(user, name)))
        self.fields["forget"].choices = [(name, say(f"people.form.{name}", lang)) for name in stored]  # type: ignore[attr-defined]
        if not stored:
            del self.fields["forget"]

    def numbers(self) -> dict[str, str | None]:
        """Return the numbers as the service takes them: None for what stays, "" for what goes."""
        gone = self.cleaned_data.get("forget", [])
        return {name: self.cleaned_data[name] or ("" if name in gone else None) for name in ("nip", "nik", "phone")}


class AgencyForm(WordedForm):
    """A new agency of one of the regions that somebody administers."""

    region = forms.ModelChoiceField(queryset=Region.objects.none(), empty_label=None)
    name = forms.CharField(max_length=200)
    short = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]


class RenameAgencyForm(WordedForm):
    """An agency's new name, from when, and why."""

    name = forms.CharField(max_length=200)
    short = forms.CharField(max_length=40, required=False)
    since = day_field()
    why = why_field()


class DissolveForm(WordedForm):
    """When an agency was dissolved, and why."""

    day = day_field()
    why = why_field()


class OfficeForm(WordedForm):
    """A new office of an agency."""

    title = forms.CharField(max_length=200)
    head = forms.BooleanField(required=False)


class RenameOfficeForm(WordedForm):
    """An office's new title, and why."""

    title = forms.CharField(max_length=200)
    why = why_field()


class PersonField(forms.EmailField):
    """Somebody by the e-mail address of their account."""

    def __init__(self) -> None:
        super().__init__(widget=forms.EmailInput(attrs={"list": PEOPLE_LIST, "autocomplete": "off"}))


class _ToPersonForm(WordedForm):
    email = PersonField()
    person: User

    def clean_email(self) -> str:
        """Find the account of the address."""
        text = str(self.cleaned_data["email"])
        found = account_by_email(text)
        if found is None:
            self.wrong("email", "no_account")
        else:
            self.person = found
        return text


class HandOverForm(_ToPersonForm):
    """To whom an office goes, from when, and why; from whom, where several share it."""

    from_user = forms.ModelChoiceField(queryset=User.objects.none(), required=False)
    since = day_field()
    acting = forms.BooleanField(required=False)
    why = why_field()
    field_order = ("from_user", "email", "since", "acting", "why")

    def __init__(self, *args: Any, holders: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_user"].queryset = holders  # type: ignore[attr-defined]
        self.fields["from_user"].empty_label = say("people.from_all", language())  # type: ignore[attr-defined]
        if holders.count() < 2:
            del self.fields["from_user"]


class ActingForm(_ToPersonForm):
    """Who acts for an office, from when until when, and why."""

    since = day_field()
    until = day_field()
    why = why_field()


class GiveRoleForm(NumbersForm):
    """Somebody, with or without an account, and the role they get in an office."""

    email = PersonField()
    name = forms.CharField(max_length=200, required=False)
    role = forms.ChoiceField()
    since = day_field()
    why = why_field(required=False)
    nik = None  # type: ignore[assignment]
    field_order = ("email", "name", "role", "since", "nip", "phone", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a name where the address has no account yet."""
        found = super().clean() or self.cleaned_data
        email = found.get("email")
        if email and not found.get("name") and account_by_email(email) is None:
            self.wrong("name", "name_for_new")
        return found


class EndRoleForm(WordedForm):
    """The last day of a role, and why."""

    day = day_field()
    why = why_field()


class UploadForm(WordedForm):
    """A spreadsheet of people."""

    file = forms.FileField(widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}))

    def clean_file(self) -> UploadedFile:
        """Refuse what is larger than any list of people."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD_MB * 1_000_000:
            self.wrong("file", "file_too_large", most=str(LARGEST_UPLOAD_MB))
        return file


class TokenForm(WordedForm):
    """What a token is for."""

    name = forms.CharField(max_length=80)


class EraseForm(WordedForm):
    """One's own address, typed to show that it is meant."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Compare it with the account's."""
        text = str(self.cleaned_data["email"])
        if text.casefold() != self.user.email.casefold():
            self.wrong("email", "not_your_address")
        return text
