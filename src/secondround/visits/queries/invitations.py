"""Reads of invitations: the one that stands, the windows in it, who is asked once more for times."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.queries import letters_about
from secondround.positions.models import Position
from secondround.visits.models import Invitation, InvitationState, OfferedWindow, Visit, VisitState

NUDGE = "visits.windows_wanted"
UNDONE_WITHIN = timedelta(hours=24)
"""How long a no to the second interview can be taken back by whoever gave it."""


def key_of(invitation: Invitation) -> str:
    """The key under which letters about one invitation are filed, beside those of the application."""
    return f"invitation:{invitation.pk}"


def invitation_of(application: Application) -> Invitation | None:
    """The newest invitation of an application, in whatever state it is."""
    found = Invitation.objects.filter(application=application).select_related(
        "application__candidate", "application__position", "application__owner", "contact", "sent_by"
    )
    return found.order_by("-sent_at", "-pk").first()


def undone_until(invitation: Invitation, at: datetime) -> datetime | None:
    """Until when this no can be taken back; None where there is none, where it is too late, or where the application has ended and
    the candidate was told so."""
    if invitation.state != InvitationState.DECLINED or invitation.answered_at is None:
        return None
    until = invitation.answered_at + UNDONE_WITHIN
    return until if until >= at and invitation.application.told_at is None else None


def windows_of(invitation: Invitation) -> QuerySet[OfferedWindow]:
    return invitation.windows.filter(removed_at=None)


def invited_on(position: Position) -> int:
    """How many people of this position come to the second round as things stand: who is invited, and who is about to be."""
    asked = Invitation.objects.filter(application__position=position)
    standing = asked.filter(state__in=[InvitationState.SENT, InvitationState.ACCEPTED]).values("application")
    declined = asked.filter(state=InvitationState.DECLINED).values("application")
    here = Application.objects.filter(position=position, duplicate_of=None).exclude(state=ApplicationState.CLOSED)
    return here.filter(Q(pk__in=standing) | Q(state=ApplicationState.ADVANCED) & ~Q(pk__in=declined)).count()


def waiting_invitations() -> QuerySet[Invitation]:
    """Answers that somebody has to act upon: declined, also where the day still stands; or accepted with nothing planned yet. Of
    people who go on, and only what they answered last."""
    held = Visit.objects.filter(application=OuterRef("application"), state=VisitState.HELD)
    planned = Visit.objects.filter(
        application=OuterRef("application"), state__in=[VisitState.DRAFT, VisitState.CONFIRMED, VisitState.HELD]
    )
    answered = Q(state=InvitationState.DECLINED) & ~Exists(held) | Q(state=InvitationState.ACCEPTED) & ~Exists(planned)
    newer = Invitation.objects.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
    found = Invitation.objects.filter(answered, application__state=ApplicationState.ADVANCED)
    return found.exclude(Exists(newer.exclude(state=InvitationState.WITHDRAWN))).select_related(
        "application__candidate", "application__position"
    )


def nudges(at: datetime, *, after: timedelta, most: int) -> Iterator[Invitation]:
    """Who said yes and named no time: `after` since the answer or the last letter, at most `most` letters."""
    accepted = Invitation.objects.filter(
        state=InvitationState.ACCEPTED, answered_at__lte=at - after, application__state=ApplicationState.ADVANCED
    ).exclude(windows__removed_at=None, windows__isnull=False)
    planned = Visit.objects.filter(state=VisitState.CONFIRMED).values("application")
    for one in accepted.exclude(application__in=planned).select_related(
        "application__candidate", "application__position", "contact"
    ):
        sent = list(letters_about(key_of(one)).filter(kind=NUDGE).values_list("queued_at", flat=True))
        if len(sent) < most and all(moment <= at - after for moment in sent):
            yield one
