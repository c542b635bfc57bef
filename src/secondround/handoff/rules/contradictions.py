"""Where assessors disagree: ratings two steps apart, differing figures or dates, a recommendation against the ratings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from secondround.handoff.rules.evidence import CardFact, Cited, cite
from secondround.handoff.rules.figures import differing
from secondround.handoff.rules.sentences import best_sentence, sentences

STEPS_APART = 2.0


class ContradictionKind(StrEnum):
    RATINGS = "ratings"
    FIGURES = "figures"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True)
class Contradiction:
    """Two or more sides of one matter, each with the words it rests on. `ratings` stands beside `sides` and is shown only with numbers."""

    kind: ContradictionKind
    competency: str
    sides: tuple[Cited, ...]
    cards: tuple[str, ...]
    ratings: tuple[float, ...] = ()
    figures: tuple[str, ...] = ()
    recommendation: str = ""

    @property
    def key(self) -> str:
        """Names the matter, so that finding it again is the same finding."""
        if self.kind is ContradictionKind.FIGURES:
            return f"figures:{self.competency}:" + "+".join(sorted(side.note for side in self.sides))
        return f"{self.kind}:{self.competency}:" + "+".join(sorted(self.cards))


def contradictions(
    cards: Sequence[CardFact], competencies: Sequence[str], weights: Mapping[str, float]
) -> list[Contradiction]:
    """Everything found in one candidate's cards, ratings first, in the order of the competencies."""
    found = [one for key in competencies if (one := ratings_apart(cards, key))]
    found += figures_apart(cards)
    return found + [one for card in cards if (one := against_own_ratings(card, weights))]


def ratings_apart(cards: Sequence[CardFact], competency: str) -> Contradiction | None:
    """The widest pair on one competency, where it lies two steps or more apart."""
    rated = sorted(
        ((value, card) for card in cards if (value := card.ratings.get(competency)) is not None),
        key=lambda pair: (pair[0], pair[1].id),
    )
    if len(rated) < 2 or rated[-1][0] - rated[0][0] < STEPS_APART:
        return None
    pair = (rated[-1], rated[0])
    return Contradiction(
        kind=ContradictionKind.RATINGS,
        competency=competency,
        sides=tuple(side for _, card in pair for side in _words(card, competency)),
        cards=tuple(card.id for _, card in pair),
        ratings=tuple(value for value, _ in pair),
    )


def figures_apart(cards: Sequence[CardFact]) -> list[Contradiction]:
    """Pairs of notes by different people that give different figures or dates about one thing; each note pair once."""
    found = []
    for i, first in enumerate(cards):
        for second in cards[i + 1 :]:
            if first.author_key == second.author_key:
                continue
            for note in first.notes:
                for other in second.notes:
                    if differ := differing(note.text, other.text):
                        sides = (
                            cite(first, note, _holding(note.text, differ[0].text)),
                            cite(second, other, _holding(other.text, differ[1].text)),
                        )
                        found.append(
                            Contradiction(
                                kind=ContradictionKind.FIGURES,
                                competency=note.competency or other.competency,
                                sides=sides,
                                cards=(first.id, second.id),
                                figures=(differ[0].text, differ[1].text),
                            )
                        )
    return found


def against_own_ratings(card: CardFact, weights: Mapping[str, float]) -> Contradiction | None:
    """A recommendation that its author's own ratings do not bear out."""
    rated = [(value, weights.get(key, 1.0)) for key, value in card.ratings.items() if value is not None]
    total = sum(weight for _, weight in rated)
    if not rated or not card.recommendation or total <= 0:
        return None
    mean = sum(value * weight for value, weight in rated) / total
    against = {
        "no": mean >= 3.7,
        "strong_no": mean >= 3.3,
        "yes": mean <= 2.3,
        "strong_yes": mean <= 2.7,
    }
    if not against.get(card.recommendation, False):
        return None
    sides = tuple(cite(card, note, best_sentence(note.text)) for note in card.notes[:1])
    return Contradiction(
        kind=ContradictionKind.RECOMMENDATION,
        competency="",
        sides=sides,
        cards=(card.id,),
        ratings=(round(mean, 1),),
        recommendation=card.recommendation,
    )


def _words(card: CardFact, competency: str) -> tuple[Cited, ...]:
    notes = card.notes_on(competency)
    return (cite(card, notes[0], best_sentence(notes[0].text)),) if notes else ()


def _holding(text: str, figure: str) -> str:
    """The sentence of a note that holds the figure."""
    wanted = "".join(figure.split())
    found = (sentence for sentence in sentences(text) if wanted in "".join(sentence.split()))
    return next(found, best_sentence(text))
