"""Who can see what of one candidacy: not described but asked of the policy, for every person who holds any role on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.candidates import access
from secondround.candidates.models import Application, CaseMember, CaseRole
from secondround.interviews.models import STEPPED_OUT, Interview, InterviewState
from secondround.people import policy
from secondround.people.models import User
from secondround.people.policy import Condition, Veto
from secondround.positions.access import live
from secondround.positions.models import TeamMember, TeamRole
from secondround.visits.models import Invitation, InvitationState
from secondround.visits.queries import people_met, visit_of
from secondround.web.standing import standings

THINGS = {
    "application.read": gettext_lazy("Your application, your papers, the lines about you"),
    "contact.read": gettext_lazy("Your e-mail and telephone number"),
    "letter.read": gettext_lazy("Letters to you"),
    "assessment.read_others": gettext_lazy("What everybody who met you wrote down, and how they rated it"),
    "brief.read": gettext_lazy("The summary for the second round"),
    "visit.arrangement": gettext_lazy("What was arranged to help you"),
    "debrief.read": gettext_lazy("What was said when it was talked over"),
    "offer.terms": gettext_lazy("The terms of an offer"),
}
TEAM_WORDS = {
    TeamRole.HIRING_MANAGER: gettext_lazy("the hiring manager"),
    TeamRole.RECRUITER: gettext_lazy("the recruiter"),
    TeamRole.SENIOR_READER: gettext_lazy("the senior manager"),
}
CASE_WORDS = {
    CaseRole.INTERVIEWER: gettext_lazy("an interviewer"),
    CaseRole.INTRODUCED: gettext_lazy("a colleague you meet"),
    CaseRole.SENIOR_READER: gettext_lazy("the senior manager"),
}
IF_HANDED_OVER = gettext_lazy("the senior manager, if you go on to a second round")


@dataclass(frozen=True)
class Thing:
    """One kind of data, and who can see it today: names of those whom the candidate meets or has met, roles of the others."""

    what: str
    named: tuple[tuple[str, str], ...]
    others: tuple[str, ...]


def readers_of(application: Application, at: datetime) -> list[Thing]:
    """Who can see each kind of data.

    Whether somebody was handed over is not told by this page before the invitation tells it: until then the senior manager stands
    here with the condition under which they read, whether it is met or not. Nor does it tell whose card is in: whoever has yet to
    write down their own view stands here as they will afterwards, and the page says that they read nothing of others' before.
    """
    standing = standings([application], at)[0]
    met = {card.user.pk for card in standing.meets} | _met(application, at)
    is_told = Invitation.objects.filter(application=application).exclude(state=InvitationState.WITHDRAWN).exists()
    people = _holders(application, at, is_told=is_told)
    holds = () if is_told else (Condition.HANDED_OVER,)
    found = []
    for action, words in THINGS.items():
        may = {user: role for user, role in people.items() if _may_read(user, application, at, action, holds)}
        named = [(user.name, role) for user, role in may.items() if user.pk in met]
        found.append(Thing(str(words), tuple(named), tuple(_counted(may[one] for one in may if one.pk not in met))))
    return found


def _may_read(user: User, application: Application, at: datetime, action: str, holds: Iterable[Condition]) -> bool:
    of_first = action in policy.AFTER_FIRST_ROUND
    facts = access.facts_about(user, application, at, holds=holds, of_first=of_first)
    return policy.decide(replace(facts, vetoes=facts.vetoes - {Veto.BLIND}), action).is_allowed


def _met(application: Application, at: datetime) -> set[int]:
    """Whom the candidate has met: on their day, and in interviews of which they were told and which are over."""
    day = visit_of(application, at)
    found = {one.user.pk for one in people_met(day, at)} if day else set()
    talks = Interview.objects.filter(application=application, is_told=True, at__lte=at)
    for talk in talks.filter(state__in=[InterviewState.PLANNED, InterviewState.HELD]).prefetch_related("assignments"):
        if talk.at and talk.at + timedelta(minutes=talk.minutes) <= at:
            found |= {one.user_id for one in talk.assignments.all() if one.state not in STEPPED_OUT}
    return found


def _counted(roles: Iterable[str]) -> list[str]:
    """Each role once, with how many hold it where it is more than one."""
    counts: dict[str, int] = {}
    for role in roles:
        counts[role] = counts.get(role, 0) + 1
    return [
        role if number == 1 else _("%(role)s (%(number)s people)") % {"role": role, "number": number}
        for role, number in counts.items()
    ]


def _holders(application: Application, at: datetime, *, is_told: bool) -> dict[User, str]:
    """Everybody who holds a role on this position or candidacy, with the one that says most."""
    found: dict[User, str] = {}
    cases = CaseMember.objects.filter(live(at), application=application, user__is_active=True)
    if not is_told:
        cases = cases.exclude(role=CaseRole.SENIOR_READER)
    for case in cases.select_related("user").order_by("pk"):
        found.setdefault(case.user, str(CASE_WORDS[CaseRole(case.role)]))
    team = TeamMember.objects.filter(live(at), position=application.position_id, user__is_active=True)
    for member in team.select_related("user").order_by("pk"):
        is_waiting = member.role == TeamRole.SENIOR_READER and not is_told
        found[member.user] = str(IF_HANDED_OVER if is_waiting else TEAM_WORDS[TeamRole(member.role)])
    return found
