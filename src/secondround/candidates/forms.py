"""What people type about candidates, parsed and checked."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.candidates.models import ApplicationState
from secondround.candidates.resume.text import ResumeText, outcome_words, read_resume
from secondround.candidates.storage import StoredFile, digest, keep
from secondround.candidates.wording import LINES
from secondround.people.forms import ZONES
from secondround.people.models import User
from secondround.people.queries import chosen_person

MOST_BYTES = 10 * 1024 * 1024
READ_OR_KEPT = ("text", "no_text", "timeout")
"""What the box answers of a file that is kept; of anything else its sender is asked for another."""
TOO_LARGE = gettext_lazy("The file is larger than 10 MB.")
MOST_LINES = 10
LANGUAGES = sorted(
    ((code, of["name_local"]) for code, of in LANG_INFO.items() if len(code) == 2), key=lambda one: one[1]
)
"""What letters may be written in, each by its own name."""


ZONES_OR_NONE = [("", ""), *((zone, zone) for zone in ZONES)]
"""Nothing chosen: the organisation's clocks."""


class PersonForm(forms.Form):
    """Name, address and number of somebody who applies."""

    name = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Type your name.")})
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Type your e-mail; the answer goes there."),
            "invalid": gettext_lazy("This is not an e-mail address."),
        },
    )
    phone = forms.CharField(max_length=60, required=False)
    zone = forms.ChoiceField(
        required=False,
        choices=ZONES_OR_NONE,
        error_messages={"invalid_choice": gettext_lazy("Choose it from the list.")},
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class CorrectForm(forms.Form):
    """What is known of a person, put right by somebody who recruits."""

    name = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Type their name.")})
    email = forms.EmailField(
        max_length=254, required=False, error_messages={"invalid": gettext_lazy("This is not an e-mail address.")}
    )
    phone = forms.CharField(max_length=60, required=False)
    language = forms.ChoiceField(required=False, choices=[("", ""), *LANGUAGES])
    zone = forms.ChoiceField(required=False, choices=ZONES_OR_NONE)


class PaperForm(forms.Form):
    """A paper, checked by reading it in the box; what could be read is in `paper_text`."""

    resume = forms.FileField(
        required=False,
        max_length=200,
        allow_empty_file=True,
        error_messages={"max_length": gettext_lazy("The file's name is too long.")},
    )
    paper_text: ResumeText | None = None

    def clean_resume(self) -> "UploadedFile[bytes] | None":
        given: UploadedFile[bytes] | None = self.cleaned_data["resume"]
        if not given:
            return None
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        self.paper_text = read_resume(given.read())
        if self.paper_text.outcome not in READ_OR_KEPT:
            raise forms.ValidationError(outcome_words(self.paper_text.outcome))
        return given

    def stored(self) -> StoredFile | None:
        """Keep the given file; call once, when the whole form is right."""
        given, text = self.cleaned_data.get("resume"), self.paper_text
        if not given or text is None:
            return None
        given.seek(0)
        data = given.read()
        return StoredFile(
            stored_as=keep(data),
            original_name=given.name[:200],
            media_type=text.media_type,
            size=len(data),
            sha256=digest(data),
            text=text.text,
            text_outcome=text.outcome,
            text_warnings=text.warnings,
        )


class ApplyForm(PersonForm, PaperForm):
    """The first page of an application."""

    cover = forms.CharField(max_length=3000, required=False)
    read_notice = forms.BooleanField(
        error_messages={"required": gettext_lazy("Say that you have read what happens with your data.")}
    )


def lines_given(kinds: Sequence[str], texts: Sequence[str]) -> list[tuple[str, str]]:
    """The lines on a person as two lists of fields send them: empty ones left out, ten at most."""
    known = {kind for kind, _words in LINES}
    given = [
        (kind if kind in known else "other", " ".join(text.split())[:300])
        for kind, text in zip(kinds, texts, strict=False)
    ]
    return [(kind, text) for kind, text in given if text][:MOST_LINES]


class EntryForm(PaperForm):
    """Somebody entered by hand."""

    name = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Type the person's name.")})
    email = forms.EmailField(
        max_length=254,
        required=False,
        error_messages={"invalid": gettext_lazy("This is not an e-mail address.")},
    )
    phone = forms.CharField(max_length=60, required=False)
    source = forms.CharField(max_length=60, required=False)
    tags = forms.CharField(max_length=400, required=False)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_tags(self) -> list[str]:
        return [one for one in self.cleaned_data["tags"].split(",") if one.strip()]


class AnswerForm(forms.Form):
    """Who owes the answer, and by when."""

    owner = forms.CharField(error_messages={"required": gettext_lazy("Choose who owes the answer.")})
    answer_by = forms.DateField(
        error_messages={
            "required": gettext_lazy("Choose the day by which the person hears."),
            "invalid": gettext_lazy("This is not a day."),
        }
    )

    def clean_owner(self) -> User:
        user = chosen_person(self.cleaned_data["owner"])
        if user is None:
            raise forms.ValidationError(_("Choose who owes the answer."))
        return user


class MoveForm(AnswerForm):
    """A move on the board."""

    state = forms.ChoiceField(
        choices=[(one.value, one.value) for one in (ApplicationState.RECEIVED, ApplicationState.FIRST_ROUND)],
        error_messages={
            "required": gettext_lazy("Choose where to."),
            "invalid_choice": gettext_lazy("Choose where to."),
        },
    )

    def clean_state(self) -> ApplicationState:
        return ApplicationState(self.cleaned_data["state"])


def first_errors(form: forms.Form) -> list[tuple[str, str]]:
    """The first thing that is wrong with each field."""
    return [(name, str(errors[0])) for name, errors in form.errors.items()]


def parsed_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def split_uids(values: Iterable[Any]) -> list[str]:
    return [str(one) for one in values][:500]


class DoorForm(forms.Form):
    """Whose page it is."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Type the e-mail address that you applied with."),
            "invalid": gettext_lazy("This is not an e-mail address."),
        },
    )


class CodeForm(DoorForm):
    """Six digits, however they are written down."""

    code = forms.CharField(
        max_length=20, error_messages={"required": gettext_lazy("Type the six digits that stand in the letter.")}
    )

    def clean_code(self) -> str:
        return "".join(one for one in self.cleaned_data["code"] if one.isdecimal())
