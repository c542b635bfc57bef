"""Whether finalists were treated alike: the same conversations, of the same length; and who had seen what before giving theirs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.decisions.models import TreatmentNote
from secondround.decisions.queries.debriefs import FINALISTS
from secondround.interviews.models import Assignment, AssignmentState, Exposure, Interview, InterviewState, Scorecard
from secondround.people.models import User
from secondround.positions.models import Position

COUNTED = (AssignmentState.OWED, AssignmentState.SUBMITTED, AssignmentState.WAIVED, AssignmentState.NOT_WANTED)


@dataclass(frozen=True)
class Given:
    """One card, when it came in, and what its author had seen of this person before: nothing is the rule."""

    card: Scorecard
    seen: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Treated:
    """One finalist's second round: its conversations with their minutes and people, and what was said of a difference."""

    application: Application
    talks: tuple[tuple[str, int], ...]
    people: int
    cards: tuple[Given, ...]
    notes: tuple[TreatmentNote, ...]

    @property
    def minutes(self) -> int:
        return sum(minutes for _name, minutes in self.talks)

    @property
    def loop(self) -> tuple[tuple[str, int], ...]:
        """What is compared: which conversations, how long, whatever their order."""
        return tuple(sorted(self.talks))


def treatment_of(user: User, position: Position, at: datetime) -> list[Treated]:
    """Finalists of `position` that `user` may know all of, by family name: a fixed number of queries for all of them.

    Whoever owes a card on one of them does not see that one here.
    """
    seen = candidates_access.visible_to(user, at, "treatment.read").filter(position=position)
    went_on = Interview.objects.filter(round__position=position, round__number__gt=1).values("application")
    rows = seen.filter(state__in=FINALISTS) | seen.filter(pk__in=went_on)
    found = list(
        rows.distinct().select_related("candidate").order_by("candidate__family_name", "candidate__name", "pk")
    )
    keys = [one.pk for one in found]
    talks, people = _talks(keys)
    cards, notes = _cards(keys), _notes(keys)
    return [
        Treated(one, tuple(talks[one.pk]), len(people[one.pk]), tuple(cards[one.pk]), tuple(notes[one.pk]))
        for one in found
    ]


def differs(rows: list[Treated]) -> bool:
    return len({one.loop for one in rows}) > 1


def _talks(keys: list[int]) -> tuple[dict[int, list[tuple[str, int]]], dict[int, set[int]]]:
    talks: dict[int, list[tuple[str, int]]] = defaultdict(list)
    people: dict[int, set[int]] = defaultdict(set)
    planned = Interview.objects.filter(application__in=keys, round__number__gt=1)
    planned = planned.filter(state__in=[InterviewState.PLANNED, InterviewState.HELD]).select_related("kit", "round")
    for one in planned.order_by("at", "pk"):
        talks[one.application_id].append((one.kit.name if one.kit else one.round.name, one.minutes))
    held = Assignment.objects.filter(interview__in=planned, state__in=COUNTED)
    for application, user in held.values_list("interview__application", "user"):
        people[application].add(user)
    return talks, people


def _cards(keys: list[int]) -> dict[int, list[Given]]:
    """First versions: what counts is what somebody knew when they first gave theirs."""
    found: dict[int, list[Given]] = defaultdict(list)
    seen = list(
        Exposure.objects.filter(application__in=keys).order_by("at").values_list("application", "user", "what", "at")
    )
    cards = Scorecard.objects.filter(assignment__interview__application__in=keys, version=1, submitted_at__isnull=False)
    cards = cards.select_related("assignment__user", "assignment__interview__round")
    for card in cards.order_by("assignment__interview__round__number", "submitted_at", "pk"):
        of, author, moment = card.assignment.interview.application_id, card.assignment.user_id, card.submitted_at
        before = tuple(
            (what, at) for key, user, what, at in seen if key == of and user == author and moment and at < moment
        )
        found[of].append(Given(card, before))
    return found


def _notes(keys: list[int]) -> dict[int, list[TreatmentNote]]:
    found: dict[int, list[TreatmentNote]] = defaultdict(list)
    for one in TreatmentNote.objects.filter(application__in=keys).select_related("by"):
        found[one.application_id].append(one)
    return found
