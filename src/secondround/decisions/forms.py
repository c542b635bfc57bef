"""The compare-and-decide form: per person a verdict with its reason, or an owner and a date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from secondround.candidates.models import Application
from secondround.decisions.actions import Choice
from secondround.decisions.models import Outcome
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Verdict
from secondround.handoff.queries.comparison import ComparisonPage, Row, figures_of
from secondround.handoff.rules.reasons import is_against_order, missing_from_reason
from secondround.interviews.models import Note, Scorecard
from secondround.people.models import User
from secondround.positions.models import Competency

VERDICTS: dict[str, Verdict | Outcome] = {
    "advance": Verdict.ADVANCE,
    "reserve": Verdict.RESERVE,
    "close": Outcome.NOT_ADVANCED,
}


@dataclass
class Block:
    """What was typed about one person, and what is wrong with it."""

    row: Row
    verdict: str
    words: str = ""
    competencies: frozenset[str] = frozenset()
    cites: frozenset[str] = frozenset()
    owner: str = ""
    answer_by: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def application(self) -> Application:
        return self.row.application

    @property
    def key(self) -> str:
        return str(self.row.application.uid)

    @property
    def is_against(self) -> bool:
        return self.verdict in VERDICTS and is_against_order(self.row.standing, goes_on=self.verdict == "advance")


class DecideForm:
    """`cards`: per application the cards in force, whose notes may be cited. Bound where `data` has answers."""

    def __init__(
        self,
        page: ComparisonPage,
        rows: Sequence[Row],
        cards: Mapping[int, Sequence[Scorecard]],
        people: Sequence[User],
        today: date,
        data: QueryDict,
    ) -> None:
        self.page, self.cards, self.today, self.data = page, cards, today, data
        self.people = {str(user.uid): user for user in people}
        self.competencies = {str(one.uid): one for one in page.competencies}
        self.blocks = [self._block(row) for row in rows]

    def _block(self, row: Row) -> Block:
        key, application = str(row.application.uid), row.application
        verdict = self.data.get(f"verdict-{key}", "")
        owner = str(application.owner.uid) if application.owner else ""
        answer_by = application.answer_by.isoformat() if application.answer_by else ""
        return Block(
            row=row,
            verdict=verdict if verdict in VERDICTS and row.cards else "",
            words=self.data.get(f"words-{key}", ""),
            competencies=frozenset(self.data.getlist(f"competency-{key}")),
            cites=frozenset(self.data.getlist(f"cite-{key}")),
            owner=self.data.get(f"owner-{key}", owner),
            answer_by=self.data.get(f"answer_by-{key}", answer_by),
        )

    @property
    def decided(self) -> list[Block]:
        return [block for block in self.blocks if block.verdict]

    @property
    def undecided(self) -> list[Block]:
        return [block for block in self.blocks if not block.verdict]

    def is_valid(self) -> bool:
        for block in self.blocks:
            self._check(block)
        return not any(block.errors for block in self.blocks)

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [
            (f"block-{block.key}", f"{block.application.candidate.name}: {error}")
            for block in self.blocks
            for error in block.errors
        ]

    def _check(self, block: Block) -> None:
        if block.owner not in self.people:
            block.errors.append(_("choose who owes the answer."))
        by = self._day(block)
        if by is None:
            block.errors.append(_("choose the day of the answer."))
        elif by < self.today:
            block.errors.append(_("the day of the answer lies in the past."))
        if block.verdict:
            sentences = {
                "words": _("say why in a sentence."),
                "competency": _("name at least one competency that this rests on."),
                "citation": _("cite at least one note or scorecard."),
            }
            cited = [*self._notes(block), *self._cards(block)]
            block.errors += [sentences[code] for code in missing_from_reason(block.words, self._judged(block), cited)]

    def _day(self, block: Block) -> date | None:
        try:
            return parse_date(block.answer_by)
        except ValueError:
            return None

    def _judged(self, block: Block) -> list[Competency]:
        return [one for key, one in self.competencies.items() if key in block.competencies]

    def _notes(self, block: Block) -> list[Note]:
        notes = [note for card in self.cards.get(block.application.pk, ()) for note in card.notes.all()]
        return [note for note in notes if f"note:{note.uid}" in block.cites]

    def _cards(self, block: Block) -> list[Scorecard]:
        return [card for card in self.cards.get(block.application.pk, ()) if f"card:{card.uid}" in block.cites]

    def choices(self) -> list[Choice]:
        """What is recorded. Call it on a valid form."""
        return [self._choice(block) for block in self.blocks]

    def _choice(self, block: Block) -> Choice:
        by = self._day(block)
        if by is None:
            raise ValueError(block.answer_by)
        common: dict[str, Any] = {
            "application": block.application,
            "owner": self.people[block.owner],
            "answer_by": by,
        }
        if not block.verdict:
            return Choice(**common)
        return Choice(
            **common,
            verdict=VERDICTS[block.verdict],
            reason=ReasonGiven(
                text=block.words,
                competencies=self._judged(block),
                notes=self._notes(block),
                scorecards=self._cards(block),
            ),
            is_against_order=block.is_against,
            figures=figures_of(block.row, self.page.comparison),
        )
