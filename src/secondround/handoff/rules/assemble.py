"""A brief from evidence: what is known, what is not, what to ask. Pure: the same evidence gives the same bytes.

Nothing here words an opinion. Passages are cut from notes letter for letter; questions are prompts of the library whose blanks
stay blank until a person fills them; reasons are codes with facts, put into words by the page that shows them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from secondround.handoff.rules.contradictions import Contradiction, ContradictionKind, contradictions
from secondround.handoff.rules.evidence import CardFact, Cited, CompetencyFact
from secondround.handoff.rules.sentences import count_words, quotes, telling

FORMAT = 1
FEW_WORDS = 12
MINUTES = 5
PERSON_LINES = 10

PROMPTS = {
    "thin": "We have heard little from you on {topic}. Please take one example and tell us what you did.",
    "unclear": "On {topic} we understood that {first_note}. What was your own part in it?",
    "conflict": "One of us understood that {first_note}, another that {second_note}. We may have misheard: how was it?",
}
"""For a competency that nobody mapped to the library. Same blanks, same manners."""


@dataclass(frozen=True)
class PersonLine:
    """One of the ten lines on the person, and whether the person confirmed it."""

    kind: str
    text: str
    is_confirmed: bool
    source: str


@dataclass(frozen=True)
class Evidence:
    """Everything a brief is made from, of one candidate in one position. `heading` is carried through unread."""

    heading: Mapping[str, str]
    person: tuple[PersonLine, ...]
    competencies: tuple[CompetencyFact, ...]
    cards: tuple[CardFact, ...]


@dataclass(frozen=True)
class ThinArea:
    """What is not known. `code`: not_covered, one_opinion, no_note, few_words, no_example."""

    competency: str
    code: str
    assessors: int


@dataclass(frozen=True)
class Question:
    """A follow-up with its reason. `value`: expected gain of asking, per minute, in points of the scale; orders, never shown."""

    key: str
    competency: str
    prompt: str
    code: str
    minutes: int = MINUTES
    facts: Mapping[str, Any] = field(default_factory=dict)
    value: float = 0.0


def assemble(evidence: Evidence, values: Mapping[str, float], numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a brief as plain JSON values.

    `values`: what one more answer on a competency is worth to the choice (from `measurement`), by competency key; absent is 0.
    `numbers`: estimates and ratings as they stood, carried in a subtree of their own so that a page can leave it out whole.
    """
    weights = {one.key: one.weight for one in evidence.competencies}
    found = contradictions(evidence.cards, [one.key for one in evidence.competencies], weights)
    thin = [area for one in evidence.competencies if (area := thin_area(one.key, evidence.cards))]
    return {
        "format": FORMAT,
        "heading": dict(evidence.heading),
        "person": [asdict(line) for line in evidence.person[:PERSON_LINES]],
        "questions": [_question(one) for one in questions(evidence, found, thin, values)],
        "disagreements": [_disagreement(one) for one in found],
        "thin": [asdict(one) for one in thin],
        "evidence": [_evidence(one, evidence.cards) for one in evidence.competencies],
        "asked": _asked(evidence.cards),
        "numbers": {**numbers, "disagreements": {one.key: list(one.ratings) for one in found if one.ratings}},
    }


def thin_area(competency: str, cards: Sequence[CardFact]) -> ThinArea | None:
    """Why too little is known of one competency; None where enough is."""
    rated = {card.author_key for card in cards if card.ratings.get(competency) is not None}
    noted = [note for card in cards for note in card.notes_on(competency)]
    heard = rated | {card.author_key for card in cards if card.notes_on(competency)}
    if not heard:
        code = "not_covered"
    elif not noted:
        code = "no_note"
    elif len(heard) == 1:
        code = "one_opinion"
    elif sum(count_words(note.text) for note in noted) < FEW_WORDS:
        code = "few_words"
    elif not any(telling(note.text)[1] for note in noted):
        code = "no_example"
    else:
        return None
    return ThinArea(competency, code, len(heard))


