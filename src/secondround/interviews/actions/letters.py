"""Who is told what about an interview: an invitation, a change, a cancellation, each with the event for the recipient's calendar.

Titles and texts carry no rating, no résumé and nobody's notes; the candidate is told of the candidate's own interview and no other.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from secondround.audit.actions import Machine
from secondround.candidates import access as candidates_access
from secondround.candidates.queries import language_of
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.calendar import Event, calendar_object
from secondround.correspondence.templates import Rendered, render
from secondround.interviews.models import CalendarEntry, Interview
from secondround.interviews.queries import present
from secondround.people.clocks import in_both
from secondround.people.models import Organisation, User
from secondround.people.queries import clock_of
from secondround.positions.models import TeamRole
from secondround.positions.queries import members

Actor = User | Machine


def tell_invited(
    *, by: Actor, at: datetime, interview: Interview, assessors: Iterable[User], tells_candidate: bool
) -> None:
    """An invitation to each of `assessors`, and to the candidate."""
    _tell(by, at, interview, "invitation", assessors, tells_candidate, is_cancelled=False)


def tell_changed(
    *, by: Actor, at: datetime, interview: Interview, assessors: Iterable[User], is_first: bool = False
) -> None:
    """The new time or place to everybody; an invitation where nobody had been told of the old one."""
    _tell(by, at, interview, "invitation" if is_first else "changed", assessors, True, is_cancelled=False)


def tell_people_changed(*, by: Actor, at: datetime, interview: Interview) -> None:
    """To the candidate who was told whom they meet, once it is somebody else: a letter, and their event anew. To nobody else.

    While nobody is found yet there is nothing to say; found again as it was, there is nothing to say either.
    """
    to, told = _candidate_of(interview), CalendarEntry.objects.filter(interview=interview, user=None).first()
    people = present(interview)
    if to is None or told is None or told.is_cancelled or not people or interview.at is None or interview.at <= at:
        return
    if told.sent_sha256 != _people_hash(interview):
        _write(by, at, interview, "interviews.people_candidate", to, None, _entry(interview, None, False))


def tell_cancelled(
    *, by: Actor, at: datetime, interview: Interview, assessors: Iterable[User], tells_candidate: bool
) -> None:
    """It does not take place, or not for these."""
    _tell(by, at, interview, "cancelled", assessors, tells_candidate, is_cancelled=True)


def tell_declined(*, by: User, at: datetime, interview: Interview, reason: str) -> None:
    """To whoever recruits for the position and may know of this person: somebody else has to be found."""
    application = interview.application
    recruiters = members(application.position, TeamRole.RECRUITER, at)
    for user in (one for one in recruiters if candidates_access.can(one, application, at, "interview.schedule")):
        zone = clock_of(user).key
        values = {
            "assessor": user.name,
            "candidate": application.candidate.name,
            "position": application.position.title,
            "when": in_both(interview.at, zone, interview.zone or zone) if interview.at else "",
            "names": by.name,
            "about": reason,
            "link": f"{settings.INSTALLATION.address}{reverse('interviews:application', args=[application.uid])}",
        }
        with override(user.language):
            made = render("interviews.declined", user.language, values)
        queue_letter(by=by, at=at, to=user, kind="interviews.declined", subject=made.subject, body=made.body,
                     about=f"interview:{interview.pk}", template=made.template)  # fmt: skip


def tell_reminder(*, by: Actor, at: datetime, interview: Interview) -> None:
    """The candidate's reminder, without a new event."""
    _write(by, at, interview, "interviews.reminder_candidate", _candidate_of(interview), None, None)


def written_to_candidate(
    *, by: User, at: datetime, interview: Interview, assessors: Sequence[User], is_change: bool
) -> Rendered | None:
    """The letter that its candidate would get, word for word; `interview` need not be kept yet. Nothing is written.

    None where there is no address, and for a time that has passed: nobody is told of it.
    """
    to = _candidate_of(interview)
    if to is None or interview.at is None or interview.at <= at:
        return None
    kind = "interviews.changed_candidate" if is_change else "interviews.invitation_candidate"
    with override(to.language):
        return render(kind, to.language, _values(by, interview, to, None, [one.name for one in assessors]))


def example_values(*, by: User, interview: Interview, is_candidate: bool) -> dict[str, str]:
    """What would be filled into a letter about this interview: to its candidate, or to the first who holds it. Nothing is written."""
    held = present(interview)
    user = held[0].user if held and not is_candidate else None
    candidate = interview.application.candidate
    zone = clock_of(user).key if user else candidate.zone or interview.zone
    to = Recipient(name=candidate.name, email="", zone=zone or "UTC")
    return _values(by, interview, to, user, [one.user.name for one in held])


def _candidate_of(interview: Interview) -> Recipient | None:
    """The candidate as the addressee of a letter; nobody where we have no address."""
    candidate = interview.application.candidate
    if not candidate.email:
        return None
    zone = candidate.zone or interview.zone
    return Recipient(name=candidate.name, email=candidate.email, language=language_of(candidate), zone=zone)


