"""Briefs: assembling one from rows, and reading what was frozen."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from secondround.audit.rules import canonical
from secondround.candidates.access import owed_anywhere, owed_rounds
from secondround.candidates.models import Application
from secondround.handoff.access import fit_for_everybody, possible_readers, rounds_to_freeze
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
from secondround.interviews.models import FollowUp, FollowUpReply, FollowUpState
from secondround.interviews.queries import ratings_on, replies_on
from secondround.measurement import Comparison
from secondround.people.models import User
from secondround.positions.access import live
from secondround.positions.models import Competency
from secondround.positions.queries import weight_of


def assembled(application: Application, at: datetime) -> dict[str, Any]:
    """The body of a brief as it would be frozen now."""
    return assembled_from(application, at)[0]


def assembled_from(application: Application, at: datetime) -> tuple[dict[str, Any], Comparison]:
    """The same, and the comparison that its figures are from."""
    position = application.position
    competencies = list(position.competencies.all())
    rounds = rounds_to_freeze(application, at)
    rows = fit_for_everybody(position, possible_readers(application, at), at, rounds)
    given = ratings_on(rows if application.pk in rows else [*rows, application.pk], rounds)
    adjusts = does_firm_adjust()
    prior = prior_in_use(position, at, adjusts)
    comparison = fitted(given, weight_of(position, competencies), position.choose, prior)
    evidence = evidence_on(application, rounds)
    is_adjusted = position.is_adjusted and adjusts
    values = {
        str(one.uid): probe.value
        for one in competencies
        for probe in comparison.probes
        if probe.candidate == str(application.pk) and probe.competency == str(one.pk)
    }
    return assemble(evidence, values, numbers(application, comparison, evidence, competencies, is_adjusted)), comparison


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


def without_numbers(brief: Brief) -> str:
    """The frozen JSON but for its figures, for whoever has not opened them: no longer what the hash is of."""
    return canonical({name: part for name, part in body_of(brief).items() if name != "numbers"}).decode()


def order_of_questions(application: Application) -> QuerySet[BriefQuestion]:
    return BriefQuestion.objects.filter(application=application).order_by("order", "pk")


@dataclass(frozen=True)
class QuestionRow:
    """A follow-up in its place, with what scorecards brought to it, as far as its reader may know."""

    follow_up: FollowUp
    replies: tuple[FollowUpReply, ...] = ()

    @property
    def state(self) -> FollowUpState:
        """What readers made of it, and what cards said: an answer on a card ends it, that it was put there does not."""
        own = FollowUpState(self.follow_up.state)
        if own in (FollowUpState.DROPPED, FollowUpState.ANSWERED):
            return own
        if any(one.words for one in self.replies):
            return FollowUpState.ANSWERED
        return FollowUpState.ASKED if self.replies else own

    @property
    def is_open(self) -> bool:
        return self.state in (FollowUpState.OPEN, FollowUpState.ASKED)


def questions_of(application: Application, reader: User | None, at: datetime) -> list[QuestionRow]:
    """In their order; what tells of a round in which `reader` owes a card is not there. None: whoever runs the server."""
    rows = order_of_questions(application).select_related("follow_up__competency", "follow_up__assignee")
    hidden = owed_rounds(reader, application, at) if reader else set()
    replies = replies_on(application, reader, at)
    return [
        QuestionRow(row.follow_up, tuple(replies.get(row.follow_up_id, ())))
        for row in rows.prefetch_related("follow_up__rounds")
        if not hidden & {of.pk for of in row.follow_up.rounds.all()}
    ]


def margin_of(application: Application, user: User) -> MarginNote | None:
    return MarginNote.objects.filter(application=application, user=user).first()


def readers_of(application: Application, at: datetime) -> list[BriefReader]:
    rows = BriefReader.objects.filter(live(at), application=application)
    return list(rows.select_related("user").order_by("from_at", "pk"))


def briefs_for_reader(user: User, at: datetime) -> list[Brief]:
    """The newest brief that tells `user` nothing too early, of every application whose named reader they are."""
    mine = BriefReader.objects.filter(live(at), user=user).values("application")
    rows = Brief.objects.filter(application__in=mine, body__isnull=False)
    newest: dict[int, Brief] = {}
    owed = owed_anywhere(user, at)
    found = rows.select_related("application__candidate", "application__position").prefetch_related("rounds")
    for row in found.order_by("version"):
        if not any((row.application_id, of.pk) in owed for of in row.rounds.all()):
            newest[row.application_id] = row
    return sorted(newest.values(), key=lambda one: one.frozen_at)
