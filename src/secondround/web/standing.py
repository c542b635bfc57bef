"""Where a candidate stands, in words for them: put together from what they were told, and from nothing else.

What was decided and not yet said leaves no trace here: no state of an application is read but that it has ended with an answer given.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from secondround.candidates.access import SHOWN_AFTER
from secondround.candidates.models import Application
from secondround.correspondence.models import LetterState
from secondround.decisions.actions.withdrawals import UNDONE_WITHIN
from secondround.decisions.models import (
    OUTWARD,
    AnswerOwed,
    Closing,
    Decider,
    Feedback,
    Offer,
    OfferState,
    Outcome,
    Withdrawal,
)
from secondround.decisions.queries import carries, is_told, told_since
from secondround.interviews.models import STEPPED_OUT, Interview, InterviewState
from secondround.people.clocks import weekday_date
from secondround.people.models import Organisation, User
from secondround.positions.access import live
from secondround.positions.models import TeamMember, TeamRole
from secondround.visits.models import Invitation, InvitationState, SessionPart, Topic
from secondround.visits.models import Visit as Day
from secondround.visits.queries import TOLD
from secondround.visits.queries.days import SeenDay, SeenSession, told_days
from secondround.visits.queries.itineraries import cards_of
from secondround.visits.wording import part_words


@dataclass(frozen=True)
class Card:
    """Somebody whom the candidate meets: who they are, and what part they have in the decision."""

    user: User
    words: tuple[str, ...]
    talks: tuple[SeenSession, ...] = ()


@dataclass(frozen=True)
class Link:
    words: str
    about: str
    url: str


@dataclass(frozen=True)
class Standing:
    """One application as its candidate reads it. A day is always promised: `by` says which, and what for."""

    application: Application
    words: str
    then: str
    by: date | None
    is_late: bool
    ask_name: str
    ask_email: str
    meets: tuple[Card, ...] = ()
    day: SeenDay | None = None  # where one is still to come, as its people were told it
    act: "Link | None" = None  # what is the candidate's to do next, if anything
    talks: tuple[Interview, ...] = ()
    links: tuple[Link, ...] = ()
    ends_on: date | None = None


@dataclass
class _Known:
    """What rooms know of several applications, asked once for all of them."""

    at: datetime
    owed: dict[int, AnswerOwed] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)
    withdrawals: dict[int, Withdrawal] = field(default_factory=dict)
    offers: dict[int, Offer] = field(default_factory=dict)
    invitations: dict[int, Invitation] = field(default_factory=dict)
    days: dict[int, Day] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)  # of whose days one has come
    told: dict[int, SeenDay] = field(default_factory=dict)
    interviews: dict[int, list[Interview]] = field(default_factory=dict)
    deciders: dict[int, set[int]] = field(default_factory=dict)
    told_topics: set[int] = field(default_factory=set)
    feedback: dict[int, Feedback] = field(default_factory=dict)


def standings(applications: Iterable[Application], at: datetime) -> list[Standing]:
    found = list(applications)
    known = _ask_rooms([one.pk for one in found], {one.position_id for one in found}, at)
    organisation = Organisation.objects.first()
    return [_standing(one, known, organisation) for one in found]


def _ask_rooms(keys: list[int], positions: set[int], at: datetime) -> _Known:
    """As many queries for three applications as for one."""
    known = _Known(at)
    of = Q(application__in=keys)
    for owed in AnswerOwed.in_force.filter(of).select_related("owner", "letter"):
        known.owed[owed.application_id] = owed
    known.outcomes = dict(Closing.in_force.filter(of).order_by("pk").values_list("application", "outcome"))
    for stepped in Withdrawal.objects.filter(of, undone_at=None):
        known.withdrawals[stepped.application_id] = stepped
    for offer in Offer.objects.filter(OUTWARD, of).order_by("pk"):
        known.offers[offer.application_id] = offer
    asked = Invitation.objects.filter(of).exclude(state=InvitationState.WITHDRAWN).select_related("contact")
    for invitation in asked.order_by("pk"):
        known.invitations[invitation.application_id] = invitation
    for day in Day.objects.filter(of, state__in=TOLD).order_by("on", "pk"):
        if _is_declined(day, known.invitations.get(day.application_id), at):
            continue
        known.days[day.application_id] = day
        if day.on <= localdate(at):
            known.begun.add(day.application_id)
    ahead = [day for day in known.days.values() if day.on >= localdate(at)]
    known.told = {day.visit.application_id: day for day in told_days(ahead).values() if day.sessions}
    told = Interview.objects.filter(of, is_told=True, state__in=[InterviewState.PLANNED, InterviewState.HELD])
    for talk in told.select_related("room__site").prefetch_related("assignments__user").order_by("at", "pk"):
        known.interviews.setdefault(talk.application_id, []).append(talk)
    topics = Topic.objects.filter(of, published_at__isnull=False, withdrawn_at=None)
    known.told_topics = set(topics.values_list("application", flat=True))
    known.deciders = _deciders(positions, at)
    known.feedback = {one.application_id: one for one in Feedback.objects.filter(of, checked_by__isnull=False)}
    return known


def _is_declined(day: Day, invitation: Invitation | None, at: datetime) -> bool:
    """They said that they do not come, and nobody has called the day off yet."""
    return invitation is not None and invitation.state == InvitationState.DECLINED and day.on >= localdate(at)


def _deciders(positions: set[int], at: datetime) -> dict[int, set[int]]:
    """Who decides in the end: whoever is named, else the senior readers."""
    found: dict[int, set[int]] = {}
    for key, user in Decider.objects.filter(live(at), position__in=positions).values_list("position", "user"):
        found.setdefault(key, set()).add(user)
    readers = TeamMember.objects.filter(live(at), position__in=set(positions) - set(found), role=TeamRole.SENIOR_READER)
    for key, user in readers.values_list("position", "user"):
        found.setdefault(key, set()).add(user)
    return found


def _standing(application: Application, known: _Known, organisation: Organisation | None) -> Standing:
    key = application.pk
    words, then, by = _words(application, known)
    today = localdate(known.at)
    owed, invitation = known.owed.get(key), known.invitations.get(key)
    asked = owed.owner if owed else invitation.contact if invitation else application.owner
    ended = _has_ended(application, known)
    return Standing(
        application=application,
        words=words,
        then=then,
        by=by,
        is_late=by is not None and by < today,
        ask_name=asked.name if asked else organisation.contact_name if organisation else "",
        ask_email=asked.email if asked else organisation.contact_email if organisation else "",
        meets=() if ended else tuple(_cards(application, known)),
        day=None if ended else known.told.get(key),
        act=_answer(application, known) if ended else _act(application, known),
        talks=() if ended else tuple(one for one in known.interviews.get(key, ()) if one.at and one.at > known.at),
        links=tuple(_links(application, known)),
        ends_on=_ends_on(application, owed) if ended else None,
    )


def _has_ended(application: Application, known: _Known) -> bool:
    """Ended, and said so: an ending that is not told yet looks like the waiting before it."""
    owed = known.owed.get(application.pk)
    return application.pk in known.withdrawals or (owed is not None and is_told(owed))


def _ends_on(application: Application, owed: AnswerOwed | None) -> date | None:
    since = (told_since(owed) if owed else None) or application.told_at
    return localdate(since + SHOWN_AFTER) if since else None


def _words(application: Application, known: _Known) -> tuple[str, str, date | None]:
    """Where it stands, what happens next, and the day promised for it."""
    key = application.pk
    if stepped := known.withdrawals.get(key):
        return (
            _("You stepped back on %(day)s.") % {"day": weekday_date(stepped.at)},
            _("Nothing is asked of you."),
            None,
        )
    if _has_ended(application, known):
        if known.outcomes.get(key) == Outcome.HIRED:
            return (
                _("You have the position."),
                _("Whoever made you the offer writes to you about your first day."),
                None,
            )
        return _("This application has ended, and you have our answer."), _("It stands among your letters."), None
    promised = known.owed[key].due_on if key in known.owed else application.answer_by
    if offer := known.offers.get(key):
        return _of_offer(offer, promised)
    if day := known.days.get(key):
        return _of_day(day, known.invitations.get(key), promised, known.at)
    if invitation := known.invitations.get(key):
        return _of_invitation(invitation, promised)
    return _of_first_round(known.interviews.get(key, []), promised, known.at)


def _of_offer(offer: Offer, promised: date | None) -> tuple[str, str, date | None]:
    if offer.state == OfferState.SENT:
        return _("There is an offer for you."), _("You say yes or no, or ask. It stands until then."), offer.expires_on
    if offer.state == OfferState.ACCEPTED:
        return _("You accepted our offer."), _("You hear from us about what follows."), promised
    if offer.state == OfferState.EXPIRED:
        return _("The day for an answer to our offer has passed."), _("You hear from us what follows."), promised
    if offer.state == OfferState.WITHDRAWN:
        return _("We have taken back our offer."), _("You hear from us what follows."), promised
    return _("You did not take our offer."), _("You hear from us once more."), promised


def _of_day(
    day: Day, invitation: Invitation | None, promised: date | None, at: datetime
) -> tuple[str, str, date | None]:
    words = {"day": weekday_date(day.on)}
    decided = invitation.decide_on if invitation else promised
    if day.on == localdate(at):
        return _("We meet today."), _("After this day we decide, and you hear from us."), decided
    if day.on > localdate(at):
        return _("We meet on %(day)s.") % words, _("After that day we decide, and you hear from us."), decided
    return _("We met on %(day)s.") % words, _("We decide, and you hear from us whatever it is."), promised or decided


def _of_invitation(invitation: Invitation, promised: date | None) -> tuple[str, str, date | None]:
    if invitation.state == InvitationState.SENT:
        return (
            _("You are invited to a second interview."),
            _("You say whether you come, and when you could."),
            invitation.answer_by,
        )
    if invitation.state == InvitationState.ACCEPTED:
        return _("You come to a second interview."), _("We plan your day and write to you."), promised
    return _("You declined a second interview."), _("You hear from us once more."), promised


def _of_first_round(talks: list[Interview], promised: date | None, at: datetime) -> tuple[str, str, date | None]:
    if any(one.at and one.at > at for one in talks):
        return (
            _("You are invited to an interview."),
            _("After it we compare what everybody heard, and you hear from us."),
            promised,
        )
    if talks:
        return _("We have met."), _("We compare what everybody heard, and you hear from us."), promised
    return (
        _("Your application is with us; a person reads it."),
        _("You hear from us, whatever the answer is."),
        promised,
    )


def _cards(application: Application, known: _Known) -> Iterable[Card]:
    """Whom the candidate is to meet, once each, in the order of meeting."""
    deciders = known.deciders.get(application.position_id, set())
    seen: set[int] = set()
    for talk in known.interviews.get(application.pk, ()):
        if not talk.at or talk.at + timedelta(minutes=talk.minutes) < known.at:
            continue
        for one in talk.assignments.all():
            if one.state not in STEPPED_OUT and one.user_id not in seen:
                seen.add(one.user_id)
                yield _card(one.user, (SessionPart.ASSESSOR,), deciders)
    if day := known.told.get(application.pk):
        for person in cards_of(day):
            yield _card(person.user, person.parts, deciders, person.has_form, person.sessions)


def _card(
    user: User,
    parts: tuple[SessionPart, ...],
    deciders: set[int],
    has_form: bool = False,
    talks: tuple[SeenSession, ...] = (),
) -> Card:
    return Card(user, tuple(part_words(parts, has_form=has_form, decides=user.pk in deciders)), talks)


def _act(application: Application, known: _Known) -> Link | None:
    """The one thing that a candidate would look for first."""
    own, key = [application.uid], application.pk
    offer, invitation = known.offers.get(key), known.invitations.get(key)
    if offer and offer.state == OfferState.SENT:
        return Link(_("Read the offer"), "", reverse("decisions:my_offer", args=own))
    if key in known.told:
        return Link(_("See the whole day"), "", reverse("visits:my_day", args=own))
    if invitation and invitation.state == InvitationState.SENT:
        return Link(_("Answer the invitation"), "", reverse("visits:my_invitation", args=own))
    return None


def _answer(application: Application, known: _Known) -> Link | None:
    """The letter that was their answer; it says whether what was heard of them stands in it."""
    owed, feedback = known.owed.get(application.pk), known.feedback.get(application.pk)
    letter = owed.letter if owed else None
    if letter is None or letter.state != LetterState.SENT or application.pk in known.withdrawals:
        return None
    if letter.to_address.casefold() != (application.candidate.email or "").casefold():
        return None  # it went to another address, and is not among the letters of this one
    has_feedback = feedback is not None and carries(letter.body, feedback)
    words = _("Read our answer, and what we heard from you") if has_feedback else _("Read our answer")
    return Link(words, "", reverse("candidates:my_letter", args=[letter.uid]))


def _links(application: Application, known: _Known) -> Iterable[Link]:
    """Where one goes from here, for what there is."""
    own, key = [application.uid], application.pk
    ended = _has_ended(application, known)
    if key in known.offers:
        is_open = known.offers[key].state == OfferState.SENT
        about = _("read it, keep it, accept or decline") if is_open else _("what it said, and what became of it")
        yield Link(_("The offer"), about, reverse("decisions:my_offer", args=own))
    if key in known.invitations and not ended:
        invitation = reverse("visits:my_invitation", args=own)
        yield Link(_("Your invitation"), _("your answer, your times, what would help"), invitation)
    if key in known.told_topics:
        yield Link(_("Topics"), _("what we would like to talk about"), reverse("visits:my_topics", args=own))
    if key in known.days:
        names = _("hour by hour, whom you meet and how to say their names")
        yield Link(_("Your day"), names, reverse("visits:my_day", args=own))
        if key in known.begun:
            people = reverse("preparation:my_people", args=own)
            yield Link(_("Those you met"), _("jot down what was said, thank them"), people)
    yield Link(_("Papers"), _("what you gave us, and one more"), reverse("candidates:my_papers", args=own))
    yield Link(_("Who can see what"), _("by name, where you meet them"), reverse("candidates:my_readers", args=own))
    withdrawal = reverse("decisions:my_withdrawal", args=own)
    if stepped := known.withdrawals.get(key):
        if stepped.at + UNDONE_WITHIN > known.at:
            yield Link(_("Come back"), _("within a day of stepping back"), withdrawal)
    elif not ended:
        yield Link(_("Step back"), _("at any time; nobody asks why"), withdrawal)
