"""The invitation to a second interview: sent with what it means, answered, taken back; when the candidate could come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import promise_answer
from secondround.candidates.models import Application, ApplicationState
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.policy import Facts
from secondround.visits import invitation_letters as letters
from secondround.visits.actions.adjustments import Helping, ask_adjustment
from secondround.visits.models import Invitation, InvitationState, OfferedWindow, Visit, VisitState
from secondround.visits.queries.invitations import invitation_of, nudges, undone_until

NOTICE = timedelta(hours=24)
MOST_WINDOWS = 12
NUDGE_AFTER, MOST_NUDGES = timedelta(days=1), 2


class InvitationRefused(ValueError):
    """The argument is a code: not_advanced, no_address, invited, dates, passed, answered, windows, closed, confirmed, words_wanted,
    too_late."""


@dataclass(frozen=True)
class InvitationGiven:
    """What an invitation says. `invited_count` None: how many are invited is not told."""

    meaning: str
    meets: str
    answer_by: date
    decide_on: date
    contact: User
    invited_count: int | None = None


@dataclass(frozen=True)
class Window:
    """From when to when somebody could come; aware instants."""

    from_at: datetime
    to_at: datetime


def invite(*, by: User, at: datetime, application: Application, given: InvitationGiven) -> Invitation:
    """Ask somebody who goes on to a second interview. The day of the decision is promised with it."""
    candidates_access.check(by, application, at, "invitation.send")
    if not given.answer_by <= given.decide_on:
        raise InvitationRefused("dates")
    if given.answer_by < at.date():
        raise InvitationRefused("passed")
    with turn():
        standing = Application.objects.select_related("candidate", "position", "owner").get(pk=application.pk)
        if standing.state != ApplicationState.ADVANCED:
            raise InvitationRefused("not_advanced")
        if not standing.candidate.email:
            raise InvitationRefused("no_address")
        before = invitation_of(standing)
        if before and before.state in (InvitationState.SENT, InvitationState.ACCEPTED):
            raise InvitationRefused("invited")
        made = Invitation.objects.create(
            application=standing,
            meaning=given.meaning.strip(),
            meets=given.meets.strip(),
            invited_count=given.invited_count,
            answer_by=given.answer_by,
            decide_on=given.decide_on,
            contact=given.contact,
            sent_by=by,
            sent_at=at,
        )
        promise_answer(by=by, at=at, application=standing, owner=standing.owner or by, answer_by=given.decide_on)
        letters.tell_invited(by=by, at=at, invitation=made)
        record(
            by=by,
            at=at,
            act="visits.invite",
            about={"invitation": made.pk, "application": application.pk, "user": given.contact.pk},
            text={"answer_by": given.answer_by.isoformat(), "decide_on": given.decide_on.isoformat()},
        )
    return made


def withdraw_invitation(*, by: User, at: datetime, invitation: Invitation, reason: str) -> None:
    """Taken back before it was answered, with a reason that stays inside; the candidate has a letter."""
    candidates_access.check(by, invitation.application, at, "invitation.send")
    if not reason.strip():
        raise InvitationRefused("words_wanted")
    with turn():
        _turn(invitation, InvitationState.WITHDRAWN, [InvitationState.SENT], at)
        letters.tell_taken_back(by=by, at=at, invitation=invitation)
        record(
            by=by, at=at, act="visits.withdraw_invitation", about={"invitation": invitation.pk}, text={"reason": reason}
        )


def accept_invitation(
    *,
    by: User,
    at: datetime,
    invitation: Invitation,
    words: str,
    windows: Sequence[Window],
    helping: Helping | None = None,
) -> None:
    """Yes, with the times at which one could come, which may follow later, and with what was ticked on the same page."""
    _check_own(by, at, invitation)
    with turn():
        _turn(invitation, InvitationState.ACCEPTED, [InvitationState.SENT], at, words)
        _replace(at, invitation, windows)
        _keep_helping(by, at, invitation.application, helping)
        letters.tell_answered(by=by, at=at, invitation=invitation, words=words)
        record(by=by, at=at, act="visits.accept_invitation", about={"invitation": invitation.pk})


def decline_invitation(*, by: User, at: datetime, invitation: Invitation, words: str) -> None:
    """No, with or without a word why. The application stays open until somebody answers it."""
    _check_own(by, at, invitation)
    with turn():
        _turn(invitation, InvitationState.DECLINED, [InvitationState.SENT, InvitationState.ACCEPTED], at, words)
        letters.tell_answered(by=by, at=at, invitation=invitation, words=words)
        record(by=by, at=at, act="visits.decline_invitation", about={"invitation": invitation.pk})


def undo_decline(*, by: User, at: datetime, invitation: Invitation) -> None:
    """The wrong button was pressed: within a day a no becomes a yes. What was called off meanwhile does not come back by it."""
    _check_own(by, at, invitation)
    with turn():
        newest = invitation_of(invitation.application)
        if newest is None or newest.pk != invitation.pk or newest.state != InvitationState.DECLINED:
            raise InvitationRefused("answered")
        if undone_until(newest, at) is None:
            raise InvitationRefused("too_late")
        _turn(invitation, InvitationState.ACCEPTED, [InvitationState.DECLINED], at)
        letters.tell_comes_after_all(by=by, at=at, invitation=invitation)
        record(by=by, at=at, act="visits.undo_decline", about={"invitation": invitation.pk})


def offer_windows(
    *,
    by: User,
    at: datetime,
    invitation: Invitation,
    windows: Sequence[Window],
    words: str = "",
    helping: Helping | None = None,
) -> None:
    """When one could come, said anew: what stood before is replaced. Not once a day is confirmed: then one asks to move it.

    Before the answer `words` are kept for it, so that whoever answers later finds their line again.
    """
    _check_own(by, at, invitation)
    with turn():
        standing = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if standing.state not in (InvitationState.SENT, InvitationState.ACCEPTED):
            raise InvitationRefused("closed")
        ahead = Visit.objects.filter(
            application=invitation.application_id, state=VisitState.CONFIRMED, on__gte=at.date()
        )
        if ahead.exists():
            raise InvitationRefused("confirmed")
        if standing.state == InvitationState.SENT:
            Invitation.objects.filter(pk=invitation.pk).update(words=words.strip()[:2000])
        _replace(at, invitation, windows)
        _keep_helping(by, at, invitation.application, helping)
        record(by=by, at=at, act="visits.offer_windows", about={"invitation": invitation.pk})


def accept_day(*, by: User, at: datetime, visit: Visit, helping: Helping | None = None) -> None:
    """The candidate says yes to the day as it stands; a later version asks again."""
    candidates_access.check(by, visit.application, at, "invitation.own")
    with turn():
        standing = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        if standing.state != VisitState.CONFIRMED:
            raise InvitationRefused("closed")
        Visit.objects.filter(pk=visit.pk).update(accepted_version=standing.version, move_asked="", move_asked_at=None)
        _keep_helping(by, at, visit.application, helping)
        record(by=by, at=at, act="visits.accept_day", about={"visit": visit.pk})


def ask_to_move(*, by: User, at: datetime, visit: Visit, words: str, helping: Helping | None = None) -> None:
    """The candidate asks for another day, in their own words; whoever plans has a letter and it waits on their Today."""
    candidates_access.check(by, visit.application, at, "invitation.own")
    if not words.strip():
        raise InvitationRefused("words_wanted")
    with turn():
        changed = Visit.objects.filter(pk=visit.pk, state=VisitState.CONFIRMED, on__gte=at.date()).update(
            move_asked=words.strip()[:2000], move_asked_at=at
        )
        if not changed:
            raise InvitationRefused("closed")
        _keep_helping(by, at, visit.application, helping)
        letters.tell_move_asked(by=by, at=at, visit=visit, words=words.strip())
        record(by=by, at=at, act="visits.ask_to_move", about={"visit": visit.pk})


def nudge_for_windows(*, by: Machine, at: datetime) -> int:
    """Whoever said yes and named no time hears from us after a day, twice at most. Says how many letters that were."""
    people_access.check(by, Facts(), "invitation.nudge")
    sent = 0
    for invitation in nudges(at, after=NUDGE_AFTER, most=MOST_NUDGES):
        with turn():
            letters.tell_windows_wanted(by=by, at=at, invitation=invitation)
            record(by=by, at=at, act="visits.nudge", about={"invitation": invitation.pk})
            sent += 1
    return sent


def _check_own(by: User, at: datetime, invitation: Invitation) -> None:
    candidates_access.check(by, invitation.application, at, "invitation.own")


def _keep_helping(by: User, at: datetime, application: Application, helping: Helping | None) -> None:
    if helping is not None:
        ask_adjustment(by=by, at=at, application=application, needs=helping.needs, words=helping.words)


def _turn(
    invitation: Invitation, state: InvitationState, before: Sequence[InvitationState], at: datetime, words: str = ""
) -> None:
    turned = Invitation.objects.filter(pk=invitation.pk, state__in=before).update(
        state=state, answered_at=at, words=words.strip()[:2000]
    )
    if not turned:
        raise InvitationRefused("answered")
    invitation.refresh_from_db(fields=["state", "answered_at", "words"])


def _replace(at: datetime, invitation: Invitation, windows: Sequence[Window]) -> None:
    if len(windows) > MOST_WINDOWS or any(one.to_at <= one.from_at or one.from_at < at + NOTICE for one in windows):
        raise InvitationRefused("windows")
    invitation.windows.filter(removed_at=None).update(removed_at=at)
    OfferedWindow.objects.bulk_create(
        OfferedWindow(invitation=invitation, from_at=one.from_at, to_at=one.to_at) for one in windows
    )