def _tell(
    by: Actor,
    at: datetime,
    interview: Interview,
    what: str,
    assessors: Iterable[User],
    tells_candidate: bool,
    *,
    is_cancelled: bool,
) -> None:
    for user in assessors:
        to = Recipient(name=user.name, email=user.email, language=user.language, zone=clock_of(user).key, pk=user.pk)
        entry = _entry(interview, user, is_cancelled)
        _write(by, at, interview, f"interviews.{what}_assessor", to, user, entry)
    candidate = _candidate_of(interview) if tells_candidate else None
    if candidate:
        _write(
            by, at, interview, f"interviews.{what}_candidate", candidate, None, _entry(interview, None, is_cancelled)
        )


def _entry(interview: Interview, user: User | None, is_cancelled: bool) -> CalendarEntry:
    """The recipient's event: one UID for life, and a sequence that rises with every change told. The candidate's keeps whom they were
    told that they meet."""
    told = "" if user else _people_hash(interview)
    entry, is_new = CalendarEntry.objects.get_or_create(interview=interview, user=user, defaults={"sent_sha256": told})
    if not is_new:
        CalendarEntry.objects.filter(pk=entry.pk).update(
            sequence=F("sequence") + 1, is_cancelled=is_cancelled, sent_sha256=told
        )
        entry.refresh_from_db()
    return entry


def _people_hash(interview: Interview) -> str:
    keys = sorted(one.user_id for one in present(interview))
    return sha256(",".join(map(str, keys)).encode()).hexdigest()


def _write(
    by: Actor,
    at: datetime,
    interview: Interview,
    kind: str,
    to: Recipient | None,
    user: User | None,
    entry: CalendarEntry | None,
) -> None:
    if to is None or interview.at is None:
        return
    with override(to.language):
        names = [one.user.name for one in present(interview)]
        made = render(kind, to.language, _values(by, interview, to, user, names))
        calendar = calendar_object(_event(interview, to, user, entry, at)) if entry else ""
    queue_letter(
        by=by,
        at=at,
        to=to,
        kind=kind,
        subject=made.subject,
        body=made.body,
        about=f"application:{interview.application_id}" if user is None else f"interview:{interview.pk}",
        template=made.template,
        calendar=calendar,
        calendar_method=("CANCEL" if entry.is_cancelled else "REQUEST") if entry else "",
        reply_to=by.email if isinstance(by, User) and user is None else "",
    )


def _values(by: Actor, interview: Interview, to: Recipient, user: User | None, names: Sequence[str]) -> dict[str, str]:
    application = interview.application
    organisation = Organisation.objects.first()
    return {
        "candidate": application.candidate.name,
        "assessor": user.name if user else "",
        "position": application.position.title,
        "organisation": organisation.name if organisation else _("your organisation"),
        "when": in_both(interview.at, to.zone, interview.zone or to.zone) if interview.at else "",
        "minutes": str(interview.minutes),
        "where": _where(interview),
        "with": ", ".join(names),
        "kit": interview.kit.name if interview.kit else interview.round.name,
        "sender": by.name if isinstance(by, User) else (organisation.name if organisation else ""),
        "contact": _contact(by, organisation),
        "link": _link(interview, user) if user else "",
    }


def _contact(by: Actor, organisation: Organisation | None) -> str:
    if isinstance(by, User):
        return f"{by.name}, {by.email}"
    return f"{organisation.contact_name}, {organisation.contact_email}" if organisation else ""


def _where(interview: Interview) -> str:
    """The room with its site and address, or the place that was typed."""
    if interview.room:
        site = interview.room.site
        return ", ".join(part for part in (interview.room.name, site.name, " ".join(site.address.split())) if part)
    return interview.place or _("to be told")


def _link(interview: Interview, user: User) -> str:
    mine = interview.assignments.filter(user=user).first()
    return f"{settings.INSTALLATION.address}{reverse('interviews:scorecard', args=[mine.uid])}" if mine else ""


def _event(interview: Interview, to: Recipient, user: User | None, entry: CalendarEntry, at: datetime) -> Event:
    if interview.at is None:
        raise ValueError("an event has a time")
    organisation = Organisation.objects.first()
    employer = organisation.name if organisation else ""
    position = interview.application.position.title
    if user:
        summary = _("Interview for %(position)s") % {"position": position}
        description = _link(interview, user)
    else:
        summary = _("Interview with %(organisation)s, %(position)s") % {"organisation": employer, "position": position}
        description = ", ".join(one.user.name for one in present(interview))
    return Event(
        uid=f"{entry.uid}@{settings.INSTALLATION.host}",
        sequence=entry.sequence,
        start=interview.at,
        end=interview.at + timedelta(minutes=interview.minutes),
        zone=to.zone or "UTC",
        summary=summary,
        description=description,
        location=_where(interview),
        organizer_email=settings.INSTALLATION.sender_address,
        organizer_name=employer,
        attendee_email=to.email,
        attendee_name=to.name,
        is_cancelled=entry.is_cancelled,
        stamp=at,
    )
