"""What an import would do, worked out before anything is written: who is new, who is known, what is wrong.

The same plan is shown as the preview and then carried out; a second run of the same files plans nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from secondround.audit.actions import Machine
from secondround.candidates.models import Application, Candidate
from secondround.candidates.rules import ANSWER_WITHIN_WORKING_DAYS, working_days_after
from secondround.interviews.models import Scorecard
from secondround.interviews.planned import (
    Given,
    GivenFile,
    Options,
    Plan,
    PlannedCandidate,
    PlannedCard,
    PlannedPerson,
    PlannedPosition,
)
from secondround.interviews.queries import whole_cards
from secondround.interviews.sheets.persons import CandidateRow, PersonRow, read_candidates, read_people
from secondround.interviews.sheets.problems import Problem, SheetRefused
from secondround.interviews.sheets.scorecards import CardSheet, ScorecardSheet, parse_scale, read_scorecards
from secondround.interviews.sheets.tables import Table, read_table
from secondround.people.models import Organisation, User
from secondround.positions.access import can
from secondround.positions.models import Position, PositionState, TeamRole
from secondround.positions.queries import members

Actor = User | Machine
FIRST_ROUND = "First round"


def plan_import(*, by: Actor, at: datetime, given: Given, options: Options) -> Plan:
    """Read the files and compare them with what is here. Raises `SheetRefused` with every problem that was found."""
    return _Planner(by, at, given, options).plan()


def same_name(name: str) -> str:
    return " ".join(name.casefold().split())


class _Planner:
    def __init__(self, by: Actor, at: datetime, given: Given, options: Options) -> None:
        self.by, self.at, self.given, self.options = by, at, given, options
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        organisation = Organisation.objects.filter(pk=1).first()
        self.zone = organisation.zone if organisation else "UTC"
        days_off = {date.fromisoformat(day) for day in organisation.days_off} if organisation else set()
        self.answer_by = options.answer_by or working_days_after(at.date(), ANSWER_WITHIN_WORKING_DAYS, days_off)
        self.people: dict[str, PlannedPerson] = {}

    def plan(self) -> Plan:
        sheets = self._sheets()
        self._read_people()
        self._read_candidates()
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
            people=tuple(self.people.values()),
            answer_by=self.answer_by,
            rows=sum(sheet.rows for sheet in sheets),
            notes=tuple(self.notes),
        )

    def _at(self, sheet: ScorecardSheet, card: CardSheet, column: str, expected: str, found: str) -> None:
        self.problems.append(Problem(sheet.file, card.line, column, expected, found))

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

    def _read_people(self) -> None:
        """Who stands in people.csv, and who is in the directory; both by e-mail and by exact name."""
        table = self._table_of(self.given.people)
        self.rows: list[PersonRow] = []
        try:
            self.rows = read_people(table) if table else []
        except SheetRefused as error:
            self.problems += error.problems
        users = {user.email.casefold(): user for user in User.objects.filter(is_active=True, is_staff=True)}
        self.users = users
        for row in self.rows:
            key = row.email.casefold()
            self.people[key] = PlannedPerson(row.name, row.email, users.get(key), row)
        self.by_name: dict[str, set[str]] = defaultdict(set)
        for key, user in users.items():
            self.by_name[same_name(user.name)].add(key)
        for row in self.rows:
            self.by_name[same_name(row.name)].add(row.email.casefold())

    def _table_of(self, file: GivenFile | None) -> Table | None:
        if file is None:
            return None
        try:
            return read_table(file.name, file.data)
        except SheetRefused as error:
            self.problems += error.problems
            return None

    def _person(self, named: str, file: str, line: int, column: str) -> PlannedPerson | None:
        """Somebody named in a cell or an option: an e-mail, or an exact name that fits one person only."""
        if "@" in named:
            return self._by_email(named.casefold(), named.split("@")[0].replace(".", " ").title())
        keys = sorted(self.by_name.get(same_name(named), ()))
        if len(keys) > 1:
            self.problems.append(
                Problem(
                    file, line, column, _("Several people have this name; write the e-mail address instead."), named
                )
            )
            return None
        if keys:
            return self._by_email(keys[0], named)
        return self.people.setdefault(f"name:{same_name(named)}", PlannedPerson(named, ""))

    def _by_email(self, key: str, name: str) -> PlannedPerson:
        if key not in self.people:
            user = self.users.get(key)
            self.people[key] = PlannedPerson(user.name if user else name, key, user)
        return self.people[key]

    def _read_candidates(self) -> None:
        table = self._table_of(self.given.candidates)
        self.candidate_rows: list[CandidateRow] = []
        try:
            self.candidate_rows = read_candidates(table) if table else []
        except SheetRefused as error:
            self.problems += error.problems
        self.row_by_email = {row.email.casefold(): row for row in self.candidate_rows if row.email}
        self.rows_by_name: dict[str, list[CandidateRow]] = defaultdict(list)
        for row in self.candidate_rows:
            self.rows_by_name[same_name(row.name)].append(row)
        self.resumes = {file.name: file for file in self.given.resumes}
        self.used_resumes: set[str] = set()

    # one position

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
            planned.hiring_managers, planned.senior_readers = self._named("H"), self._named("S")
            planned.recruiters = [person for person in self._named("R") if person != recruiter]
        self._judged(planned, cards)
        self._candidates(planned, cards)
        return planned

    def _named(self, role: str) -> list[PlannedPerson]:
        """Whom people.csv names for a role: taken where it is one person, left to be named on the page where several are."""
        found = [person for person in self.people.values() if person.row and person.row.role == role]
        return found if len(found) == 1 else []

    def _recruiter(self, position: Position | None) -> PlannedPerson | None:
        if position is not None:
            held = members(position, TeamRole.RECRUITER, self.at)
            return self._by_email(held[0].email.casefold(), held[0].name) if held else None
        if isinstance(self.by, User):
            return self._by_email(self.by.email.casefold(), self.by.name)
        named = self._named("R")
        return named[0] if named else self._owner(None)

    def _owner(self, recruiter: PlannedPerson | None) -> PlannedPerson | None:
        if not self.options.owner:
            return recruiter
        key = self.options.owner.casefold()
        if key not in self.people and key not in self.users:
            self._whole(
                "--owner", _("Nobody here has this address, and people.csv does not name it."), self.options.owner
            )
        return self._by_email(key, self.options.owner)

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
        identities = self._identities(cards)
        known = self._known(planned, set(identities.values()))
        standing = self._standing(planned)
        for sheet, card in cards:
            identity = identities[card.key.candidate, card.key.email]
            if identity not in known:
                continue
            candidate, interviewer = (
                known[identity],
                self._person(card.key.interviewer, sheet.file, card.line, "interviewer"),
            )
            if interviewer is None:
                continue
            if interviewer.email and interviewer.email.casefold() == candidate.email.casefold():
                self.problems.append(
                    Problem(
                        sheet.file, card.line, "interviewer", _("Nobody assesses themselves."), card.key.interviewer
                    )
                )
            before = standing.get(_identity_of(card, candidate, interviewer))
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

    def _identities(self, cards: Iterable[tuple[ScorecardSheet, CardSheet]]) -> dict[tuple[str, str], tuple[str, str]]:
        """(name, e-mail as in a row) → (name, e-mail known): candidates.csv and other rows tell an e-mail that a row leaves out."""
        emails: dict[str, set[str]] = defaultdict(set)
        spelled: dict[str, str] = {}
        cards = list(cards)
        for _sheet, card in cards:
            spelled.setdefault(same_name(card.key.candidate), card.key.candidate)
            if card.key.email:
                emails[same_name(card.key.candidate)].add(card.key.email)
        for name, rows in self.rows_by_name.items():
            emails[name] |= {row.email.casefold() for row in rows if row.email}
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for sheet, card in cards:
            name, email = same_name(card.key.candidate), card.key.email
            if not email and len(emails[name]) > 1:
                self.problems.append(
                    Problem(
                        sheet.file,
                        card.line,
                        "candidate",
                        _("Several people have this name; add the column email."),
                        card.key.candidate,
                    )
                )
            found[card.key.candidate, email] = (spelled[name], email or next(iter(sorted(emails[name])), ""))
        return found

    def _known(self, planned: PlannedPosition, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], PlannedCandidate]:
        everybody = list(Candidate.objects.select_related("merged_into")) if wanted else []
        by_email = {one.email.casefold(): one.merged_into or one for one in everybody if one.email}
        by_name: dict[str, list[Candidate]] = defaultdict(list)
        for one in everybody:
            person = one.merged_into or one
            if person not in by_name[same_name(one.name)]:
                by_name[same_name(one.name)].append(person)
        applications = (
            {
                one.candidate_id: one
                for one in Application.objects.filter(position=planned.position, duplicate_of__isnull=True)
            }
            if planned.position
            else {}
        )
        found: dict[tuple[str, str], PlannedCandidate] = {}
        for name, email in sorted(wanted):
            fitting = by_name[same_name(name)]
            candidate = by_email.get(email) if email else None
            if candidate is None and not email:
                if len(fitting) > 1:
                    self._whole(planned.title, _("Several candidates have this name; add the column email."), name)
                    continue
                candidate = fitting[0] if fitting else None
            row = self.row_by_email.get(email) or next(iter(self.rows_by_name.get(same_name(name), [])), None)
            found[name, email] = PlannedCandidate(
                name=name,
                email=email,
                row=row,
                candidate=candidate,
                application=applications.get(candidate.pk) if candidate else None,
                resume=self._resume(row, name, email),
            )
        return found

    def _resume(self, row: CandidateRow | None, name: str, email: str) -> GivenFile | None:
        """By the column resume, else by a file named like the e-mail or exactly like the person."""
        if row and row.resume:
            if row.resume not in self.resumes:
                if self.resumes:
                    self.problems.append(
                        Problem(self.given.candidates.name if self.given.candidates else "", row.line, "resume",
                                _("No file of this name was given."), row.resume)
                    )  # fmt: skip
                return None
            self.used_resumes.add(row.resume)
            return self.resumes[row.resume]
        for file in self.resumes.values():
            stem = same_name(file.name.rsplit(".", 1)[0])
            if stem in (email, same_name(name)) or same_name(file.name) == email:
                self.used_resumes.add(file.name)
                return file
        return None

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
        nameless = [one.name for one in self.people.values() if not one.email]
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
        judged = {one.email.casefold() or same_name(one.name) for of in positions for one in of.candidates}
        for row in self.candidate_rows:
            if row.email.casefold() not in judged and same_name(row.name) not in {
                same_name(o.name) for p in positions for o in p.candidates
            }:
                self.notes.append(_("%(name)s has no scorecard and is not brought in.") % {"name": row.name})
        for name in sorted(set(self.resumes) - self.used_resumes):
            self.notes.append(_("%(name)s belongs to nobody in these files and is not brought in.") % {"name": name})


def _identity_of(card: CardSheet, candidate: PlannedCandidate, interviewer: PlannedPerson) -> tuple[object, ...]:
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
