"""What people type about interviews, parsed and checked."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.candidates.models import ConflictKind
from secondround.interviews.actions import CardEntry, FollowUpAnswer, Loose
from secondround.interviews.actions.scheduling import Appointment
from secondround.interviews.models import FollowUp, Rating, Recommendation, Scorecard
from secondround.interviews.rules import drafts
from secondround.people.forms import ZONES
from secondround.people.models import User
from secondround.people.queries import chosen_person
from secondround.people.rules import exists
from secondround.positions.models import Competency, Kit, KitQuestion, MeetingRoom, Position, Round

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


USUAL_MINUTES = 60


class ScheduleForm(forms.Form):
    """Who, when on whose clocks, where. For a move, people and kit stay as they are."""

    kit = forms.CharField(required=False)
    round = forms.CharField(required=False)
    at = forms.CharField(error_messages={"required": gettext_lazy("Say when.")})
    zone = forms.CharField()
    minutes = forms.IntegerField(min_value=5, max_value=480, required=False)
    room = forms.CharField(required=False)
    place = forms.CharField(required=False, max_length=300)
    over_limit = forms.CharField(required=False, max_length=300)
    candidate_zone = forms.CharField(required=False)
    tells = forms.BooleanField(required=False)

    def __init__(
        self, position: Position, data: QueryDict | None, *, initial: Mapping[str, Any], is_move: bool = False
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.is_move = is_move
        self.kits = list(
            Kit.objects.filter(round__position=position, retired_at__isnull=True).select_related("round", "pool")
        )
        self.rounds = list(position.rounds.all())
        self.rooms = list(MeetingRoom.objects.filter(retired_at__isnull=True).select_related("site"))

    def clean_at(self) -> datetime:
        """As clocks show it: which clocks is said beside it, so that Django's own field, which takes the reader's, does not serve."""
        try:
            return datetime.fromisoformat(self.cleaned_data["at"].strip()).replace(tzinfo=None)
        except ValueError as error:
            raise forms.ValidationError(_("Write the time as 2026-12-04 10:30.")) from error

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone not in ZONES:
            raise forms.ValidationError(_("Choose a time zone from the list."))
        return zone

    def clean_candidate_zone(self) -> str:
        """Whose clocks the candidate is believed to live by; nothing where nobody knows."""
        zone: str = self.cleaned_data["candidate_zone"]
        if zone and zone not in ZONES:
            raise forms.ValidationError(_("Choose a time zone from the list."))
        return zone

    def clean_room(self) -> MeetingRoom | None:
        chosen = self.cleaned_data["room"]
        found = next((one for one in self.rooms if str(one.uid) == chosen), None)
        if chosen and found is None:
            raise forms.ValidationError(_("Choose a room from the list."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["kit"] = next((one for one in self.kits if str(one.uid) == cleaned.get("kit")), None)
        chosen = next((one for one in self.rounds if str(one.number) == cleaned.get("round")), self.rounds[0])
        cleaned["round"] = cleaned["kit"].round if cleaned["kit"] else chosen
        if cleaned.get("minutes") is None:
            planned = cleaned["kit"].minutes if cleaned["kit"] else USUAL_MINUTES
            cleaned["minutes"] = self.initial.get("minutes") or planned
        cleaned["people"] = [] if self.is_move else self._people()
        wall, zone = cleaned.get("at"), cleaned.get("zone")
        if wall is not None and zone:
            if not exists(wall, ZoneInfo(zone)):
                self.add_error("at", _("Clocks go forward that night: this time does not exist there."))
            cleaned["at"] = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return cleaned

    def chosen_kit(self) -> Kit | None:
        """The interview of the plan that stands in the form, typed or given."""
        chosen = self.data.get("kit", "") if self.is_bound else self.initial.get("kit", "")
        return next((one for one in self.kits if str(one.uid) == chosen), None)

    def _people(self) -> list[User]:
        chosen = self.data.getlist("people") if isinstance(self.data, QueryDict) else []
        found = list({user.pk: user for one in chosen if (user := chosen_person(one))}.values())
        if not found:
            self.add_error(None, _("Choose who holds it."))
        return found

    def appointment(self) -> Appointment:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return Appointment(
            at=given["at"],
            minutes=given["minutes"],
            zone=given["zone"],
            room=given["room"],
            place=given["place"].strip(),
            candidate_zone=given["candidate_zone"],
        )


def draft_typed(data: QueryDict) -> dict[str, Any]:
    """A card's page as it was sent, in the shape that `rules.drafts.clean` reads."""
    return {
        "ratings": {key.removeprefix("rating-"): data.get(key) for key in data if key.startswith("rating-")},
        "notes": {key.removeprefix("note-"): data.get(key) for key in data if key.startswith("note-")},
        "asked": data.getlist("asked"),
        "questions": data.get("questions", ""),
        "recommendation": data.get("recommendation", ""),
        "new": data.get("new", ""),
        "answers": {key.removeprefix("answer-"): data.get(key) for key in data if key.startswith("answer-")},
        "put": data.getlist("put"),
    }


def draft_of(card: Scorecard) -> dict[str, Any]:
    """A submitted card as a draft, to be amended: its values, and each note as a paragraph."""
    notes: dict[str, list[str]] = {}
    for note in card.notes.all():
        notes.setdefault(str(note.competency.uid) if note.competency else drafts.LOOSE, []).append(note.text)
    return {
        **drafts.EMPTY,
        "ratings": {str(one.competency.uid): _level(one) for one in card.ratings.all()},
        "notes": {key: "\n\n".join(texts) for key, texts in notes.items()},
        "asked": [str(one.kit_question.uid) for one in card.asked.all() if one.kit_question],
        "questions": "\n".join(one.text for one in card.asked.all() if one.kit_question is None),
        "recommendation": card.recommendation,
    }


def _level(rating: Rating) -> str:
    """A value of an imported card that lies between two levels is no level of ours; it has to be chosen again."""
    if rating.value is None:
        return drafts.NOT_COVERED
    return str(int(rating.value)) if rating.value == int(rating.value) else ""


def entries_of(body: Mapping[str, Any], competencies: Iterable[Competency]) -> list[CardEntry]:
    """One entry per competency: what is left empty was not covered."""
    return [
        CardEntry(
            competency=one,
            value=float(level) if (level := body["ratings"].get(str(one.uid))) in drafts.LEVELS else None,
            notes=drafts.paragraphs(body["notes"].get(str(one.uid), "")),
        )
        for one in competencies
    ]


def loose_of(body: Mapping[str, Any], questions: Iterable[KitQuestion]) -> Loose:
    return Loose(
        notes=drafts.paragraphs(body["notes"].get(drafts.LOOSE, "")),
        asked=[one for one in questions if str(one.uid) in body["asked"]],
        questions=drafts.lines(body["questions"]),
    )


def answers_of(body: Mapping[str, Any], follow_ups: Iterable[FollowUp]) -> list[FollowUpAnswer]:
    """What became of each follow-up that stood on the card; of those left alone nothing is said."""
    return [
        FollowUpAnswer(one, body["answers"].get(str(one.uid), ""), str(one.uid) in body["put"])
        for one in follow_ups
        if str(one.uid) in body["answers"] or str(one.uid) in body["put"]
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
