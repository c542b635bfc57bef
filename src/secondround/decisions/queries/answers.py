"""Who is still owed an answer, what a letter of theirs would say, and when it may leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState, Candidate
from secondround.candidates.queries import days_off, language_of
from secondround.correspondence.actions import Recipient
from secondround.correspondence.models import Letter, LetterState
from secondround.correspondence.quiet import next_civil_moment
from secondround.correspondence.templates import Rendered, render
from secondround.decisions.models import OUTWARD, AnswerOwed, Closing, Feedback, Offer, OfferState, Outcome
from secondround.interviews.models import Interview, InterviewState
from secondround.people.clocks import weekday_date
from secondround.people.models import Organisation, User
from secondround.positions.models import Position
from secondround.visits.models import Invitation

TOLD_OF_MORE = (ApplicationState.ADVANCED, ApplicationState.RESERVE, ApplicationState.OFFERED)
NO, POSITION_CLOSED, AFTER_SECOND = "decisions.no", "decisions.position_closed", "decisions.no_after_second"
OFFER_BACK, OFFER_CLOSED = "decisions.offer_withdrawn", "decisions.offer_position_closed"
KIND_OF: dict[str, str] = {Outcome.POSITION_CLOSED: POSITION_CLOSED, Outcome.NOT_CHOSEN: AFTER_SECOND}


def unanswered() -> Q:
    """Answers still owed: not given, or given by a letter that was refused or taken back."""
    came_to_nothing = [LetterState.FAILED, LetterState.WITHDRAWN]
    return Q(answered_at__isnull=True) | Q(letter__state__in=came_to_nothing)


def about(application: Application) -> str:
    """The key under which letters on an application are filed."""
    return f"application:{application.pk}"


def applications_of(letters: Iterable[Letter]) -> dict[int, int]:
    """Which application each of these letters to a candidate is about, by letter; letters about anything else are left out.

    A letter about an invitation is filed under the invitation, one about anything else of an application under that.
    """
    filed = {one.pk: _filed(one.about) for one in letters}
    asked = {key for what, key in filed.values() if what == "invitation"}
    invited = dict(Invitation.objects.filter(pk__in=asked).values_list("pk", "application")) if asked else {}
    found = {letter: invited.get(key) if what == "invitation" else key for letter, (what, key) in filed.items() if what}
    return {letter: key for letter, key in found.items() if key is not None}


def _filed(about: str) -> tuple[str, int]:
    what, _sign, number = about.partition(":")
    return (what, int(number)) if what in ("application", "invitation") and number.isdecimal() else ("", 0)


def addressee(candidate: Candidate) -> Recipient | None:
    """The candidate as whom a letter is written to; nobody where there is no address."""
    if not candidate.email:
        return None
    return Recipient(candidate.name, candidate.email, language_of(candidate), clocks_of(candidate))


def clocks_of(candidate: Candidate) -> str:
    """The zone a candidate lives by, else the organisation's."""
    return candidate.zone or Organisation.objects.values_list("zone", flat=True).first() or "UTC"


def interview_days(candidate: Candidate, zone: str) -> set[date]:
    """Days, on the candidate's clocks, on which they have an interview for any position: no answer comes then."""
    planned = Interview.objects.filter(
        application__candidate=candidate, state=InterviewState.PLANNED, at__isnull=False
    ).values_list("at", flat=True)
    return {moment.astimezone(ZoneInfo(zone)).date() for moment in planned if moment}


def leaves_at(candidate: Candidate, wanted: datetime) -> datetime:
    """When a letter wanted for this moment leaves: never at night, at a weekend, on a day off or with an interview."""
    zone = clocks_of(candidate)
    return next_civil_moment(wanted, zone, interview_days(candidate, zone) | days_off())


def kind_of_answer(application: Application) -> str:
    closing = Closing.in_force.filter(application=application).first()
    if closing is None:
        return NO
    if Offer.objects.filter(application=application, taken_back_at=closing.closed_at).exists():
        return OFFER_CLOSED
    return KIND_OF.get(closing.outcome, NO)


def feedback_for(application: Application) -> str:
    """What may go into the answer: what somebody wrote and somebody else has checked; else nothing."""
    found = Feedback.objects.filter(application=application, checked_by__isnull=False).first()
    return found.text if found else ""


def holds_unchecked(application: Application, body: str) -> bool:
    """Whether a letter carries feedback that no second person has read yet."""
    found = Feedback.objects.filter(application=application, checked_by__isnull=True).first()
    return found is not None and carries(body, found)