def questions(
    evidence: Evidence, found: Sequence[Contradiction], thin: Sequence[ThinArea], values: Mapping[str, float]
) -> list[Question]:
    """One question per matter, the most worthwhile per minute first; what disagrees before what is thin where worth is equal."""
    known = {one.key: one for one in evidence.competencies}
    asked = {_plain(text) for card in evidence.cards for _, text in card.questions}
    made = [_about_contradiction(one, known) for one in found]
    made += [_about_thin(one, known[one.competency], asked) for one in thin]
    once: dict[tuple[str, str], Question] = {}
    for one in made:  # two matters that would be asked in the same words are asked once
        once.setdefault((one.competency, one.prompt), one)
    valued = [replace(one, value=round(_worth(one, values), 4)) for one in once.values()]
    return sorted(valued, key=lambda one: -one.value)  # the sort is stable: what disagrees stays before what is thin


def _worth(question: Question, values: Mapping[str, float]) -> float:
    """A recommendation speaks of the whole card: it is worth what the most worthwhile competency is."""
    whole = max(values.values(), default=0.0)
    return (values.get(question.competency, 0.0) if question.competency else whole) / question.minutes


def _about_contradiction(one: Contradiction, known: Mapping[str, CompetencyFact]) -> Question:
    codes = {
        ContradictionKind.RATINGS: "assessors_disagree",
        ContradictionKind.FIGURES: "figures_differ",
        ContradictionKind.RECOMMENDATION: "recommendation_against_ratings",
    }
    facts: dict[str, Any] = {"authors": list(dict.fromkeys(side.author for side in one.sides))}
    if one.figures:
        facts["figures"] = list(one.figures)
    return Question(
        key=one.key,
        competency=one.competency,
        prompt=_prompt(known.get(one.competency), "conflict"),
        code=codes[one.kind],
        facts=facts,
    )


def _about_thin(one: ThinArea, competency: CompetencyFact, asked: set[str]) -> Question:
    """Nobody asked: a whole question of the library that was not put yet. Something was said: a prompt that takes it up."""
    key, facts = f"thin:{competency.key}", {"assessors": one.assessors}
    if one.code == "not_covered":
        fresh = next((item for item in competency.questions if _plain(item.ask) not in asked), None)
        if fresh:
            return Question(key, competency.key, fresh.ask, one.code, fresh.minutes, facts)
    return Question(
        key,
        competency.key,
        _prompt(competency, "unclear" if one.code == "no_example" else "thin"),
        one.code,
        MINUTES,
        facts,
    )


def _prompt(competency: CompetencyFact | None, when: str) -> str:
    return (competency.prompts.get(when) if competency else None) or PROMPTS[when]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".?! ")


def _question(one: Question) -> dict[str, Any]:
    return {**asdict(one), "facts": dict(one.facts)}


def _disagreement(one: Contradiction) -> dict[str, Any]:
    """Ratings and means are left out: they stand in the numbers."""
    return {
        "key": one.key,
        "kind": one.kind.value,
        "competency": one.competency,
        "sides": [_cited(side) for side in one.sides],
        "figures": list(one.figures),
    }


def _evidence(competency: CompetencyFact, cards: Sequence[CardFact]) -> dict[str, Any]:
    heard = [card for card in cards if card.ratings.get(competency.key) is not None or card.notes_on(competency.key)]
    return {
        "competency": competency.key,
        "name": competency.name,
        "definition": competency.definition,
        "assessors": len({card.author_key for card in heard}),
        "quotes": [{"role": role, **_cited(passage)} for role, passage in quotes(cards, competency.key)],
    }


def _asked(cards: Sequence[CardFact]) -> list[dict[str, str]]:
    """Each question once, with who put it first."""
    seen: dict[str, dict[str, str]] = {}
    for card in cards:
        for competency, text in card.questions:
            seen.setdefault(_plain(text), {"question": text, "competency": competency, "author": card.author})
    return list(seen.values())


def _cited(passage: Cited) -> dict[str, Any]:
    return {**asdict(passage), "at": passage.at.isoformat() if passage.at else ""}
