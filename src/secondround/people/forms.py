"""What people type about themselves and others, parsed and checked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.people.actions import COMES_LATER, OrganisationGiven
from secondround.people.models import Organisation, RightKind, User
from secondround.people.rules import DEFAULT_HOURS

RIGHT_WORDS = {
    RightKind.ADMINISTRATOR: (gettext_lazy("Administrator"), gettext_lazy("invites people and gives rights; opens no candidate's file")),
    RightKind.OPEN_POSITIONS: (gettext_lazy("May open positions"), gettext_lazy("and recruits for those")),
    RightKind.IMPORT: (gettext_lazy("May import"), gettext_lazy("scorecards, people and candidates from files")),
    RightKind.PRIVACY: (gettext_lazy("Privacy officer"), gettext_lazy("reads the whole record with its words")),
    RightKind.STEWARD: (gettext_lazy("Equality steward"), gettext_lazy("comes later")),
}  # fmt: skip
GRANTABLE = [(kind.value, label) for kind, (label, _meaning) in RIGHT_WORDS.items() if kind not in COMES_LATER]
PASSWORD_HELP = gettext_lazy("Twelve characters or more. Several words in a row are easy to keep and hard to guess.")


_NAMED = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/")))
ZONES = ["UTC", *sorted(_NAMED)]


class InviteForm(forms.Form):
    """Somebody to invite, with the rights they get at once."""

    name = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Type the person's name.")})
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Type the person's e-mail; they sign in with it."),
            "invalid": gettext_lazy("This is not an e-mail address."),
        },
    )
    title = forms.CharField(max_length=200, required=False)
    department = forms.CharField(max_length=200, required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)
    rights = forms.MultipleChoiceField(choices=GRANTABLE, required=False)

    def clean_rights(self) -> list[RightKind]:
        return [RightKind(value) for value in self.cleaned_data["rights"]]


class EmailForm(forms.Form):
    email = forms.EmailField(max_length=254)


class RightForm(forms.Form):
    """One right, to give or to end."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in RightKind])

    def clean_kind(self) -> RightKind:
        return RightKind(self.cleaned_data["kind"])


