"""Setting the demo's scene: people and rights, an import, teams and weights, one card owed, two briefs handed over."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from secondround.audit.actions import CONSOLE
from secondround.candidates.rules import working_days_after
from secondround.interviews.actions import assign, plan_interview
from secondround.interviews.actions.imports import keep_for_preview, run_import
from secondround.interviews.planned import Given, GivenFile, Options
from secondround.people.actions import describe_person, found_organisation, grant_right
from secondround.people.models import RightKind, User
from secondround.positions.actions import describe_position, map_competency, name_team, set_weights
from secondround.positions.models import Position, TeamRole
from secondround.web.demo.choosing import advance, application_of
from secondround.web.demo.days import set_days
from secondround.web.demo.endings import set_finals
from secondround.web.demo.finalists import invite_planners
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
        _say_names(began, demo["said"])
        for described_position in demo["positions"]:
            _position(began, at, described_position)
        set_live(at)
        clock = Clock(at, demo["zone"])
        invite_planners(clock)
        set_days(clock)
        set_finals(clock)


def _user(email: str) -> User:
    return User.objects.get(email=email)


def _say_names(at: datetime, said: dict[str, str]) -> None:
    for email, sound in said.items():
        one = _user(email)
        describe_person(
            by=one, at=at, name=one.name, pronounced=sound, title=one.title, zone=one.zone, language=one.language
        )


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
        openings=of.get("openings", 1), choose=of["choose"],
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
        application = application_of(position, of["owes"]["candidate"])
        interview = plan_interview(
            by=rosa, at=at, application=application, round=position.rounds.get(number=1), held_at=at - timedelta(days=3)
        )
        assign(by=rosa, at=at, interview=interview, user=_user(of["owes"]["by"]))
    for one in of.get("advanced", []):
        advance(at, position, hiring, one)
