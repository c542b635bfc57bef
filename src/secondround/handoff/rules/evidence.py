"""What a brief is made from: plain values, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class NoteFact:
    """One note as it was written. `competency` is a key of the position's competencies, or '' where it is untagged."""

    id: str
    number: int
    text: str
    competency: str = ""


@dataclass(frozen=True)
class CardFact:
    """One submitted scorecard. `ratings` on 1 to 5; None means not covered. `recommendation`: strong_no, no, yes, strong_yes, ''."""

    id: str
    author: str
    author_key: str
    at: datetime | None
    recommendation: str
    ratings: Mapping[str, float | None]
    notes: tuple[NoteFact, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()  # (competency key, question as put)
    is_amended: bool = False

    def notes_on(self, competency: str) -> tuple[NoteFact, ...]:
        return tuple(note for note in self.notes if note.competency == competency)


@dataclass(frozen=True)
class LibraryQuestion:
    """A whole question of the library, and the minutes it takes with its probes."""

    ask: str
    minutes: int


@dataclass(frozen=True)
class CompetencyFact:
    """What is judged. `prompts`: wording per situation (thin, unclear, conflict) with blanks in braces; `questions`: best first."""

    key: str
    name: str
    weight: float
    definition: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[LibraryQuestion, ...] = ()


@dataclass(frozen=True)
class Cited:
    """A passage of a note, letter for letter, and the note it comes from."""

    note: str
    number: int
    card: str
    author: str
    at: datetime | None
    text: str
    is_amended: bool = False


def cite(card: CardFact, note: NoteFact, text: str | None = None) -> Cited:
    return Cited(
        note=note.id,
        number=note.number,
        card=card.id,
        author=card.author,
        at=card.at,
        text=note.text if text is None else text,
        is_amended=card.is_amended,
    )
