"""A debrief: what it waits for, the snapshot it rests on, and everything that its room sees."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from secondround import measurement
from secondround.audit.rules import canonical
from secondround.candidates.models import Application, ApplicationState, CaseMember, CaseRole
from secondround.decisions import access
from secondround.decisions.models import Debrief
from secondround.decisions.rules import Part, Speaker, running_order
from secondround.handoff.access import fit_for_everybody
from secondround.handoff.queries.comparison import does_firm_adjust, estimate_figures, fitted
from secondround.interviews.models import Assignment, AssignmentState, Exposure, RatingHistory, Scorecard
from secondround.interviews.queries import (
    asked_round,
    cards_in_force,
    history_for,
    mandatory_open,
    prior_of,
    ratings_of_cards,
)
from secondround.measurement import MODEL_VERSION, UNADJUSTED, Comparison, Prior
from secondround.people.models import User
from secondround.positions.access import live
from secondround.positions.models import Competency, TeamMember, TeamRole
from secondround.positions.queries import weight_of

SEEN = "debrief"
FINALISTS = (ApplicationState.ADVANCED, ApplicationState.RESERVE, ApplicationState.OFFERED)


@dataclass(frozen=True)
class Waits:
    """What a debrief waits for. `open`: cards still owed that gate it."""

    has_second_round: bool
    open: tuple[Assignment, ...]
    is_over: bool

    @property
    def is_ready(self) -> bool:
        return self.has_second_round and not self.open and not self.is_over


def waits_of(application: Application) -> Waits:
    is_over = application.state == ApplicationState.CLOSED
    return Waits(asked_round(application) is not None, tuple(mandatory_open(application)), is_over)


def newest_debrief(application: Application) -> Debrief | None:
    rows = Debrief.objects.filter(application=application).select_related("opened_by")
    return rows.order_by("-opened_at", "-pk").first()


def has_entered(user: User, debrief: Debrief) -> bool:
    """Whether somebody has gone in: a recorded act of their own, after which a card of theirs is no longer independent."""
    seen = Exposure.objects.filter(user=user, application=debrief.application_id, what=SEEN)
    return seen.filter(at__gte=debrief.opened_at).exists()


def speakers_of(application: Application, at: datetime) -> list[User]:
    """Everybody who has a voice, in the running order proposed: assessors of the round, hiring managers, readers, the decider last."""
    parts: dict[int, Part] = {}
    of = asked_round(application)
    cards = Assignment.objects.filter(interview__application=application, interview__round=of, is_short=False)
    for key in cards.filter(state=AssignmentState.SUBMITTED).values_list("user", flat=True):
        parts[key] = Part.ASSESSOR
    team = TeamMember.objects.filter(live(at), position=application.position, role=TeamRole.HIRING_MANAGER)
    parts |= dict.fromkeys(team.values_list("user", flat=True), Part.HIRING_MANAGER)
    readers = CaseMember.objects.filter(live(at), application=application, role=CaseRole.SENIOR_READER)
    parts |= dict.fromkeys(readers.values_list("user", flat=True), Part.SENIOR_READER)
    decider = access.decider_of(application, at)
    if decider is not None and decider.pk in parts:
        parts[decider.pk] = Part.DECIDER
    people = {one.pk: one for one in User.objects.filter(pk__in=parts, is_active=True).order_by("pk")}
    may = [one for one in people.values() if access.decide(one, application, at, "debrief.speak").is_allowed]
    order = running_order(Speaker(one.pk, one.name, parts[one.pk], one.title, one.since_on) for one in may)
    return [people[one.key] for one in order]


def given_now(application: Application, room: Sequence[User], at: datetime) -> dict[str, Any]:
    """What a snapshot is computed from: the very versions of cards, the weights, who else is still in question, what was believed
    before the first rating, as on the compare page.

    Nothing of a candidate on whom somebody in the room is blind: the figures tell none of them anything they may not know.
    """
    position = application.position
    rows = sorted({*fit_for_everybody(position, list(room), at), application.pk})
    competencies = list(position.competencies.all())
    weights = weight_of(position, competencies)
    others = type(application).objects.filter(position=position, pk__in=rows, state__in=FINALISTS)
    asked = Assignment.objects.filter(interview__application=application, is_short=False)
    waived = asked.filter(state=AssignmentState.WAIVED)
    return {
        "application": str(application.uid),
        "cards": sorted(str(uid) for uid in cards_in_force(rows).values_list("uid", flat=True)),
        "weights": {str(one.uid): float(weights[one.pk]) for one in competencies},
        "openings": position.openings,
        "finalists": sorted(str(one.uid) for one in others.exclude(pk=application.pk)),
        "waived": sorted(str(uid) for uid in waived.values_list("uid", flat=True)),
        "is_adjusted": position.is_adjusted and does_firm_adjust(),
        "history": history.version if (history := history_for(position, at)) else None,
    }


def body_of(application: Application, given: Mapping[str, Any]) -> str:
    """The snapshot, byte for byte: what was given, this person's cards as they stood, and figures rounded as they are kept.

    Cards are never changed and are named by version, so the same `given` makes the same bytes for ever.
    """
    cards = Scorecard.objects.filter(uid__in=given["cards"])
    competencies = {str(one.uid): one.pk for one in Competency.objects.filter(uid__in=given["weights"])}
    weights = {competencies[uid]: weight for uid, weight in given["weights"].items()}
    comparison = fitted(ratings_of_cards(cards), weights, given["openings"], _prior(given))
    uids = {pk: uid for uid, pk in competencies.items()}
    own = cards.filter(assignment__interview__application=application)
    return canonical(
        {"given": dict(given), "own": _own_cards(own, uids), "figures": _figures(application, comparison, uids, given)}
    ).decode()


def _prior(given: Mapping[str, Any]) -> Prior:
    """By the version of the history that was in force when the debrief was opened; versions are never changed."""
    if not given.get("is_adjusted", True):
        return UNADJUSTED
    version = given.get("history")
    return prior_of(None if version is None else RatingHistory.objects.get(version=version))


def _own_cards(cards: Any, uids: Mapping[int, str]) -> list[dict[str, Any]]:
    rows = cards.select_related("assignment__user", "assignment__interview__round").prefetch_related("ratings")
    return [
        {
            "card": str(one.uid),
            "author": str(one.assignment.user.uid),
            "round": one.assignment.interview.round.number,
            "version": one.version,
            "is_short": one.assignment.is_short,
            "recommendation": one.recommendation,
            "ratings": {
                uids[rating.competency_id]: None if rating.value is None else float(rating.value)
                for rating in one.ratings.all()
                if rating.competency_id in uids
            },
        }
        for one in sorted(rows, key=lambda card: str(card.uid))
    ]


def _figures(
    application: Application, comparison: Comparison, uids: Mapping[int, str], given: Mapping[str, Any]
) -> dict[str, Any]:
    key, figure = str(application.pk), measurement.rounded
    estimate = next((one for one in comparison.candidates if one.candidate == key), None)
    found = type(application).objects.filter(uid__in=given["finalists"]).values_list("pk", "uid")
    above = {str(uid): comparison.beats.get((key, str(pk))) for pk, uid in found}
    return {
        "model_version": comparison.model_version,
        "inputs_sha256": comparison.inputs_sha256,
        "overall": estimate_figures(estimate) if estimate else {},
        "competencies": {
            uids[int(one.competency)]: {"raw": figure(one.raw), "adjusted": figure(one.adjusted or 0)}
            for one in (estimate.competencies if estimate else ())
            if one.raw is not None
        },
        "above": {uid: figure(chance) for uid, chance in above.items() if chance is not None},
    }


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def snapshot_of(debrief: Debrief) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(debrief.body)
    return found


def is_whole(debrief: Debrief) -> bool:
    """The snapshot still has its hash, and computing it anew from the cards it names gives the same bytes.

    One of an earlier model is not computed again: it stands as it was.
    """
    if digest(debrief.body) != debrief.sha256:
        return False
    return debrief.model_version != MODEL_VERSION or digest(recomputed(debrief)) == debrief.sha256


def recomputed(debrief: Debrief) -> str:
    return body_of(debrief.application, snapshot_of(debrief)["given"])


def cards_since(debrief: Debrief) -> list[Assignment]:
    """Assignments whose card came in after the debrief was opened, short forms aside: a decision cannot rest on it any more."""
    known = {one["card"] for one in snapshot_of(debrief)["own"]}
    seen = set(Scorecard.objects.filter(uid__in=known).values_list("assignment", flat=True))
    rows = Assignment.objects.filter(
        interview__application=debrief.application_id, state=AssignmentState.SUBMITTED, is_short=False
    )
    return list(rows.exclude(pk__in=seen))