class MeForm(forms.Form):
    """What somebody says of themselves."""

    name = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Type your name.")})
    pronounced = forms.CharField(max_length=200, required=False)
    title = forms.CharField(max_length=200, required=False)
    zone = forms.ChoiceField(required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["zone"]
        zone.choices = zones()


WEEKDAYS = (
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
    ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
)


class DaysField(forms.CharField):
    """Days, one a line, as 2026-12-24; what is no day is named with its line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10_000, required=False, **kwargs)

    def clean(self, value: Any) -> list[date]:
        days = []
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            if not line.strip():
                continue
            try:
                days.append(date.fromisoformat(line.strip()))
            except ValueError as error:
                said = {"number": number, "text": line.strip()}
                raise forms.ValidationError(
                    _("Line %(number)s, \u201c%(text)s\u201d: write a day as 2026-12-24.") % said
                ) from error
        return days

    @staticmethod
    def shown(days: Sequence[str]) -> str:
        """How days that are kept stand in the field."""
        return "\n".join(sorted(days))


class HoursForm(forms.Form):
    """From and to for each weekday, empty on days off; and how many interviews one holds, empty for the organisation's number."""

    daily_limit = forms.IntegerField(required=False, min_value=1, max_value=50)
    weekly_limit = forms.IntegerField(required=False, min_value=1, max_value=200)

    def __init__(
        self, data: QueryDict | None, *, hours: Mapping[str, Sequence[str]], limits: tuple[int | None, int | None]
    ) -> None:
        super().__init__(data, initial={"daily_limit": limits[0], "weekly_limit": limits[1]})
        for day, _name in WEEKDAYS:
            for end, text in zip(("from", "to"), hours.get(day, ("", "")), strict=True):
                self.fields[f"{end}-{day}"] = forms.TimeField(
                    required=False,
                    initial=text,
                    input_formats=["%H:%M", "%H:%M:%S"],
                    error_messages={"invalid": gettext_lazy("Write the time as 09:00.")},
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for day, name in WEEKDAYS:
            if bool(cleaned.get(f"from-{day}")) != bool(cleaned.get(f"to-{day}")) and not self.errors:
                self.add_error(f"to-{day}", _("%(day)s: type both, or neither.") % {"day": name})
        if not self.errors and not self.hours():
            self.add_error(None, _("Leave at least one day on which you can be met."))
        return cleaned

    def hours(self) -> dict[str, tuple[str, str]]:
        given = self.cleaned_data
        return {
            day: (given[f"from-{day}"].strftime("%H:%M"), given[f"to-{day}"].strftime("%H:%M"))
            for day, _name in WEEKDAYS
            if given.get(f"from-{day}") and given.get(f"to-{day}")
        }


class OrganisationForm(HoursForm):
    """What holds for everybody here: who one is, on whose clocks, when people work, whom applicants may ask."""

    name = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Name the organisation.")})
    zone = forms.ChoiceField(choices=[(name, name.replace("_", " ")) for name in ZONES])
    about = forms.CharField(max_length=5000, required=False)
    days_off = DaysField()
    contact_name = forms.CharField(max_length=200, required=False)
    contact_email = forms.EmailField(max_length=254, required=False)
    retention_months = forms.IntegerField(required=False, min_value=1, max_value=120)
    privacy_notice = forms.CharField(max_length=10_000, required=False)
    is_adjusted = forms.BooleanField(required=False)
    said = (
        "name",
        "zone",
        "about",
        "contact_name",
        "contact_email",
        "retention_months",
        "privacy_notice",
        "is_adjusted",
    )

    def __init__(self, data: QueryDict | None, *, of: Organisation) -> None:
        super().__init__(data, hours=of.hours or DEFAULT_HOURS, limits=(of.daily_limit, of.weekly_limit))
        self.fields["daily_limit"].required = self.fields["weekly_limit"].required = True
        self.initial.update({name: getattr(of, name) for name in self.said})
        self.initial["days_off"] = DaysField.shown(of.days_off)

    def given(self) -> OrganisationGiven:
        """What was typed, once it is valid."""
        cleaned = self.cleaned_data
        return OrganisationGiven(
            hours=self.hours(),
            limits=(cleaned["daily_limit"], cleaned["weekly_limit"]),
            days_off=cleaned["days_off"],
            **{name: cleaned[name] for name in self.said},
        )


class BusyForm(forms.Form):
    """From when to when, as the reader's clocks show it."""

    from_at = forms.CharField(error_messages={"required": gettext_lazy("Say from when.")})
    to_at = forms.CharField(error_messages={"required": gettext_lazy("Say until when.")})

    def __init__(self, data: QueryDict | None, *, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.zone = zone

    def clean_from_at(self) -> datetime:
        return self._moment("from_at")

    def clean_to_at(self) -> datetime:
        return self._moment("to_at")

    def _moment(self, name: str) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data[name].strip()).replace(tzinfo=self.zone).astimezone(UTC)
        except ValueError as error:
            raise forms.ValidationError(_("Write the time as 2026-12-04 10:30.")) from error


def zones() -> list[tuple[str, str]]:
    """Places whose clocks one can choose, and none: then the organisation's."""
    return [("", _("The organisation's")), *((name, name.replace("_", " ")) for name in ZONES)]


class WelcomeForm(forms.Form):
    """A first password, and for the holder of the console's link who they are."""

    name = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Type your name.")})
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Type your e-mail; you sign in with it."),
            "invalid": gettext_lazy("This is not an e-mail address."),
        },
    )
    password = forms.CharField(
        max_length=200, strip=False, error_messages={"required": gettext_lazy("Choose a password.")}
    )
    again = forms.CharField(
        max_length=200, strip=False, error_messages={"required": gettext_lazy("Type the password once more.")}
    )

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user is not None:
            del self.fields["name"], self.fields["email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password and cleaned.get("again") and password != cleaned["again"]:
            self.add_error("again", _("The two are not the same."))
        if password:
            whose = self.user or User(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
            try:
                validate_password(password, whose)
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return cleaned
