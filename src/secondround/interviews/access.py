"""Whose assessments somebody may read, and whose card they may write."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, CaseMember
from secondround.interviews.models import STEPPED_OUT, Assignment, AssignmentState, FollowUp, Interview, Scorecard
from secondround.people import access as people_access
from secondround.people import policy
from secondround.people.models import User
from secondround.people.policy import Condition
from secondround.positions.access import live
from secondround.positions.models import Position, Round


def own_conditions(user: User, assignment: Assignment) -> set[Condition]:
    holds = set()
    if assignment.user_id == user.pk:
        holds.add(Condition.OWN)
    if assignment.state == AssignmentState.OWED:
        holds.add(Condition.DRAFT)
    return holds


def check_own(by: User, assignment: Assignment, at: datetime, action: str) -> None:
    """The door of writing one's own card; raises `people.access.Refused`."""
    facts = candidates_access.facts_about(
        by,
        assignment.interview.application,
        at,
        rounds=[assignment.interview.round],
        holds=own_conditions(by, assignment),
    )
    people_access.check(by, facts, action)


def get_assignment(user: User, uid: UUID | str, at: datetime) -> Assignment:
    """One's own assignment, to write its card or to read what one wrote."""
    found = Assignment.objects.select_related(
        "interview__application__candidate", "interview__application__position", "interview__round", "user"
    )
    assignment = found.filter(uid=uid).first()
    if assignment is None:
        raise Http404
    action = "assessment.write_own" if assignment.state == AssignmentState.OWED else "assessment.read_own"
    decision = candidates_access.decide(
        user,
        assignment.interview.application,
        at,
        action,
        rounds=[assignment.interview.round],
        holds=own_conditions(user, assignment),
    )
    if not decision.is_allowed:
        raise Http404
    return assignment


def get_amendable(user: User, uid: UUID | str, at: datetime) -> Assignment:
    """One's own submitted assignment, to amend its card."""
    assignment = get_assignment(user, uid, at)
    facts = candidates_access.facts_about(
        user,
        assignment.interview.application,
        at,
        rounds=[assignment.interview.round],
        holds=own_conditions(user, assignment),
    )
    if assignment.state != AssignmentState.SUBMITTED or not policy.decide(facts, "assessment.amend").is_allowed:
        raise Http404
    return assignment


def readable_rounds(user: User, application: Application, rounds: Iterable[Round], at: datetime) -> list[Round]:
    """Of `rounds`, those whose assessments by others `user` may read on this application."""
    return [
        of
        for of in rounds
        if candidates_access.decide(user, application, at, "assessment.read_others", rounds=[of]).is_allowed
    ]


def scorecards_visible_to(user: User, application: Application, at: datetime) -> QuerySet[Scorecard]:
    """Submitted cards of one application that `user` may read: others' by round, and always one's own."""
    rounds = readable_rounds(user, application, application.position.rounds.all(), at)
    return Scorecard.objects.filter(
        Q(assignment__interview__round__in=rounds) | Q(assignment__user=user),
        submitted_at__isnull=False,
        assignment__interview__application=application,
    )


def may_read_others(user: User, application: Application, at: datetime) -> bool:
    """Whether somebody else's card on this person stands open to `user` at this moment."""
    return scorecards_visible_to(user, application, at).exclude(assignment__user=user).exists()


def get_follow_up(user: User, uid: UUID | str, at: datetime, action: str = "brief.annotate") -> FollowUp:
    found = FollowUp.objects.select_related("application__candidate", "application__position", "competency")
    follow_up = found.filter(uid=uid).first()
    if follow_up is None:
        raise Http404
    if not candidates_access.decide(user, follow_up.application, at, action, rounds=follow_up.rounds.all()).is_allowed:
        raise Http404
    return follow_up


def rounds_spoken_of(position: Position) -> list[Round]:
    """The rounds that a comparison of this position speaks of: those in which somebody's card is in; else the first.

    Blindness is about the round of the thing read: who owes a card of the second round may read what is known of the first. It is asked
    of the position, not of one candidate, so that nobody learns from their own blindness whether somebody else's card is in.
    """
    held = Scorecard.objects.filter(submitted_at__isnull=False, assignment__interview__round__position=position).values(
        "assignment__interview__round"
    )
    return list(position.rounds.filter(pk__in=held)) or list(position.rounds.all()[:1])


def get_interview(user: User, uid: UUID | str, at: datetime, action: str = "interview.read") -> Interview:
    """An interview, for whoever holds it or may plan or see what is planned. History from a spreadsheet has no page."""
    found = Interview.objects.select_related(
        "application__candidate", "application__position", "round", "kit", "room__site"
    ).filter(uid=uid, is_imported=False).first()  # fmt: skip
    if found is None:
        raise Http404
    mine = found.assignments.filter(user=user).exclude(state__in=STEPPED_OUT).exists()
    holds = {Condition.OWN} if mine else set()
    if not candidates_access.decide(user, found.application, at, action, rounds=[found.round], holds=holds).is_allowed:
        raise Http404
    return found


def none_of_later_rounds(user: User, at: datetime) -> Q:
    """Interviews but for those of a round after one in which `user` still owes a card on that person: that somebody planned them says
    that the earlier round let them go on. One's own stay: one was asked to them."""
    owes = CaseMember.objects.filter(
        live(at), user=user, application=OuterRef("application"), owes_round__number__lt=OuterRef("round__number")
    )
    own = Assignment.objects.filter(user=user, interview=OuterRef("pk"))
    return Q(Exists(own)) | ~Q(Exists(owes))
