"""When two names are one, and when a scorecard in a file is one that is in already and says the same."""

from secondround.interviews.models import Scorecard
from secondround.interviews.planned import PlannedCandidate, PlannedPerson
from secondround.interviews.sheets.scorecards import CardSheet

FIRST_ROUND = "First round"
"""What a round is called where a file names none."""


def same_name(name: str) -> str:
    return " ".join(name.casefold().split())


def identity_of(card: CardSheet, candidate: PlannedCandidate, interviewer: PlannedPerson) -> tuple[object, ...]:
    return (
        candidate.application.pk if candidate.application else None,
        same_name(card.key.round or FIRST_ROUND),
        interviewer.user.pk if interviewer.user else None,
        card.key.at,
    )


def says_the_same(card: CardSheet, standing: Scorecard) -> bool:
    """Whether the sheet holds just what the card in force does: ratings, notes, questions, recommendation."""
    ours = {same_name(entry.competency): entry.value for entry in card.entries}
    theirs = {
        same_name(one.competency.name): None if one.value is None else float(one.value)
        for one in standing.ratings.all()
    }
    notes = {text for entry in card.entries for text in entry.notes}
    asked = {text for entry in card.entries for text in entry.questions}
    return (
        ours == theirs
        and notes == {one.text for one in standing.notes.all()}
        and asked == {one.text for one in standing.asked.all()}
        and card.recommendation == standing.recommendation
    )
