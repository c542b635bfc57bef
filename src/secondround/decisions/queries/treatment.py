"""Whether finalists were treated alike: the same conversations, of the same length; and who had seen what before giving theirs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.decisions.models import TreatmentNote
from secondround.decisions.queries.courses import courses_of
from secondround.decisions.queries.debriefs import FINALISTS
from secondround.decisions.treating import Course
from secondround.interviews.models import Exposure, Interview, Scorecard
from secondround.people.models import User
from secondround.positions.models import Position


@dataclass(frozen=True)
class Given:
    """One card, when it came in, and what its author had seen of this person before: nothing is the rule."""

    card: Scorecard
    seen: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Treated:
    """One finalist: the course of their second round, who had given what of them, and what was said of a difference."""

    application: Application
    course: Course
    cards: tuple[Given, ...]
    notes: tuple[TreatmentNote, ...]

    def said_of(self, about: str) -> list[TreatmentNote]:
        return [one for one in self.notes if one.about == about]


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
    courses, cards, notes = courses_of(keys, at), _cards(keys), _notes(keys)
    return [Treated(one, courses[one.pk], tuple(cards[one.pk]), tuple(notes[one.pk])) for one in found]


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
