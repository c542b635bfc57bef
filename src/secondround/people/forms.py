"""What people type about themselves and others, parsed and checked."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.people.actions import COMES_LATER
from secondround.people.models import RightKind, User

RIGHT_WORDS = {
    RightKind.ADMINISTRATOR: (gettext_lazy("Administrator"), gettext_lazy("invites people and gives rights; opens no candidate's file")),
    RightKind.OPEN_POSITIONS: (gettext_lazy("May open positions"), gettext_lazy("and recruits for those")),
    RightKind.IMPORT: (gettext_lazy("May import"), gettext_lazy("scorecards, people and candidates from files")),
    RightKind.PRIVACY: (gettext_lazy("Privacy officer"), gettext_lazy("reads the whole record with its words")),
    RightKind.STEWARD: (gettext_lazy("Equality steward"), gettext_lazy("comes later")),
}  # fmt: skip
GRANTABLE = [(kind.value, label) for kind, (label, _meaning) in RIGHT_WORDS.items() if kind not in COMES_LATER]
PASSWORD_HELP = gettext_lazy("Twelve characters or more. Several words in a row are easy to keep and hard to guess.")


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


def zones() -> list[tuple[str, str]]:
    """Places whose clocks one can choose, and none: then the organisation's."""
    named = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    )
    return [("", _("The organisation's")), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in named)]


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
