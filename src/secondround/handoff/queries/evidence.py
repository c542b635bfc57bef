"""From rows to the plain evidence that a brief is assembled from."""

from collections.abc import Collection, Mapping, Sequence

from secondround.candidates.models import Application
from secondround.handoff.rules.assemble import Evidence, PersonLine
from secondround.handoff.rules.evidence import CardFact, CompetencyFact, LibraryQuestion, NoteFact
from secondround.interviews.models import Scorecard
from secondround.interviews.queries import whole_cards
from secondround.positions.library import Attribute, Question
from secondround.positions.models import Competency, Position, Round
from secondround.positions.queries import attributes_for, questions_for, weight_of

SENIOR_FIRST = {"senior": 0, "any": 1, "peer": 2, "other_department": 3}


def evidence_on(application: Application, rounds: Collection[Round]) -> Evidence:
    """Everything known of one candidacy from these rounds, whole: whoever calls has checked that its reader may know it."""
    position = application.position
    uids = uids_of(position)
    return Evidence(
        heading=_heading(application),
        person=person_lines(application),
        competencies=competency_facts(position),
        cards=tuple(
            card_fact(card, uids) for card in whole_cards([application.pk], with_competencies=False, rounds=rounds)
        ),
    )


def _heading(application: Application) -> dict[str, str]:
    position, candidate = application.position, application.candidate
    return {
        "application": str(application.uid),
        "candidate": candidate.name,
        "position": position.title,
        "department": position.department,
        "place": position.place,
    }


def person_lines(application: Application) -> tuple[PersonLine, ...]:
    facts = application.candidate.facts.filter(removed_at__isnull=True).order_by("order")
    return tuple(PersonLine(one.kind, one.text, one.confirmed_at is not None, one.source) for one in facts)


def competency_facts(position: Position) -> tuple[CompetencyFact, ...]:
    """Competencies in order with their weight, and the library's wording where they are mapped to it."""
    competencies = list(position.competencies.all())
    weights, attributes = weight_of(position, competencies), attributes_for(position)
    questions = list(questions_for(position).values())
    return tuple(_competency(one, weights[one.pk], attributes.get(one.attribute), questions) for one in competencies)


def _competency(
    one: Competency, weight: float, attribute: Attribute | None, questions: Sequence[Question]
) -> CompetencyFact:
    if attribute is None:
        return CompetencyFact(key=str(one.uid), name=one.name, weight=weight)
    fitting = [item for item in questions if item.attribute == attribute.id and item.type != "elaboration"]
    fitting.sort(key=lambda item: SENIOR_FIRST.get(item.best_with, 1))
    return CompetencyFact(
        key=str(one.uid),
        name=one.name,
        weight=weight,
        definition=attribute.definition,
        prompts={prompt.when: prompt.ask for prompt in attribute.prompts},
        questions=tuple(LibraryQuestion(item.ask, item.minutes) for item in fitting),
    )


def uids_of(position: Position) -> dict[int | None, str]:
    """The outward id of each competency; '' for what is tagged to none."""
    uids: dict[int | None, str] = {None: ""}
    uids |= {one.pk: str(one.uid) for one in position.competencies.all()}
    return uids


def card_fact(card: Scorecard, uids: Mapping[int | None, str]) -> CardFact:
    """One card in force as plain values. Needs ratings, notes and asked questions prefetched."""
    assignment = card.assignment
    return CardFact(
        id=str(card.uid),
        author=assignment.user.name,
        author_key=str(assignment.user_id),
        at=assignment.interview.at or card.submitted_at,
        recommendation=card.recommendation,
        ratings={
            uids[rating.competency_id]: None if rating.value is None else float(rating.value)
            for rating in card.ratings.all()
        },
        notes=tuple(
            NoteFact(
                id=str(note.uid),
                number=note.number,
                text=note.text,
                competency=uids[note.competency_id],
            )
            for note in card.notes.all()
        ),
        questions=tuple(("", asked.text) for asked in card.asked.all()),
        is_amended=card.version > 1,
    )
