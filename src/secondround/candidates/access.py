"""Sight on candidacies: facts for the policy, and the same table turned into querysets for lists."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower
from django.http import Http404

from secondround.audit.actions import Machine
from secondround.candidates.models import (
    Application,
    ApplicationState,
    Candidate,
    CaseMember,
    CaseRole,
    Conflict,
    Document,
    PrivacyRequest,
)
from secondround.people import access as people_access
from secondround.people import policy
from secondround.people.access import standing_roles
from secondround.people.models import User
from secondround.people.policy import Condition, Decision, Facts, Role, Veto
from secondround.positions.access import live, positions_held, roles_anywhere, team_roles
from secondround.positions.models import Position, Round

CASE_ROLES = {
    Role.INTERVIEWER: CaseRole.INTERVIEWER,
    Role.INTRODUCED: CaseRole.INTRODUCED,
    Role.SENIOR: CaseRole.SENIOR_READER,
}

SHOWN_AFTER = timedelta(days=30)
"""How long a candidate's page speaks of an application after they were told that it has ended."""


def memberships(user: User, application: Application, at: datetime) -> list[CaseMember]:
    rows = CaseMember.objects.filter(live(at), user=user, application=application)
    return list(rows.select_related("owes_round"))


def facts_about(
    user: User,
    application: Application,
    at: datetime,
    *,
    rounds: Iterable[Round] | None = None,
    holds: Iterable[Condition] = (),
    of_first: bool = False,
) -> Facts:
    """What is true of `user` and this candidacy.

    `rounds`: those that the thing read speaks of; None means all of them. `of_first`: it speaks of the first round alone.
    """
    members = memberships(user, application, at)
    about = None if rounds is None else {of.pk for of in rounds}
    vetoes = _vetoes(user, application, members, about, of_first)
    roles: set[Role] = set(team_roles(user, application.position, at))
    roles |= {role for role, case_role in CASE_ROLES.items() if any(member.role == case_role for member in members)}
    if Veto.SELF in vetoes:
        roles.add(Role.CANDIDATE)  # whoever is the candidate has a candidate's rights here, and no other
    true = set(holds)
    # A senior reader's sight on a person begins with the hand-over, a row of its own; the team's row alone opens nothing.
    if any(member.role == CaseRole.SENIOR_READER for member in members):
        true.add(Condition.HANDED_OVER)
    assessed = {member.round_id for member in members if member.role == CaseRole.INTERVIEWER}
    if any(member.is_informed for member in members) or (about is not None and about <= assessed):
        true.add(Condition.SAME_ROUND)
    return Facts(roles=frozenset(roles) | standing_roles(user, at), holds=frozenset(true), vetoes=vetoes)


def _vetoes(
    user: User, application: Application, members: list[CaseMember], about: set[int] | None, of_first: bool
) -> frozenset[Veto]:
    found = set()
    owed = {one.owes_round for one in members if one.owes_round is not None}
    if of_first:
        is_blind = any(of.number == 1 for of in owed)
    else:
        is_blind = bool(owed) and (about is None or any(of.pk in about for of in owed))
    if is_blind:
        found.add(Veto.BLIND)
    if is_in_conflict(user, application):
        found.add(Veto.CONFLICT)
    if is_self(user, application):
        found.add(Veto.SELF)
    return frozenset(found)


def is_in_conflict(user: User, application: Application) -> bool:
    """Has `user` said that they must not judge this person?"""
    standing = Conflict.objects.filter(user=user, candidate_id=application.candidate_id, ended_at__isnull=True)
    return standing.exists()


def is_self(user: User, application: Application) -> bool:
    """Is `user` this candidate, by the record itself or by one that was found to be the same person?"""
    return records_of(user).filter(Q(pk=application.candidate_id) | Q(merged_into=application.candidate_id)).exists()


def records_of(user: User) -> QuerySet[Candidate]:
    """The records that are this person: those that say so, and those with their address."""
    return Candidate.objects.filter(Q(user=user) | Q(email__iexact=user.email))


def visible_to(
    user: User, at: datetime, action: str = "application.read", *, rounds: Collection[int] | None = None
) -> QuerySet[Application]:
    """Applications on which `user` may do `action`, by the same table as `decide`: what the table does not name is not there."""
    row = policy.row(action)
    granted = Q(pk__in=[])
    team = [
        role
        for role, cell in row.cells.items()
        if role in (Role.HIRING_MANAGER, Role.RECRUITER) and not cell.conditions
    ]
    if team:
        granted |= Q(position__in=Position.objects.filter(positions_held(user, team, at)))
    for role, case_role in CASE_ROLES.items():
        cell = row.cells.get(role)
        if cell is not None and cell.conditions <= {Condition.HANDED_OVER}:
            granted |= Q(pk__in=CaseMember.objects.filter(live(at), user=user, role=case_role).values("application"))
    # What was found to be the second application of one person for one position is seen through the first.
    standing = Application.objects.filter(granted, duplicate_of__isnull=True)
    return standing.exclude(_spoken_against(user, at, action, rounds))


