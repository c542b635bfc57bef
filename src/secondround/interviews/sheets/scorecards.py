"""Scorecards from a sheet: one row per competency, gathered into cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from secondround.interviews.sheets import cells
from secondround.interviews.sheets.problems import Problem, SheetRefused
from secondround.interviews.sheets.tables import Table, columns

LOW, HIGH = 1.0, 5.0
KNOWN = {
    "position": ("job", "role", "requisition", "vacancy"),
    "candidate": ("name", "applicant", "candidate name"),
    "email": ("e-mail", "candidate email", "mail"),
    "round": ("stage", "interview", "interview round"),
    "interviewer": ("assessor", "interviewer name", "submitted by", "reviewer"),
    "at": ("date", "when", "time", "interviewed at", "submitted at", "datetime"),
    "competency": ("attribute", "criterion", "skill", "trait"),
    "rating": ("score", "grade", "value"),
    "note": ("notes", "comment", "comments", "feedback", "evidence"),
    "recommendation": ("overall", "overall recommendation", "overall rating", "decision"),
    "question": ("question asked", "asked"),
}
REQUIRED = ("position", "candidate", "interviewer", "competency", "rating")
LONGEST = {"position": 200, "candidate": 200, "email": 254, "round": 100, "interviewer": 254, "competency": 120}


@dataclass(frozen=True)
class Scale:
    """The scale a sheet was filled in on, mapped to 1-5 in a straight line."""

    low: float = LOW
    high: float = HIGH

    @property
    def is_ours(self) -> bool:
        return (self.low, self.high) == (LOW, HIGH)

    def mapped(self, value: float) -> float:
        return round(LOW + (value - self.low) / (self.high - self.low) * (HIGH - LOW), 3)


def parse_scale(text: str) -> Scale:
    """ "1-10", "0-4". Raises ValueError."""
    low, _dash, high = text.replace("–", "-").partition("-")
    first, last = cells.number(low), cells.number(high)
    if first is None or last is None or first >= last:
        raise ValueError(_("A scale is written LOW-HIGH, for example 1-10."))
    return Scale(first, last)


@dataclass(frozen=True)
class CardKey:
    """What makes one scorecard: position, candidate (e-mail, else name), round, interviewer, moment."""

    position: str
    candidate: str
    email: str
    round: str
    interviewer: str
    at: datetime | None


@dataclass(frozen=True)
class Entry:
    """One competency of a card. `value` None: not covered. `given_as`: what stood in the sheet where it was mapped."""

    line: int
    competency: str
    value: float | None
    given_as: str = ""
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class CardSheet:
    """One scorecard as a sheet holds it."""

    key: CardKey
    line: int
    recommendation: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ScorecardSheet:
    """All scorecards of a file; `ignored`: columns that mean nothing to us."""

    file: str
    cards: tuple[CardSheet, ...]
    ignored: tuple[str, ...]
    rows: int


class _Reader:
    def __init__(self, table: Table, zone: str, scale: Scale) -> None:
        self.table, self.zone, self.scale = table, zone, scale
        self.at, self.ignored = columns(table, KNOWN, REQUIRED)
        self.problems: list[Problem] = []
        self.order = self._order()
        self.order_row: dict[CardKey, int] = {}
        self.said: dict[CardKey, tuple[str, int]] = {}
        self.entries: dict[CardKey, dict[str, Entry]] = {}

    def _cell(self, row: tuple[str, ...], name: str) -> str:
        return row[self.at[name]] if name in self.at else ""

    def _wrong(self, line: int, column: str, expected: str, found: str = "") -> None:
        self.problems.append(Problem(self.table.file, line, column, expected, found))

    def _order(self) -> cells.Order | None:
        """Day or month first, where a slash leaves it open: told by the dates of the file that leave no doubt."""
        dates = [(line, self._cell(row, "at")) for line, row in self.table.rows]
        told = {order for _line, text in dates if (order := cells.order_told_by(text))}
        if len(told) == 1:
            return told.pop()
        for line, text in dates:
            if cells.needs_order(text):
                self._wrong(line, "at", _("Day and month can be read either way; write the date as 2026-09-14."), text)
                break
        return None

    def read(self) -> ScorecardSheet:
        for line, row in self.table.rows:
            self._row(line, row)
        if self.problems:
            raise SheetRefused(sorted(self.problems, key=lambda one: one.line))
        cards = [
            CardSheet(key, self.order_row[key], self.said.get(key, ("", 0))[0], tuple(of.values()))
            for key, of in self.entries.items()
        ]
        return ScorecardSheet(self.table.file, tuple(cards), tuple(self.ignored), len(self.table.rows))

    def _row(self, line: int, row: tuple[str, ...]) -> None:
        texts = {name: " ".join(self._cell(row, name).split()) for name in LONGEST}
        for name, text in texts.items():
            if name in REQUIRED and not text:
                self._wrong(line, name, _("This cell must not be empty."))
            if len(text) > LONGEST[name]:
                self._wrong(line, name, _("At most %(number)s characters.") % {"number": LONGEST[name]}, text)
        if texts["email"] and ("@" not in texts["email"] or " " in texts["email"]):
            self._wrong(line, "email", _("An e-mail address was expected."), texts["email"])
        key = CardKey(
            texts["position"], texts["candidate"], texts["email"].casefold(), texts["round"], texts["interviewer"],
            self._moment(line, self._cell(row, "at")),
        )  # fmt: skip
        self.order_row.setdefault(key, line)
        self._recommendation(line, key, self._cell(row, "recommendation"))
        self._entry(line, key, texts["competency"], row)

    def _moment(self, line: int, text: str) -> datetime | None:
        if not text:
            return None
        found = cells.moment(text, self.zone, self.order)
        if found is None:
            self._wrong(line, "at", _("A date such as 2026-09-14 or 2026-09-14 10:30 was expected."), text)
        elif not 1990 <= found.year <= 2100:
            self._wrong(line, "at", _("A date between 1990 and 2100 was expected."), text)
            return None
        return found

    def _recommendation(self, line: int, key: CardKey, text: str) -> None:
        said = cells.recommendation(text)
        if said is None:
            self._wrong(
                line, "recommendation", _("Strong No, No, Yes, Strong Yes or an empty cell was expected."), text
            )
            return
        if not said:
            return
        earlier = self.said.setdefault(key, (said, line))
        if earlier[0] != said:
            self._wrong(
                line, "recommendation",
                _("One scorecard has one recommendation; line %(line)s says otherwise.") % {"line": earlier[1]}, text,
            )  # fmt: skip

    def _entry(self, line: int, key: CardKey, competency: str, row: tuple[str, ...]) -> None:
        value, given_as = self._rating(line, self._cell(row, "rating"))
        note, question = self._cell(row, "note"), self._cell(row, "question")
        of = self.entries.setdefault(key, {})
        before = of.get(competency.casefold())
        if before is None:
            of[competency.casefold()] = Entry(
                line, competency, value, given_as, (note,) if note else (), (question,) if question else ()
            )
        elif before.value != value and None not in (before.value, value):
            self._wrong(
                line, "rating",
                _("This competency is rated differently on the same scorecard in line %(line)s.") % {"line": before.line},
                self._cell(row, "rating"),
            )  # fmt: skip
        else:
            notes = before.notes if not note or note in before.notes else (*before.notes, note)
            asked = before.questions if not question or question in before.questions else (*before.questions, question)
            kept = before.value if before.value is not None else value
            of[competency.casefold()] = Entry(
                before.line, before.competency, kept, before.given_as or given_as, notes, asked
            )

    def _rating(self, line: int, text: str) -> tuple[float | None, str]:
        if cells.is_not_covered(text):
            return None, ""
        value = cells.number(text)
        if value is None:
            self._wrong(line, "rating", _("A number, or an empty cell for “not covered”, was expected."), text)
            return None, ""
        if not self.scale.low <= value <= self.scale.high:
            if self.scale.is_ours:
                expected = _("A rating from 1 to 5 was expected; for another scale say which: --scale LOW-HIGH.")
            else:
                expected = _("A rating from %(low)g to %(high)g was expected.") % {
                    "low": self.scale.low,
                    "high": self.scale.high,
                }
            self._wrong(line, "rating", expected, text)
            return None, ""
        return self.scale.mapped(value), "" if self.scale.is_ours else text


def read_scorecards(table: Table, *, zone: str, scale: Scale | None = None) -> ScorecardSheet:
    """The scorecards of a table, in the order of their first rows. Raises `SheetRefused` with every problem found."""
    return _Reader(table, zone, scale or Scale()).read()


def by_position(sheet: ScorecardSheet) -> Mapping[str, list[CardSheet]]:
    found: dict[str, list[CardSheet]] = {}
    for card in sheet.cards:
        found.setdefault(card.key.position, []).append(card)
    return found
