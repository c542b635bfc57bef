"""Setting the demo's scene: people and rights, an import, teams and weights, one card owed, two briefs handed over."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from secondround.audit.actions import CONSOLE
from secondround.candidates.models import Application
from secondround.candidates.rules import working_days_after
from secondround.decisions.actions import Choice, decide_round
from secondround.handoff.actions.briefs import freeze_brief, hand_over
from secondround.handoff.actions.links import send_link
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Verdict
from secondround.interviews.actions import assign, plan_interview
from secondround.interviews.actions.imports import keep_for_preview, run_import
from secondround.interviews.planned import Given, GivenFile, Options
from secondround.interviews.queries import whole_cards
from secondround.people.actions import found_organisation, grant_right
from secondround.people.models import RightKind, User
from secondround.positions.actions import describe_position, map_competency, name_team, set_weights
from secondround.positions.models import Position, TeamRole
from secondround.web.demo.days import set_days
from secondround.web.demo.live import Clock, set_live
from secondround.web.demo.loading import DATA, described, moved, shift

SINCE = timedelta(days=35)
"""The positions were opened and their weights agreed before anybody was interviewed."""


def set_scene(at: datetime) -> None:
    """Everything or nothing: a demo half loaded would never be loaded again."""
    began = at - SINCE
    with transaction.atomic():
        demo = described()
        found_organisation(by=CONSOLE, at=began, name=demo["employer"], zone=demo["zone"], about=demo["about"])
        _bring_in(began, answer_by=working_days_after(at.date(), 8))
        for email, rights in (
            (demo["administrator"], [RightKind.ADMINISTRATOR, RightKind.OPEN_POSITIONS, RightKind.IMPORT]),
            (demo["recruiter"], [RightKind.OPEN_POSITIONS, RightKind.IMPORT]),
            (demo["privacy"], [RightKind.PRIVACY]),
        ):
            for kind in rights:
                grant_right(by=CONSOLE, at=began, user=_user(email), kind=kind)
        for described_position in demo["positions"]:
            _position(began, at, described_position)
        set_live(at)
        set_days(Clock(at, demo["zone"]))


def _user(email: str) -> User:
    return User.objects.get(email=email)


def _bring_in(at: datetime, *, answer_by: date) -> None:
    demo = described()
    by = shift(at.date() + SINCE)
    given = Given(
        scorecards=tuple(
            GivenFile(one["scorecards"], moved((DATA / one["scorecards"]).read_text("utf-8"), by))
            for one in demo["positions"]
        ),
        people=GivenFile("people.csv", (DATA / "people.csv").read_bytes()),
        candidates=GivenFile("candidates.csv", (DATA / "candidates.csv").read_bytes()),
        resumes=tuple(
            GivenFile(path.name, path.read_bytes())
            for path in sorted((DATA / "resumes").iterdir(), key=lambda one: one.name)
        ),
    )
    options = Options(owner=demo["recruiter"], answer_by=answer_by)
    run = keep_for_preview(by=CONSOLE, at=at, given=given, options=options)
    run_import(by=CONSOLE, at=at, run=run, given=given, options=options)


def _position(began: datetime, at: datetime, of: dict[str, Any]) -> None:
    position = Position.objects.get(title=of["title"])
    rosa, hiring = _user(described()["recruiter"]), _user(of["hiring_manager"])
    describe_position(
        by=rosa, at=began, position=position, title=of["title"], department=of["department"], place=of["place"],
        openings=1, choose=of["choose"],
    )  # fmt: skip
    name_team(by=rosa, at=began, position=position, user=hiring, role=TeamRole.HIRING_MANAGER)
    name_team(by=rosa, at=began, position=position, user=_user(of["senior_reader"]), role=TeamRole.SENIOR_READER)
    competencies = {one.name: one for one in position.competencies.all()}
    for name, attribute in of["mapping"].items():
        if competencies[name].attribute != attribute:
            map_competency(by=rosa, at=began, competency=competencies[name], attribute=attribute)
    if of["weights"]:
        weights = {str(competencies[name].pk): float(weight) for name, weight in of["weights"].items()}
        set_weights(by=hiring, at=began, position=position, weights=weights, reason=of["why"])
    if "owes" in of:
        application = _application(position, of["owes"]["candidate"])
        interview = plan_interview(
            by=rosa, at=at, application=application, round=position.rounds.get(number=1), held_at=at - timedelta(days=3)
        )
        assign(by=rosa, at=at, interview=interview, user=_user(of["owes"]["by"]))
    for one in of.get("advanced", []):
        _advance(at, position, hiring, one)


def _application(position: Position, name: str) -> Application:
    return Application.objects.select_related("position", "candidate", "owner").get(
        position=position, candidate__name=name
    )


def _advance(at: datetime, position: Position, by: User, one: dict[str, str]) -> None:
    """Decided, frozen and handed over, as the hiring manager would: the senior manager begins with something to read."""
    application = _application(position, one["candidate"])
    competency = position.competencies.get(name=one["competency"])
    notes = [
        note
        for card in whole_cards([application.pk])
        for note in card.notes.all()
        if note.competency_id == competency.pk
    ]
    reason = ReasonGiven(text=one["why"], competencies=[competency], notes=notes[:2])
    if application.owner is None or application.answer_by is None:
        raise ValueError(one["candidate"])
    choice = Choice(application, application.owner, application.answer_by, Verdict.ADVANCE, reason)
    decide_round(by=by, at=at, choices=[choice])
    application.refresh_from_db()
    brief = freeze_brief(by=by, at=at, application=application)
    for reader in User.objects.filter(email="sami.haddad@brennvale.example"):
        named = hand_over(by=by, at=at, application=application, reader=reader)
        send_link(by=by, at=at, brief=brief, reader=named, address=settings.INSTALLATION.address)
