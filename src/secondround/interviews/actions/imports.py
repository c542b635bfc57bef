"""Carrying out an import: all of it or nothing, and nobody is written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import storage
from secondround.candidates.actions import add_candidate, add_document, receive_application, write_facts
from secondround.candidates.models import Application, CaseMember, CaseRole, FactSource
from secondround.candidates.storage import StoredFile
from secondround.interviews.importing import FIRST_ROUND, plan_import, same_name
from secondround.interviews.models import (
    AskedQuestion,
    Assignment,
    AssignmentState,
    ImportedPosition,
    ImportFile,
    ImportRun,
    ImportState,
    Interview,
    Note,
    Rating,
    Scorecard,
)
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
from secondround.people import access as people_access
from secondround.people.actions import add_person
from secondround.people.models import User
from secondround.positions.actions import add_competency, add_round, name_team, open_position
from secondround.positions.models import Competency, Position, Round, Scale, TeamRole
from secondround.work.actions import enqueue

Actor = User | Machine
NO_ADDRESS = "no-address.invalid"
"""Somebody of whom only the name is known gets an address under a name that the internet reserves for none at all."""


def keep_for_preview(*, by: Actor, at: datetime, given: Given, options: Options) -> ImportRun:
    """Keep the files until the preview is accepted or dropped. Nothing of them is brought in yet."""
    _check(by, at)
    files = [("scorecards", one) for one in given.scorecards]
    files += [("people", given.people)] if given.people else []
    files += [("candidates", given.candidates)] if given.candidates else []
    files += [("resume", one) for one in given.resumes]
    with turn():
        run = ImportRun.objects.create(
            by=by if isinstance(by, User) else None,
            options={
                "owner": options.owner,
                "answer_by": options.answer_by.isoformat() if options.answer_by else "",
                "scale": options.scale,
                "amend": options.amend,
            },
            made_at=at,
        )
        ImportFile.objects.bulk_create(
            ImportFile(run=run, kind=kind, name=one.name[:200], sha256=storage.digest(one.data), content=one.data)
            for kind, one in files
        )
        record(
            by=by,
            at=at,
            act="interviews.keep_import",
            about={"run": run.pk},
            text={"files": [one.name for _, one in files]},
        )
    return run


def run_import(*, by: Actor, at: datetime, run: ImportRun, given: Given, options: Options) -> Plan:
    """Plan again and write, in one transaction. Raises `SheetRefused`, having written nothing."""
    _check(by, at)
    with turn():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.state != ImportState.PREVIEW:
            raise ImportEnded(locked.state)
        plan = plan_import(by=by, at=at, given=given, options=options)
        writer = _Writer(by, at, run, plan, options)
        writer.write()
        ImportFile.objects.filter(run=run).update(content=b"")
        summary = plan.summary()
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.DONE, ended_at=at, summary=summary)
        record(
            by=by,
            at=at,
            act="interviews.import",
            about={"run": run.pk, "positions": [one.pk for one in writer.positions]},
            text={"summary": summary, "files": list(run.files.values_list("name", "sha256"))},
        )
    return plan


def drop_import(*, by: Actor, at: datetime, run: ImportRun) -> None:
    """The preview is not accepted: the files are forgotten."""
    _check(by, at)
    with turn():
        if ImportRun.objects.filter(pk=run.pk, state=ImportState.PREVIEW).update(
            state=ImportState.DROPPED, ended_at=at
        ):
            ImportFile.objects.filter(run=run).update(content=b"")
            record(by=by, at=at, act="interviews.drop_import", about={"run": run.pk})


class ImportEnded(ValueError):
    """This preview was accepted or dropped already."""


def _check(by: Actor, at: datetime) -> None:
    if isinstance(by, User):
        people_access.check(by, people_access.facts_about(by, at), "import.run")


@dataclass
class _Writer:
    by: Actor
    at: datetime
    run: ImportRun
    plan: Plan
    options: Options
    positions: list[Position] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)

    def write(self) -> None:
        for person in self.plan.people:
            self._user(person)
        for planned in self.plan.positions:
            if planned.position or planned.cards:
                self._position(planned)

    def _user(self, person: PlannedPerson) -> User:
        key = person.email.casefold() or f"name:{same_name(person.name)}"
        if key not in self.users:
            self.users[key] = person.user or add_person(
                by=self.by,
                at=self.at,
                name=person.name,
                email=person.email or f"{uuid4().hex}@{NO_ADDRESS}",
                title=person.row.title if person.row else "",
                department=person.row.department if person.row else "",
                since_on=person.row.since if person.row else None,
                through="import.run",
            )
        return self.users[key]

    def _position(self, planned: PlannedPosition) -> None:
        position = planned.position or self._open(planned)
        self.positions.append(position)
        ImportedPosition.objects.create(run=self.run, position=position)
        for name in planned.new_rounds:
            add_round(by=self.by, at=self.at, position=position, name=name)
        for name in planned.new_competencies:
            add_competency(by=self.by, at=self.at, position=position, name=name)
        applications = {(one.name, one.email): self._application(planned, position, one) for one in planned.candidates}
        _Cards(self, position, applications).write(planned)

    def _open(self, planned: PlannedPosition) -> Position:
        position = open_position(
            by=self.by, at=self.at, title=planned.title, recruiter=self._user(planned.recruiter), through="import.run"
        )
        for people, role in (
            (planned.recruiters, TeamRole.RECRUITER),
            (planned.hiring_managers, TeamRole.HIRING_MANAGER),
            (planned.senior_readers, TeamRole.SENIOR_READER),
        ):
            for person in people:
                name_team(by=self.by, at=self.at, position=position, user=self._user(person), role=role)
        return position

    def _application(self, planned: PlannedPosition, position: Position, one: PlannedCandidate) -> Application:
        application = one.application
        if application is None:
            candidate = one.candidate or add_candidate(
                by=self.by,
                at=self.at,
                position=position,
                name=one.name,
                email=one.email or None,
                phone=one.row.phone if one.row else "",
                language=one.row.language if one.row else "",
            )
            application = receive_application(
                by=self.by,
                at=self.at,
                candidate=candidate,
                position=position,
                owner=self._user(planned.owner),
                answer_by=self.plan.answer_by,
                source=f"import {self.run.pk}",
            )
            if one.row and one.row.facts:
                write_facts(
                    by=self.by, at=self.at, application=application, facts=one.row.facts, source=FactSource.IMPORT
                )
        if one.resume:
            self._resume(application, one.resume)
        return application

    def _resume(self, application: Application, file: GivenFile) -> None:
        """The file is kept now; its text is taken by the worker, in the box."""
        digest = storage.digest(file.data)
        if application.documents.filter(sha256=digest).exists():
            return
        document = add_document(
            by=self.by,
            at=self.at,
            application=application,
            file=StoredFile(
                stored_as=storage.keep(file.data),
                original_name=file.name[:200],
                media_type="application/octet-stream",
                size=len(file.data),
                sha256=digest,
            ),
        )
        enqueue(
            at=self.at, kind="candidates.read_resume", payload={"document": document.pk}, key=f"resume:{document.pk}"
        )


class _Cards:
    """The scorecards of one position, written in bulk: ten thousand rows are a few statements each."""

    def __init__(
        self, writer: _Writer, position: Position, applications: Mapping[tuple[str, str], Application]
    ) -> None:
        self.by, self.at, self.run, self.users = writer.by, writer.at, writer.run, writer._user
        self.position, self.applications, self.reason = position, applications, writer.options.amend
        self.competencies: dict[str, Competency] = {same_name(one.name): one for one in position.competencies.all()}
        self.rounds: dict[str, Round] = {same_name(one.name): one for one in position.rounds.all()}
        self.scales: dict[int, Scale] = {}
        for scale in Scale.objects.filter(competency__position=position).order_by("version"):
            self.scales[scale.competency_id] = scale

    def write(self, planned: PlannedPosition) -> None:
        fresh, amended = planned.new_cards, planned.amended_cards
        assignments = self._assignments(fresh)
        cards = [
            Scorecard(
                assignment=assignment,
                recommendation=one.sheet.recommendation,
                submitted_at=one.sheet.key.at or self.at,
                source=f"import {self.run.pk}",
            )
            for one, assignment in zip(fresh, assignments, strict=True)
        ]
        cards += [
            Scorecard(
                assignment=one.standing.assignment,
                version=one.standing.version + 1,
                recommendation=one.sheet.recommendation,
                submitted_at=self.at,
                reason=self.reason[:500],
                source=f"import {self.run.pk}",
            )
            for one in amended
            if one.standing
        ]
        self._fill(Scorecard.objects.bulk_create(cards), [*fresh, *amended])
        if cards:
            record(
                by=self.by,
                at=self.at,
                act="interviews.import_scorecards",
                about={"run": self.run.pk, "position": self.position.pk, "scorecards": [card.pk for card in cards]},
                text={"amended": len(amended), "reason": self.reason},
            )

    def _assignments(self, fresh: Sequence[PlannedCard]) -> list[Assignment]:
        """One interview per conversation: people who met somebody at the same moment of the same round sat together."""
        interviews: dict[tuple[object, ...], Interview] = {}
        assignments, members = [], {}
        for one in fresh:
            application, user = self._application(one), self.users(one.interviewer)
            of_round, held = self.rounds[same_name(one.sheet.key.round or FIRST_ROUND)], one.sheet.key.at
            key = (application.pk, of_round.pk, held if held else (user.pk, one.sheet.line))
            interview = interviews.setdefault(
                key, Interview(application=application, round=of_round, at=held, is_imported=True)
            )
            assignments.append(
                Assignment(
                    interview=interview,
                    user=user,
                    state=AssignmentState.SUBMITTED,
                    assigned_at=held or self.at,
                    ended_at=held or self.at,
                    reason="",
                )
            )
            members[application.pk, user.pk, of_round.pk] = CaseMember(
                application=application,
                user=user,
                role=CaseRole.INTERVIEWER,
                round=of_round,
                reason="interviewed, brought in from a spreadsheet",
                from_at=self.at,
            )
        Interview.objects.bulk_create(interviews.values())
        Assignment.objects.bulk_create(assignments)
        held_already = set(
            CaseMember.objects.filter(application__position=self.position, role=CaseRole.INTERVIEWER, to_at__isnull=True)
            .values_list("application", "user", "round")
        )  # fmt: skip
        CaseMember.objects.bulk_create(member for key, member in members.items() if key not in held_already)
        return assignments

    def _application(self, one: PlannedCard) -> Application:
        return self.applications[one.candidate.name, one.candidate.email]

    def _fill(self, cards: Sequence[Scorecard], planned: Sequence[PlannedCard]) -> None:
        ratings, notes, asked = [], [], []
        for card, one in zip(cards, planned, strict=True):
            number = 0
            for entry in one.sheet.entries:
                competency = self.competencies[same_name(entry.competency)]
                ratings.append(
                    Rating(
                        scorecard=card,
                        competency=competency,
                        scale=self.scales.get(competency.pk),
                        value=entry.value,
                        given_as=entry.given_as[:40],
                    )
                )
                for text in entry.notes:
                    number += 1
                    notes.append(Note(scorecard=card, competency=competency, number=number, text=text))
                asked += [AskedQuestion(scorecard=card, competency=competency, text=text) for text in entry.questions]
        Rating.objects.bulk_create(ratings, batch_size=2000)
        Note.objects.bulk_create(notes, batch_size=2000)
        AskedQuestion.objects.bulk_create(asked, batch_size=2000)
