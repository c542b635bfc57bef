"""Briefs: assembling one from rows, and reading what was frozen."""

import json
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from secondround.candidates.models import Application
from secondround.handoff.access import fit_for_everybody
from secondround.handoff.models import Brief, BriefQuestion, BriefReader, MarginNote
from secondround.handoff.queries.comparison import (
    does_firm_adjust,
    fitted,
    prior_in_use,
    stored_competencies,
    stored_figures,
)
from secondround.handoff.queries.evidence import evidence_on
from secondround.handoff.rules.assemble import Evidence, assemble
from secondround.interviews.models import FollowUp, FollowUpState
from secondround.interviews.queries import ratings_on
from secondround.measurement import Comparison
from secondround.people.models import User
from secondround.positions.access import live
from secondround.positions.models import Competency, TeamMember
from secondround.positions.queries import weight_of


def assembled(application: Application, at: datetime) -> dict[str, Any]:
    """The body of a brief as it would be frozen now."""
    return assembled_from(application, at)[0]


def assembled_from(application: Application, at: datetime) -> tuple[dict[str, Any], Comparison]:
    """The same, and the comparison that its figures are from."""
    position = application.position
    competencies = list(position.competencies.all())
    rows = fit_for_everybody(position, possible_readers(application, at), at)
    given = ratings_on(rows if application.pk in rows else [*rows, application.pk])
    adjusts = does_firm_adjust()
    prior = prior_in_use(position, at, adjusts)
    comparison = fitted(given, weight_of(position, competencies), position.choose, prior)
    evidence = evidence_on(application)
    is_adjusted = position.is_adjusted and adjusts
    values = {
        str(one.uid): probe.value
        for one in competencies
        for probe in comparison.probes
        if probe.candidate == str(application.pk) and probe.competency == str(one.pk)
    }
    return assemble(evidence, values, numbers(application, comparison, evidence, competencies, is_adjusted)), comparison


def possible_readers(application: Application, at: datetime) -> list[User]:
    """Whoever may read what is frozen now: the position's team, and the readers named."""
    team = TeamMember.objects.filter(live(at), position=application.position).values("user")
    named = BriefReader.objects.filter(live(at), application=application).values("user")
    return list(User.objects.filter(pk__in=team.union(named)).order_by("pk"))


def numbers(
    application: Application,
    comparison: Comparison,
    evidence: Evidence,
    competencies: list[Competency],
    is_adjusted: bool,
) -> dict[str, Any]:
    """The subtree of figures: estimates of the whole and by competency, and each card's ratings and recommendation."""
    estimate = next((one for one in comparison.candidates if one.candidate == str(application.pk)), None)
    uids = {str(one.pk): str(one.uid) for one in competencies}
    by_competency = {uids[key]: part for key, part in stored_competencies(comparison, str(application.pk)).items()}
    return {
        "model_version": comparison.model_version,
        "inputs_sha256": comparison.inputs_sha256,
        "is_adjusted": is_adjusted,
        "overall": stored_figures(comparison, str(application.pk)) if estimate else {},
        "competencies": by_competency,
        "cards": [
            {
                "card": card.id,
                "author": card.author,
                "recommendation": card.recommendation,
                "ratings": dict(card.ratings),
            }
            for card in evidence.cards
        ],
    }


def newest_brief(application: Application) -> Brief | None:
    return Brief.objects.filter(application=application, body__isnull=False).select_related("body").first()


def body_of(brief: Brief) -> dict[str, Any]:
    """The frozen JSON. `get_brief` has made sure that it was not erased."""
    if brief.body is None:
        raise Brief.DoesNotExist
    body: dict[str, Any] = json.loads(brief.body.text)
    return body


def order_of_questions(application: Application) -> QuerySet[BriefQuestion]:
    return BriefQuestion.objects.filter(application=application).order_by("order", "pk")


@dataclass(frozen=True)
class QuestionRow:
    """A follow-up in its place."""

    follow_up: FollowUp

    @property
    def is_open(self) -> bool:
        return self.follow_up.state in (FollowUpState.OPEN, FollowUpState.ASKED)


def questions_of(application: Application) -> list[QuestionRow]:
    rows = order_of_questions(application).select_related(
        "follow_up__competency", "follow_up__assignee", "follow_up__answered_on__assignment__user"
    )
    return [QuestionRow(row.follow_up) for row in rows]


def as_frozen(rows: list[QuestionRow]) -> list[QuestionRow]:
    """The questions without what a later round made of them: who has them, whether they were put, what was answered, why not."""
    found = []
    for row in rows:
        one = copy(row.follow_up)
        one.assignee, one.answered_on, one.drop_reason = None, None, ""
        if one.state != FollowUpState.DROPPED:
            one.state, one.answer = FollowUpState.OPEN, ""
        found.append(QuestionRow(one))
    return found


def margin_of(application: Application, user: User) -> MarginNote | None:
    return MarginNote.objects.filter(application=application, user=user).first()


def readers_of(application: Application, at: datetime) -> list[BriefReader]:
    rows = BriefReader.objects.filter(live(at), application=application)
    return list(rows.select_related("user").order_by("from_at", "pk"))


def briefs_for_reader(user: User, at: datetime) -> list[Brief]:
    """The newest brief of every application whose named reader `user` is."""
    mine = BriefReader.objects.filter(live(at), user=user).values("application")
    rows = Brief.objects.filter(application__in=mine, body__isnull=False)
    newest: dict[int, Brief] = {}
    for row in rows.select_related("application__candidate", "application__position").order_by("version"):
        newest[row.application_id] = row
    return sorted(newest.values(), key=lambda one: one.frozen_at)
