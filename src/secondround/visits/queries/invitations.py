"""Reads of invitations: the one that stands, the windows in it, who is asked once more for times."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.queries import letters_about
from secondround.positions.models import Position
from secondround.visits.models import Invitation, InvitationState, OfferedWindow, Visit, VisitState

NUDGE = "visits.windows_wanted"


def key_of(invitation: Invitation) -> str:
    """The key under which letters about one invitation are filed, beside those of the application."""
    return f"invitation:{invitation.pk}"


def invitation_of(application: Application) -> Invitation | None:
    """The newest invitation of an application, in whatever state it is."""
    found = Invitation.objects.filter(application=application).select_related(
        "application__candidate", "application__position", "application__owner", "contact", "sent_by"
    )
    return found.order_by("-sent_at", "-pk").first()


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
    """Answers that somebody has to act upon: declined, or accepted with nothing planned yet; of people who go on."""
    planned = Visit.objects.filter(state__in=[VisitState.DRAFT, VisitState.CONFIRMED, VisitState.HELD])
    answered = Q(state=InvitationState.DECLINED) | Q(state=InvitationState.ACCEPTED)
    found = Invitation.objects.filter(answered, application__state=ApplicationState.ADVANCED)
    return found.exclude(application__in=planned.values("application")).select_related(
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
