"""What was said of somebody, by round and competency: the same cards that one may read, the other way round."""

from collections.abc import Sequence
from dataclasses import dataclass

from secondround.interviews.models import Note, Rating, Scorecard
from secondround.positions.models import Competency, Round

BETWEEN = {"1": ("1",), "2": ("1", "3"), "3": ("3",), "4": ("3", "5"), "5": ("5",)}


@dataclass(frozen=True)
class Voice:
    """What one assessor said on one competency. `meant`: the anchors between or at which the level stands, as they read then."""

    card: Scorecard
    rating: Rating | None
    notes: tuple[Note, ...]
    meant: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Chapter:
    """One competency in one round; None: notes without a competency."""

    competency: Competency | None
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Part:
    """One round: its cards, what they say by competency in the order of the position, who asked what, and which brought answers to what
    had stayed open."""

    round: Round
    cards: tuple[Scorecard, ...]
    chapters: tuple[Chapter, ...]
    asked: tuple[tuple[str, tuple[str, ...]], ...]
    replied: tuple[Scorecard, ...] = ()


def story(cards: Sequence[Scorecard]) -> list[Part]:
    """`cards`: whole, from `whole_cards`; no query of its own."""
    rounds = {card.assignment.interview.round_id: card.assignment.interview.round for card in cards}
    return [
        _part(of, [card for card in cards if card.assignment.interview.round_id == of.pk])
        for of in sorted(rounds.values(), key=lambda one: one.number)
    ]


def _part(of: Round, cards: Sequence[Scorecard]) -> Part:
    judged: dict[int, Competency] = {}
    for card in cards:
        said = [one.competency for one in card.ratings.all()]
        said += [one.competency for one in card.notes.all() if one.competency is not None]
        judged |= {one.pk: one for one in said}
    chapters = [
        _chapter(competency, cards) for competency in sorted(judged.values(), key=lambda one: (one.order, one.pk))
    ]
    loose = _chapter(None, cards)
    asked = [(card.assignment.user.name, tuple(one.text for one in card.asked.all())) for card in cards]
    told = tuple([*chapters, loose] if loose.voices else chapters)
    replied = tuple(card for card in cards if card.replies.all())
    return Part(of, tuple(cards), told, tuple(one for one in asked if one[1]), replied)


def _chapter(competency: Competency | None, cards: Sequence[Scorecard]) -> Chapter:
    key = competency.pk if competency else None
    voices = []
    for card in cards:
        rating = next((one for one in card.ratings.all() if key is not None and one.competency_id == key), None)
        notes = tuple(one for one in card.notes.all() if one.competency_id == key)
        if notes or (rating is not None and rating.value is not None):
            voices.append(Voice(card, rating, notes, _meant(rating)))
    return Chapter(competency, tuple(voices))


def _meant(rating: Rating | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The anchor at a whole level, the two around a level between; nothing where the scale had no text."""
    if rating is None or rating.value is None or rating.scale is None or not rating.scale.anchors:
        return ()
    whole = str(round(rating.value))
    return tuple((level, tuple(rating.scale.anchors.get(level, ()))) for level in BETWEEN[whole])
