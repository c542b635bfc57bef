"""What people type about interviews, parsed and checked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.candidates.models import ConflictKind
from secondround.interviews.actions import CardEntry
from secondround.interviews.models import Recommendation
from secondround.people.models import User
from secondround.people.queries import chosen_person
from secondround.positions.models import Competency, Position, Round

CONFLICT_KINDS = (
    (ConflictKind.SAME_PERSON.value, gettext_lazy("It is me")),
    (ConflictKind.RELATIVE.value, gettext_lazy("A relative or partner")),
    (ConflictKind.REPORTS.value, gettext_lazy("My manager, or somebody who reports to me")),
    (ConflictKind.REFERRER.value, gettext_lazy("I referred this person")),
    (ConflictKind.OTHER.value, gettext_lazy("Something else")),
)
RECOMMENDATIONS = (
    (Recommendation.STRONG_NO.value, gettext_lazy("Strong no")),
    (Recommendation.NO.value, gettext_lazy("No")),
    (Recommendation.YES.value, gettext_lazy("Yes")),
    (Recommendation.STRONG_YES.value, gettext_lazy("Strong yes")),
)


def _somebody(chosen: str) -> User:
    user = chosen_person(chosen)
    if user is None:
        raise forms.ValidationError(_("Choose somebody from the list."))
    return user


class PromiseForm(forms.Form):
    """Who owes the answer, and by when."""

    owner = forms.CharField(error_messages={"required": gettext_lazy("Choose who owes the answer.")})
    answer_by = forms.DateField(error_messages={"required": gettext_lazy("Choose the day of the answer."),
                                                "invalid": gettext_lazy("Write the day as 2026-12-04.")})  # fmt: skip

    def clean_owner(self) -> User:
        return _somebody(self.cleaned_data["owner"])


class AssignForm(forms.Form):
    """Who assesses, in which round, and when the conversation is or was."""

    user = forms.CharField(error_messages={"required": gettext_lazy("Choose who assesses.")})
    round = forms.IntegerField(error_messages={"required": gettext_lazy("Choose the round.")})
    held_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
                                  error_messages={"invalid": gettext_lazy("Write the time as 2026-12-04 10:30.")})  # fmt: skip

    def __init__(self, position: Position, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.position = position

    def clean_user(self) -> User:
        return _somebody(self.cleaned_data["user"])

    def clean_round(self) -> Round:
        found = Round.objects.filter(position=self.position, number=self.cleaned_data["round"]).first()
        if found is None:
            raise forms.ValidationError(_("Choose the round."))
        return found

    def clean_held_at(self) -> datetime | None:
        value: datetime | None = self.cleaned_data["held_at"]
        return timezone.make_aware(value) if value is not None and timezone.is_naive(value) else value


class CardForm:
    """A scorecard as typed: per competency a level or "not covered", notes and questions asked, and one recommendation."""

    def __init__(self, competencies: Sequence[Competency], data: QueryDict | None = None) -> None:
        self.competencies, self.data = competencies, data
        self.errors: list[tuple[str, str]] = []

    def value(self, competency: Competency) -> str:
        return self.data.get(f"rating-{competency.uid}", "") if self.data else ""

    def is_none(self, competency: Competency) -> bool:
        return bool(self.data and self.data.get(f"rating-{competency.uid}-none"))

    def note(self, competency: Competency) -> str:
        return self.data.get(f"note-{competency.uid}", "") if self.data else ""

    def question(self, competency: Competency) -> str:
        return self.data.get(f"question-{competency.uid}", "") if self.data else ""

    @property
    def recommendation(self) -> str:
        return self.data.get("recommendation", "") if self.data else ""

    def is_valid(self) -> bool:
        for one in self.competencies:
            value = self.value(one)
            if value and value not in "12345":
                self.errors.append((f"note-{one.uid}", _("%(name)s: choose a level from 1 to 5.") % {"name": one.name}))
            if value and self.is_none(one):
                text = _("%(name)s is rated and marked as not covered: keep one.") % {"name": one.name}
                self.errors.append((f"note-{one.uid}", text))
            if value and not self.note(one).strip():
                text = _("%(name)s is rated: write a note that says what you heard.") % {"name": one.name}
                self.errors.append((f"note-{one.uid}", text))
        if self.recommendation and self.recommendation not in Recommendation.values:
            self.errors.append(("recommendation", _("Choose one of the four recommendations, or none.")))
        if not any(self.value(one) or self.note(one).strip() for one in self.competencies):
            self.errors.append(("card", _("There is nothing on this card yet.")))
        return not self.errors

    def entries(self) -> list[CardEntry]:
        """One entry per competency: what is left empty was not covered."""
        return [
            CardEntry(
                competency=one,
                value=float(self.value(one)) if self.value(one) else None,
                notes=[text.strip() for text in self.note(one).split("\n\n") if text.strip()],
                questions=[line.strip() for line in self.question(one).splitlines() if line.strip()],
            )
            for one in self.competencies
        ]


class ImportForm(forms.Form):
    """Files brought in together, who owes the answers, and by when."""

    owner = forms.CharField(required=False)
    answer_by = forms.DateField(
        required=False, error_messages={"invalid": gettext_lazy("Write the day as 2026-12-04.")}
    )
    scale = forms.CharField(required=False, max_length=20)
    amend = forms.CharField(required=False, max_length=500)

    def __init__(self, data: QueryDict | None, files: MultiValueDict[str, Any] | None) -> None:
        super().__init__(data, files)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.files.getlist("scorecards"):
            self.add_error(None, _("Choose a file of scorecards."))
        return cleaned