def part_in(user: User, at: datetime, action: str) -> QuerySet[Application]:
    """Applications in whose case `user` is named, in whatever role, and where no veto of `action` speaks: for what is one's own there."""
    named = CaseMember.objects.filter(live(at), user=user).values("application")
    standing = Application.objects.filter(pk__in=named, duplicate_of__isnull=True)
    return standing.exclude(_spoken_against(user, at, action, None))


def vetoed_for(
    user: User, at: datetime, action: str, *, rounds: Collection[int] | None = None
) -> QuerySet[Application]:
    """Applications that are not there for `user`, whatever roles they hold: blind, in conflict, or oneself.

    `rounds`: those that the thing read speaks of; None means all of them.
    """
    return Application.objects.filter(_spoken_against(user, at, action, rounds))


def _spoken_against(user: User, at: datetime, action: str, rounds: Collection[int] | None) -> Q:
    """What speaks against an application, said of its own columns and each part by an index: no veto reads everybody."""
    vetoes, found = policy.row(action).vetoes, Q(pk__in=[])
    if Veto.CONFLICT in vetoes:
        conflicts = Conflict.objects.filter(user=user, ended_at__isnull=True)
        found |= Q(candidate__in=conflicts.values("candidate"))
    if Veto.SELF in vetoes:
        by_address = Candidate.objects.alias(address=Lower("email")).filter(address=Lower(Value(user.email)))
        for own in (Candidate.objects.filter(user=user), by_address):
            kept = own.annotate(kept=Coalesce("merged_into", "pk"))  # never empty: that would veto everybody
            found |= Q(candidate__in=own.values("pk")) | Q(candidate__in=kept.values("kept"))
    if Veto.BLIND in vetoes:
        owed = CaseMember.objects.filter(live(at), user=user, owes_round__isnull=False)
        if action in policy.AFTER_FIRST_ROUND:
            owed = owed.filter(owes_round__number=1)
        elif rounds is not None:
            owed = owed.filter(owes_round__in=rounds)
        found |= Q(pk__in=owed.values("application"))
    return found


def blind_on(user: User, at: datetime) -> set[int]:
    """Applications on which `user` owes a card: of these they are not told what was decided meanwhile."""
    owed = CaseMember.objects.filter(live(at), user=user, owes_round__isnull=False)
    return set(owed.values_list("application", flat=True))


def owed_anywhere(user: User, at: datetime) -> set[tuple[int, int]]:
    """(application, round) of every card that `user` owes."""
    owed = CaseMember.objects.filter(live(at), user=user, owes_round__isnull=False)
    return {(application, of) for application, of in owed.values_list("application", "owes_round") if of is not None}


def owed_rounds(user: User, application: Application, at: datetime) -> set[int]:
    """The rounds in which `user` owes a card on this person."""
    return {of for about, of in owed_anywhere(user, at) if about == application.pk}


def standing_in(found: QuerySet[Application], state: str, blind: Collection[int]) -> QuerySet[Application]:
    """Those of `found` that stand in `state`, as somebody sees them who is blind on `blind`: there it is still the first round."""
    if state == ApplicationState.FIRST_ROUND:
        return found.filter(Q(state=state) | Q(pk__in=blind))
    return found.filter(state=state).exclude(pk__in=blind)


def as_seen(rows: Iterable[Application], blind: Collection[int]) -> list[Application]:
    """The same rows to be shown, never to be saved: without what was decided about those on whom their reader is blind.

    Who answers and by when is part of what was decided: it is not shown of them either.
    """
    found = list(rows)
    for one in found:
        if one.pk in blind:
            one.state, one.state_since = ApplicationState.FIRST_ROUND, None
            one.owner, one.answer_by = None, None
    return found


def decide(
    user: User,
    application: Application,
    at: datetime,
    action: str,
    *,
    rounds: Iterable[Round] | None = None,
    holds: Iterable[Condition] = (),
) -> Decision:
    of_first = action in policy.AFTER_FIRST_ROUND
    return policy.decide(facts_about(user, application, at, rounds=rounds, holds=holds, of_first=of_first), action)


def can(user: User, application: Application, at: datetime, action: str) -> bool:
    return decide(user, application, at, action).is_allowed


def get_application(user: User, uid: UUID | str, at: datetime, action: str = "application.read") -> Application:
    application = (
        Application.objects.select_related("candidate", "position").filter(uid=uid, duplicate_of__isnull=True).first()
    )
    if application is None or not decide(user, application, at, action).is_allowed:
        raise Http404
    return application


def may_list(user: User, at: datetime) -> bool:
    """Whether the page of people who applied exists for `user`: they recruit or hire somewhere, or were handed somebody over."""
    if roles_anywhere(user, at) & {Role.HIRING_MANAGER, Role.RECRUITER}:
        return True
    return CaseMember.objects.filter(live(at), user=user, role=CaseRole.SENIOR_READER).exists()


