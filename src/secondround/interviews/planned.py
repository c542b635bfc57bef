"""The plan of an import as plain values: what was given, what would be written."""

from dataclasses import dataclass, field
from datetime import date

from secondround.candidates.models import Application, Candidate
from secondround.interviews.models import Scorecard
from secondround.interviews.sheets.persons import CandidateRow, PersonRow
from secondround.interviews.sheets.scorecards import CardSheet
from secondround.people.models import User
from secondround.positions.models import Position


@dataclass(frozen=True)
class GivenFile:
    """A file as given: its name, for problems to speak of, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Given:
    """Everything brought in together. Only scorecards are required."""

    scorecards: tuple[GivenFile, ...]
    people: GivenFile | None = None
    candidates: GivenFile | None = None
    resumes: tuple[GivenFile, ...] = ()


@dataclass(frozen=True)
class Options:
    """`owner`: e-mail of who owes everybody an answer. `scale`: "LOW-HIGH". `amend`: the reason for changing cards that are in."""

    owner: str = ""
    answer_by: date | None = None
    scale: str = ""
    amend: str = ""


@dataclass(frozen=True)
class PlannedPerson:
    """An interviewer or owner: known (`user`) or to be entered. Without an address they cannot be invited yet."""

    name: str
    email: str
    user: User | None = None
    row: PersonRow | None = None


@dataclass(frozen=True)
class PlannedCandidate:
    name: str
    email: str
    row: CandidateRow | None = None
    candidate: Candidate | None = None
    application: Application | None = None
    resume: GivenFile | None = None


@dataclass(frozen=True)
class PlannedCard:
    """One scorecard. `standing`: the card that is in already; `is_changed`: the sheet says otherwise than it does."""

    sheet: CardSheet
    file: str
    candidate: PlannedCandidate
    interviewer: PlannedPerson
    standing: Scorecard | None = None
    is_changed: bool = False


@dataclass
class PlannedPosition:
    title: str
    position: Position | None
    recruiter: PlannedPerson
    owner: PlannedPerson
    recruiters: list[PlannedPerson] = field(default_factory=list)  # beside the first
    hiring_managers: list[PlannedPerson] = field(default_factory=list)
    senior_readers: list[PlannedPerson] = field(default_factory=list)
    new_competencies: list[str] = field(default_factory=list)
    new_rounds: list[str] = field(default_factory=list)
    candidates: list[PlannedCandidate] = field(default_factory=list)
    cards: list[PlannedCard] = field(default_factory=list)

    @property
    def new_cards(self) -> list[PlannedCard]:
        return [card for card in self.cards if card.standing is None]

    @property
    def amended_cards(self) -> list[PlannedCard]:
        return [card for card in self.cards if card.is_changed]

    @property
    def new_candidates(self) -> list[PlannedCandidate]:
        return [one for one in self.candidates if one.application is None]


@dataclass(frozen=True)
class Plan:
    """What would be written. `notes`: sentences on what is left for a person to do."""

    positions: tuple[PlannedPosition, ...]
    people: tuple[PlannedPerson, ...]
    answer_by: date
    rows: int
    notes: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(
            one.new_cards or one.amended_cards or one.new_candidates or one.position is None for one in self.positions
        ) and all(person.user for person in self.people)

    def summary(self) -> dict[str, int]:
        return {
            "positions": sum(one.position is None for one in self.positions),
            "people": sum(person.user is None for person in self.people),
            "candidates": sum(len(one.new_candidates) for one in self.positions),
            "scorecards": sum(len(one.new_cards) for one in self.positions),
            "amended": sum(len(one.amended_cards) for one in self.positions),
            "unchanged": sum(len(one.cards) - len(one.new_cards) - len(one.amended_cards) for one in self.positions),
            "rows": self.rows,
        }