def carries(body: str, feedback: Feedback) -> bool:
    """Whether any of this feedback stands in a letter, however its lines are broken."""
    said = " ".join(body.split())
    return any(" ".join(words.split()) in said for _key, words in feedback.parts)


def drafted(by: User, application: Application, kind: str) -> Rendered:
    """The wording in force, filled in for this person, in the sender's name. The sender may change every word of it."""
    language = language_of(application.candidate)
    with override(language):
        return render(kind, language, answer_values(by, application))


def drafted_back(by: User, application: Application, promised: date | None) -> Rendered:
    """The letter that takes back an offer; `promised`: by when they hear what follows, where that day lies ahead."""
    language = language_of(application.candidate)
    with override(language):
        day = weekday_date(promised) if promised else ""
        return render(OFFER_BACK, language, {**answer_values(by, application), "answer_by": day})


def answer_values(by: User, application: Application) -> dict[str, str]:
    """What is filled into an answer to this person."""
    organisation = Organisation.objects.first()
    return {
        "candidate": application.candidate.name,
        "position": application.position.title,
        "organisation": organisation.name if organisation else _("our organisation"),
        "sender": by.name,
        "contact": f"{by.name}, {by.email}",
        "feedback": feedback_for(application),
    }


@dataclass(frozen=True)
class StillOpen:
    """Somebody who would be left when a position ends."""

    application: Application
    may_be_written_to: bool
    is_owed_in_person: bool  # was told that they go on, or wait in reserve: a person answers rather than a letter
    has_offer: bool = False  # one is with them, and ends with the position: they are written to in any case


def still_open(position: Position) -> list[StillOpen]:
    """Everybody whom the end of `position` would leave, once: a second application of one person is answered with the first."""
    found = Application.objects.filter(position=position, duplicate_of=None).exclude(state=ApplicationState.CLOSED)
    order = found.select_related("candidate", "owner", "position").order_by("candidate__family_name", "pk")
    out = Offer.objects.filter(application__position=position, state=OfferState.SENT)
    offered = set(out.values_list("application", flat=True))
    return [
        StillOpen(one, bool(one.candidate.email), one.state in TOLD_OF_MORE, has_offer=one.pk in offered)
        for one in order
    ]


def owed_to(application: Application) -> AnswerOwed | None:
    rows = AnswerOwed.in_force.select_related("owner", "letter", "application__candidate", "application__position")
    return rows.filter(application=application).first()


def is_unanswered(owed: AnswerOwed) -> bool:
    """`unanswered` for a row at hand."""
    came_to_nothing = owed.letter is not None and owed.letter.state in (LetterState.FAILED, LetterState.WITHDRAWN)
    return owed.answered_at is None or came_to_nothing


UNDERWAY = (LetterState.QUEUED, LetterState.SENDING)
"""A letter that can still be taken back, or has not arrived: what it says is not told yet."""


def is_told(owed: AnswerOwed) -> bool:
    """Whether the candidate has this answer by now."""
    return not is_unanswered(owed) and (owed.letter is None or owed.letter.state not in UNDERWAY)


def told_since(owed: AnswerOwed) -> datetime | None:
    """Since when the candidate has this answer; None while they have not."""
    if not is_told(owed):
        return None
    left = (owed.letter.sent_at or owed.letter.sending_at) if owed.letter else None
    return left or owed.answered_at


def is_untold(application: Application) -> bool:
    """Ended by us, and its candidate does not know: to them it is the waiting before it."""
    owed = owed_to(application) if application.state == ApplicationState.CLOSED else None
    return owed is not None and not is_told(owed)


def knows_of_decision(application: Application) -> bool:
    """Whether the candidate knows by now what was decided: by the answer they have, by an offer, or since they ended it themselves."""
    owed = owed_to(application)
    out = Offer.objects.filter(OUTWARD, application=application)
    return (owed is not None and is_told(owed)) or out.exists()


def may_end(user: User, application: Application, at: datetime) -> bool:
    """Whether this person is not closed to whoever ends the position."""
    return candidates_access.decide(user, application, at, "application.move").is_allowed


def owes_cards_on(user: User, position: Position, at: datetime) -> list[Application]:
    """People of `position` on whom `user` owes a card, whatever became of them: until it is in, closing would say who is still open."""
    rows = Application.objects.filter(pk__in=candidates_access.blind_on(user, at), position=position)
    return list(rows.select_related("candidate").order_by("candidate__family_name", "pk"))


def keys(rows: Iterable[StillOpen]) -> set[int]:
    return {one.application.pk for one in rows}
