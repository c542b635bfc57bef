"""One position after another: what its files say, compared with what is here."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from secondround.audit.actions import Machine
from secondround.candidates.models import Application
from secondround.candidates.rules import ANSWER_WITHIN_WORKING_DAYS, working_days_after
from secondround.interviews.importing.candidates import Candidates
from secondround.interviews.importing.people import People
from secondround.interviews.importing.sameness import FIRST_ROUND, identity_of, same_name, says_the_same
from secondround.interviews.models import Scorecard
from secondround.interviews.planned import (
    Given,
    Options,
    Plan,
    PlannedCard,
    PlannedPerson,
    PlannedPosition,
)
from secondround.interviews.queries import whole_cards
from secondround.interviews.sheets.problems import Problem, SheetRefused
from secondround.interviews.sheets.scorecards import CardSheet, ScorecardSheet, parse_scale, read_scorecards
from secondround.interviews.sheets.tables import read_table
from secondround.people.models import Organisation, User
from secondround.positions.access import can
from secondround.positions.models import Position, PositionState, TeamRole
from secondround.positions.queries import members

Actor = User | Machine


def plan_import(*, by: Actor, at: datetime, given: Given, options: Options) -> Plan:
    """Read the files and compare them with what is here. Raises `SheetRefused` with every problem that was found."""
    return _Planner(by, at, given, options).plan()


class _Planner:
    def __init__(self, by: Actor, at: datetime, given: Given, options: Options) -> None:
        self.by, self.at, self.given, self.options = by, at, given, options
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        organisation = Organisation.objects.filter(pk=1).first()
        self.zone = organisation.zone if organisation else "UTC"
        days_off = {date.fromisoformat(day) for day in organisation.days_off} if organisation else set()
        self.answer_by = options.answer_by or working_days_after(at.date(), ANSWER_WITHIN_WORKING_DAYS, days_off)

    def plan(self) -> Plan:
        sheets = self._sheets()
        self.people = People(self.given.people, self.problems)
        self.interviewed = Candidates(self.given, self.problems)
        if self.answer_by < self.at.date():
            self._whole("--answer-by", _("The day of the answer lies in the past."))
        by_title: dict[str, list[tuple[ScorecardSheet, CardSheet]]] = defaultdict(list)
        for sheet in sheets:
            for card in sheet.cards:
                by_title[same_name(card.key.position)].append((sheet, card))
        positions = [planned for cards in by_title.values() if (planned := self._position(cards))]
        if self.problems:
            raise SheetRefused(self.problems)
        self._say_what_is_left(positions)
        return Plan(
            positions=tuple(positions),
            people=tuple(self.people.planned.values()),
            answer_by=self.answer_by,
            rows=sum(sheet.rows for sheet in sheets),
            notes=tuple(self.notes),
        )

    def _whole(self, file: str, expected: str, found: str = "") -> None:
        self.problems.append(Problem(file, 0, "", expected, found))

    def _sheets(self) -> list[ScorecardSheet]:
        scale = None
        if self.options.scale:
            try:
                scale = parse_scale(self.options.scale)
            except ValueError as error:
                raise SheetRefused([Problem("--scale", 0, "", str(error), self.options.scale)]) from error
        found = []
        for file in self.given.scorecards:
            try:
                found.append(read_scorecards(read_table(file.name, file.data), zone=self.zone, scale=scale))
            except SheetRefused as error:
                self.problems += error.problems
        if self.problems:
            raise SheetRefused(self.problems)
        for sheet in found:
            if sheet.ignored:
                self.notes.append(
                    _("%(file)s: these columns are not read: %(columns)s.")
                    % {"file": sheet.file, "columns": ", ".join(sheet.ignored)}
                )
        return found

    def _position(self, cards: list[tuple[ScorecardSheet, CardSheet]]) -> PlannedPosition | None:
        sheet, first = cards[0]
        title = first.key.position
        standing = list(Position.objects.filter(title__iexact=title, state=PositionState.OPEN))
        if len(standing) > 1:
            self.problems.append(
                Problem(
                    sheet.file, first.line, "position", _("Several open positions have this title; rename one."), title
                )
            )
            return None
        position = standing[0] if standing else None
        if position and isinstance(self.by, User) and not can(self.by, position, self.at, "position.write"):
            self.problems.append(
                Problem(
                    sheet.file,
                    first.line,
                    "position",
                    _("This position is open already and you are not its recruiter."),
                    title,
                )
            )
            return None
        recruiter = self._recruiter(position)
        owner = self._owner(recruiter)
        if recruiter is None or owner is None:
            self._whole(
                title,
                _(
                    "Nobody is named who owes the candidates an answer. Add --owner EMAIL, or a recruiter in people.csv."
                ),
            )
            return None
        planned = PlannedPosition(title, position, recruiter, owner)
        if position is None:
            planned.hiring_managers, planned.senior_readers = self.people.named("H"), self.people.named("S")
            planned.recruiters = [person for person in self.people.named("R") if person != recruiter]
        self._judged(planned, cards)
        self._candidates(planned, cards)
        return planned

    def _recruiter(self, position: Position | None) -> PlannedPerson | None:
        if position is not None:
            held = members(position, TeamRole.RECRUITER, self.at)
            return self.people.by_email(held[0].email.casefold(), held[0].name) if held else None
        if isinstance(self.by, User):
            return self.people.by_email(self.by.email.casefold(), self.by.name)
        named = self.people.named("R")
        return named[0] if named else self._owner(None)

    def _owner(self, recruiter: PlannedPerson | None) -> PlannedPerson | None:
        if not self.options.owner:
            return recruiter
        if not self.people.knows(self.options.owner):
            self._whole(
                "--owner", _("Nobody here has this address, and people.csv does not name it."), self.options.owner
            )
        return self.people.by_email(self.options.owner.casefold(), self.options.owner)

    def _judged(self, planned: PlannedPosition, cards: list[tuple[ScorecardSheet, CardSheet]]) -> None:
        known = {same_name(one.name) for one in planned.position.competencies.all()} if planned.position else set()
        rounds = (
            {same_name(one.name) for one in planned.position.rounds.all()}
            if planned.position
            else {same_name(FIRST_ROUND)}
        )
        for _sheet, card in cards:
            name = card.key.round or FIRST_ROUND
            if same_name(name) not in rounds:
                rounds.add(same_name(name))
                planned.new_rounds.append(name)
            for entry in card.entries:
                if same_name(entry.competency) not in known:
                    known.add(same_name(entry.competency))
                    planned.new_competencies.append(entry.competency)

    def _candidates(self, planned: PlannedPosition, cards: list[tuple[ScorecardSheet, CardSheet]]) -> None:
        identities = self.interviewed.identities(cards)
        known = self.interviewed.known(planned, set(identities.values()))
        standing = self._standing(planned)
        for sheet, card in cards:
            identity = identities[card.key.candidate, card.key.email]
            if identity not in known:
                continue
            candidate, interviewer = (
                known[identity],
                self.people.person(card.key.interviewer, sheet.file, card.line, "interviewer"),
            )
            if interviewer is None:
                continue
            if interviewer.email and interviewer.email.casefold() == candidate.email.casefold():
                self.problems.append(
                    Problem(
                        sheet.file, card.line, "interviewer", _("Nobody assesses themselves."), card.key.interviewer
                    )
                )
            before = standing.get(identity_of(card, candidate, interviewer))
            changed = before is not None and not says_the_same(card, before)
            if changed and not self.options.amend:
                self.problems.append(
                    Problem(
                        sheet.file, card.line, "",
                        _("This scorecard is in already and says otherwise. To amend it, give the reason: --amend REASON."),
                        f"{card.key.candidate}, {card.key.interviewer}",
                    )
                )  # fmt: skip
            planned.cards.append(PlannedCard(card, sheet.file, candidate, interviewer, before, changed))
        planned.candidates = list(known.values())

    def _standing(self, planned: PlannedPosition) -> dict[tuple[object, ...], Scorecard]:
        """Cards that are in, by what makes a card the same."""
        if planned.position is None:
            return {}
        keys = list(Application.objects.filter(position=planned.position).values_list("pk", flat=True))
        return {
            (
                card.assignment.interview.application_id,
                same_name(card.assignment.interview.round.name),
                card.assignment.user_id,
                card.assignment.interview.at,
            ): card
            for card in whole_cards(keys)
        }

    def _say_what_is_left(self, positions: Sequence[PlannedPosition]) -> None:
        nameless = [one.name for one in self.people.planned.values() if not one.email]
        if nameless:
            self.notes.append(
                _(
                    "No e-mail address is known of %(names)s: they are entered by name and can be invited once they have one."
                )
                % {"names": ", ".join(nameless)}
            )
        fresh = [one for one in positions if one.position is None]
        if fresh and not all(one.hiring_managers for one in fresh):
            self.notes.append(
                _("No single hiring manager is named in people.csv: name one on the position's team page.")
            )
        self.notes += self.interviewed.left_over(positions)
