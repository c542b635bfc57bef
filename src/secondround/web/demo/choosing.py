"""Who goes on to the second round of the demo: decided, frozen and handed over, as the hiring manager would."""

from datetime import datetime

from django.conf import settings

from secondround.candidates.models import Application
from secondround.decisions.actions import Choice, decide_round
from secondround.handoff.actions.briefs import freeze_brief, hand_over
from secondround.handoff.actions.links import send_link
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Verdict
from secondround.interviews.queries import whole_cards
from secondround.people.models import User
from secondround.positions.models import Position, TeamMember, TeamRole


def application_of(position: Position, name: str) -> Application:
    return Application.objects.select_related("position", "candidate", "owner").get(
        position=position, candidate__name=name
    )


def reason(application: Application, of: dict[str, str]) -> ReasonGiven:
    """Words, the competency that they rest on, and what was said about it."""
    competency = application.position.competencies.get(name=of["competency"])
    notes = [
        note
        for card in whole_cards([application.pk])
        for note in card.notes.all()
        if note.competency_id == competency.pk
    ]
    return ReasonGiven(text=of["why"], competencies=[competency], notes=notes[-2:])


def advance(at: datetime, position: Position, by: User, one: dict[str, str]) -> Application:
    """The senior reader begins with something to read, and has a letter that says so."""
    application = application_of(position, one["candidate"])
    if application.owner is None or application.answer_by is None:
        raise ValueError(one["candidate"])
    choice = Choice(application, application.owner, application.answer_by, Verdict.ADVANCE, reason(application, one))
    decide_round(by=by, at=at, choices=[choice])
    application.refresh_from_db()
    brief = freeze_brief(by=by, at=at, application=application)
    for reader in TeamMember.objects.filter(position=position, role=TeamRole.SENIOR_READER).select_related("user"):
        named = hand_over(by=by, at=at, application=application, reader=reader.user)
        send_link(by=by, at=at, brief=brief, reader=named, address=settings.INSTALLATION.address)
    return application