def recruits(user: User, at: datetime) -> bool:
    """Whether `user` recruits for any position: tags, bulk changes and duplicates are recruiters' pages."""
    return Role.RECRUITER in roles_anywhere(user, at)


def get_candidate(user: User, uid: UUID | str, at: datetime, action: str) -> Candidate:
    """A person, for somebody who may do `action` on every one of their applications, of which there is at least one."""
    found = Candidate.objects.filter(uid=uid, merged_into__isnull=True).first()
    if found is None or not may_on_all(user, found, at, action):
        raise Http404
    return found


def may_on_all(user: User, candidate: Candidate, at: datetime, action: str) -> bool:
    own = list(Application.objects.select_related("candidate", "position").filter(candidate=candidate))
    return bool(own) and all(decide(user, one, at, action).is_allowed for one in own)


def get_document(user: User, uid: UUID | str, at: datetime) -> Document:
    document = (
        Document.objects.select_related("application__candidate", "application__position")
        .filter(uid=uid, application__duplicate_of__isnull=True)
        .first()
    )
    if document is None or not decide(user, document.application, at, "application.read").is_allowed:
        raise Http404
    return document


def check(
    by: User | Machine,
    application: Application,
    at: datetime,
    action: str,
    *,
    rounds: Iterable[Round] | None = None,
    holds: Iterable[Condition] = (),
) -> None:
    """The door of an action on one candidacy; raises `people.access.Refused`."""
    of_first = action in policy.AFTER_FIRST_ROUND
    known = (
        facts_about(by, application, at, rounds=rounds, holds=holds, of_first=of_first)
        if isinstance(by, User)
        else Facts()
    )
    people_access.check(by, known, action)


def get_own(user: User, uid: UUID | str, at: datetime, action: str) -> Application:
    """One's own application, for a candidate: whoever else asks finds nothing, whatever roles they hold."""
    found = Application.objects.select_related("candidate", "position").filter(uid=uid, duplicate_of=None).first()
    if found is None or not is_self(user, found) or not still_shown(found, at) or not can(user, found, at, action):
        raise Http404
    return found


def still_shown(application: Application, at: datetime) -> bool:
    """Whether its candidate's page still speaks of it: until they have an answer, however late that is, and 30 days after it."""
    return application.told_at is None or application.told_at + SHOWN_AFTER > at


def shown_applications(user: User, at: datetime) -> list[Application]:
    """What a candidate's page speaks of, the newest first."""
    own = own_applications(user).select_related("candidate", "position", "owner")
    return [one for one in own if still_shown(one, at)]


def own_facts(user: User, candidate: Candidate) -> Facts:
    """Facts for what candidates do about themselves as a whole: their own record, or one that was put together with it."""
    own = records_of(user).filter(Q(pk=candidate.pk) | Q(merged_into=candidate))
    return Facts(roles=frozenset({Role.CANDIDATE} if own.exists() else ()))


def own_record(user: User) -> Candidate | None:
    """The record that is this person; where two were found to be one, the one that was kept."""
    found = records_of(user).select_related("merged_into").order_by("merged_into", "pk")
    kept = [one.merged_into or one for one in found]
    return kept[0] if kept else None


def privacy_facts(user: User, request: PrivacyRequest, at: datetime) -> Facts:
    """Facts for whoever carries out what a candidate asked under the law: never for oneself, and an erasure never alone."""
    vetoes = {Veto.SELF} if Role.CANDIDATE in own_facts(user, request.candidate).roles else set()
    holds = {Condition.SECOND_PERSON} if request.proposed_by_id not in (None, user.pk) else set()
    return Facts(roles=standing_roles(user, at), holds=frozenset(holds), vetoes=frozenset(vetoes))


def get_request(user: User, uid: UUID | str, at: datetime, action: str) -> PrivacyRequest:
    found = PrivacyRequest.objects.select_related("candidate", "owner", "proposed_by").filter(uid=uid).first()
    if found is None or not policy.decide(privacy_facts(user, found, at), action).is_allowed:
        raise Http404
    return found


def get_own_request(user: User, uid: UUID | str) -> PrivacyRequest:
    found = PrivacyRequest.objects.select_related("candidate").filter(uid=uid).first()
    if found is None or Role.CANDIDATE not in own_facts(user, found.candidate).roles:
        raise Http404
    return found


def get_own_document(user: User, uid: UUID | str, at: datetime) -> Document:
    found = (
        Document.objects.select_related("application").filter(uid=uid, application__in=own_applications(user)).first()
    )
    if found is None:
        raise Http404
    get_own(user, found.application.uid, at, "page.own")
    return found


def own_applications(user: User) -> QuerySet[Application]:
    """Every application of one's own, newest first; a second one for the same position is seen through the first."""
    own = records_of(user)
    mine = Q(candidate__in=own.values("pk")) | Q(candidate__in=own.values("merged_into"))
    return Application.objects.filter(mine, duplicate_of=None).order_by("-received_at", "-pk")
