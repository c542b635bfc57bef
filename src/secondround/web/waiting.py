"""What waits for one person, in the order in which it should be done: the rooms' reads put together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState, PrivacyKind, PrivacyState
from secondround.candidates.queries import may_confirm, new_pairs, requests_for
from secondround.correspondence.models import LetterState
from secondround.correspondence.queries import letters_that_failed
from secondround.decisions.queries import applications_of
from secondround.decisions.queries.waiting import answers_waiting_for, tasks_of
from secondround.handoff import access as handoff_access
from secondround.handoff.models import Brief
from secondround.handoff.queries.briefs import briefs_for_reader
from secondround.interviews.access import none_of_later_rounds
from secondround.interviews.models import Assignment, Interview
from secondround.interviews.queries import begun_by, debts_of, end_of_interview, every_card_in, rated_by
from secondround.interviews.queries.planning import without_assessor
from secondround.interviews.rules.reminders import DUE
from secondround.people.clocks import weekday_date
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.positions import access as positions_access
from secondround.positions.models import Kit, Position, PositionState
from secondround.visits.access import can as may_see_visit
from secondround.visits.access import own_visits
from secondround.visits.models import Visit, VisitState
from secondround.visits.queries import did_not_come, not_noted, own_beginnings
from secondround.visits.rules import end_of_day
from secondround.web.expecting import coming_for, is_met_on
from secondround.web.inviting import end_of, to_arrange
from secondround.web.urgency import urgency

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """One thing that waits: what, about whom, on which position, and where it is done.

    `starts_at`: when it takes place, if it does; `due_at`: until when it is to be done. `refusal`: where its holder says not to judge them.
    """

    what: str
    name: str
    place: str
    link: str
    verb: str
    due_at: datetime | None = None
    is_late: bool = False
    answer: Application | None = None
    starts_at: datetime | None = None
    refusal: str = ""


def waiting_for(user: User, at: datetime) -> list[Wait]:
    """What waits for `user`: first what takes place today, by its hour; then what is late, what has a day, what has none."""
    zone = clock_of(user)
    found = [
        *_meetings(user, at, zone),
        *_cards(user, at),
        *_unheld(user, at),
        *_days(user, at),
        *_briefs(user, at),
        *_endings(user, at),
        *_answers(user, at),
        *_letters(user, at),
        *_received(user, at),
        *_duplicates(user, at),
        *_decisions(user, at),
        *_plans(user, at),
        *_invitations(user, at),
        *_requests(user, at),
    ]
    return sorted(found, key=lambda one: _place(one, at, zone))


def _place(one: Wait, at: datetime, zone: ZoneInfo) -> tuple[int, datetime]:
    first = urgency(starts_at=one.starts_at, due_at=one.due_at, is_late=one.is_late, at=at, zone=zone)
    return first, one.starts_at or one.due_at or at


def _meetings(user: User, at: datetime, zone: ZoneInfo) -> list[Wait]:
    """Interviews that one holds today. Those of a second-round day stand in that day's line, those of other days beside."""
    today = at.astimezone(zone).date()
    return [
        Wait(
            _("You interview"),
            one.interview.application.candidate.name,
            one.interview.application.position.title,
            reverse("interviews:scorecard", args=[one.uid]),
            _("Open the kit"),
            starts_at=one.interview.at,
            refusal=reverse("interviews:conflict", args=[one.interview.application.uid]),
        )
        for one in coming_for(user, at)
        if is_met_on(one, today, zone)
    ]


def _requests(user: User, at: datetime) -> list[Wait]:
    """What candidates asked under the law, for whoever carries it out; what another person prepared, for whoever confirms it."""
    zone, found = clock_of(user), []
    for one in requests_for(user, at):
        if one.state == PrivacyState.OPEN or may_confirm(user, one, at):
            is_erasure = one.kind == PrivacyKind.ERASE
            due = end_of(one.due_on, zone)
            page = "web:privacy_erase" if is_erasure else "web:privacy_release"
            what = _("Asks to be forgotten") if is_erasure else _("Asks for everything about them")
            is_late = due is not None and due < at
            found.append(
                Wait(what, one.candidate.name, "", reverse(page, args=[one.uid]), _("Look at it"), due, is_late)
            )
    return found


def _unheld(user: User, at: datetime) -> list[Wait]:
    """Interviews that nobody holds any more, for whoever plans."""
    plans = candidates_access.visible_to(user, at, "interview.schedule")
    return [
        Wait(
            _("Nobody holds this interview any more"),
            one.application.candidate.name,
            one.application.position.title,
            reverse("interviews:interview", args=[one.uid]),
            _("Find somebody"),
            starts_at=one.at,
        )
        for one in without_assessor(plans, at, told=none_of_later_rounds(user, at))
    ]


def _days(user: User, at: datetime) -> list[Wait]:
    """Second-round days: one's own part, today or tomorrow; one that is over and not noted, for host and planner; and one that a
    candidate did not come to, for whoever owes the answer."""
    zone = clock_of(user)
    open_days = [one for one in not_noted(user, at) if may_see_visit(user, one, at, "visit.happen")]
    soon = own_visits(user).filter(state=VisitState.CONFIRMED, on__gte=at.date() - DAY, on__lte=at.date() + DAY)
    soon = soon.exclude(pk__in=[one.pk for one in open_days])
    begins = own_beginnings(user, soon)
    found = [
        Wait(
            _("You have a part in a second-round day on %(day)s") % {"day": weekday_date(one.on)},
            one.application.candidate.name,
            one.application.position.title,
            reverse(
                "visits:happening" if (hosts := _hosts_today(user, one, at)) else "visits:itinerary", args=[one.uid]
            ),
            _("Note what happens") if hosts else _("See your part"),
            end_of(one.on, ZoneInfo(one.zone)),
            starts_at=begins.get(one.pk),
        )
        for one in soon.select_related("application__candidate", "application__position")
        if end_of_day(one.on, ZoneInfo(one.zone)) > at and may_see_visit(user, one, at, "visit.own")
    ]
    found += [
        Wait(
            _("The day is over and not noted yet: what took place?"),
            one.application.candidate.name,
            one.application.position.title,
            reverse("visits:happening", args=[one.uid]),
            _("Note what happened"),
            end_of(one.on, ZoneInfo(one.zone)),
        )
        for one in open_days
    ]
    return found + [
        Wait(
            _("Did not come to the second interview"),
            one.application.candidate.name,
            one.application.position.title,
            reverse("interviews:application", args=[one.application.uid]),
            _("Decide what follows"),
            end_of(one.application.answer_by, zone),
        )
        for one in did_not_come(candidates_access.visible_to(user, at, "answer.settle").filter(owner=user))
    ]


def _hosts_today(user: User, visit: Visit, at: datetime) -> bool:
    """Whether this is the day on which `user` walks the candidate round."""
    return visit.host_id == user.pk and at.astimezone(ZoneInfo(visit.zone)).date() == visit.on


def _invitations(user: User, at: datetime) -> list[Wait]:
    return [
        Wait(
            what,
            application.candidate.name,
            application.position.title,
            link,
            verb,
            due,
            is_late=verb == _("Say what is arranged") and due is not None and due < at,
        )
        for what, application, link, verb, due in to_arrange(user, at)
    ]


def _cards(user: User, at: datetime) -> list[Wait]:
    mine = set(candidates_access.part_in(user, at, "assessment.write_own").values_list("pk", flat=True))
    owed = [
        one
        for one in debts_of(user)
        if (one.interview.at is None or one.interview.at <= at) and one.interview.application_id in mine
    ]
    begun = begun_by(user)
    return [_card(one, one.pk in begun, at) for one in owed]


def _card(one: Assignment, is_begun: bool, at: datetime) -> Wait:
    """A card is due a day after the interview's end; one that was asked for without a time waits now."""
    interview = one.interview
    end = end_of_interview(interview)
    due = end + DUE if end else None
    what = _("Your short form is owed") if one.is_short else _("Your scorecard is owed")
    return Wait(
        _("Your scorecard is owed; your notes are saved") if is_begun and not one.is_short else what,
        interview.application.candidate.name,
        interview.application.position.title,
        reverse("interviews:scorecard", args=[one.uid]),
        _("Go on writing") if is_begun else _("Write it"),
        due,
        is_late=due is not None and due <= at,
        starts_at=interview.at if end and at < end else None,  # while one talks, the card is what one needs
    )


def _briefs(user: User, at: datetime) -> list[Wait]:
    """Briefs of people on whom nothing is decided, as far as the reader may know, and whom they have not judged themselves yet."""
    blind, judged = candidates_access.blind_on(user, at), rated_by(user)
    undecided = (ApplicationState.ADVANCED, ApplicationState.RESERVE)
    meets, zone = _beginnings(user, at), clock_of(user)
    return [
        Wait(
            _("A brief is yours to read"),
            one.application.candidate.name,
            one.application.position.title,
            reverse("handoff:brief", args=[one.uid]),
            _("Read it"),
            meets.get(one.application_id)
            or (None if one.application_id in blind else end_of(one.application.answer_by, zone)),
        )
        for one in briefs_for_reader(user, at)
        if one.application_id not in judged
        and (one.application_id in blind or one.application.state in undecided)
        and handoff_access.decide(user, one.application, at, "brief.read").is_allowed
    ]


def _beginnings(user: User, at: datetime) -> dict[int, datetime]:
    """When `user` meets each person next on a second-round day, else when that day ends: until then a brief is to be read."""
    days = Visit.objects.filter(state=VisitState.CONFIRMED, on__gte=at.date() - DAY)
    told = Q(application__in=candidates_access.visible_to(user, at, "visit.read")) | Q(pk__in=own_visits(user))
    days = days.filter(told).order_by("-on", "-pk")
    begins = own_beginnings(user, days)
    ends = ((one, end_of(one.on, ZoneInfo(one.zone))) for one in days)
    return {one.application_id: begins.get(one.pk, end) for one, end in ends if end and end > at}


def _endings(user: User, at: datetime) -> list[Wait]:
    """Debriefs, decisions, offers and feedback that wait for this person."""
    said = {
        "open": (_("Every scorecard is in: the debrief can be opened"), "decisions:debrief", _("Open it")),
        "enter": (_("A debrief is open"), "decisions:debrief", _("Go in")),
        "decide": (_("A decision is yours"), "decisions:debrief", _("Decide")),
        "approve": (_("An offer wants your yes"), "decisions:offer", _("Look at it")),
        "write_offer": (_("An offer is to be written"), "decisions:offer", _("Write it")),
        "send_offer": (_("An offer can go out"), "decisions:offer", _("Send it")),
        "ran_out": (_("An offer ran out unanswered"), "decisions:offer", _("Go on from there")),
        "taken_back": (
            _("An offer was taken back; they wait for what follows"),
            "decisions:offer",
            _("Go on from there"),
        ),
        "check_feedback": (_("Feedback wants a second reader"), "decisions:feedback", _("Read it")),
        "fill": (_("The last opening is filled; others wait"), "decisions:close_position", _("Answer them")),
    }
    found, zone = [], clock_of(user)
    for one in tasks_of(user, at):
        what, door, verb = said[one.code]
        of = one.application
        key = of.position.uid if one.code == "fill" else of.uid
        due_at = end_of(one.due_on, zone)
        is_late = due_at is not None and due_at < at
        name, link = "" if one.code == "fill" else of.candidate.name, reverse(door, args=[key])
        found.append(Wait(what, name, of.position.title, link, verb, due_at, is_late))
    return found


def _answers(user: User, at: datetime) -> list[Wait]:
    """Closed people who still wait for their answer: those that are this person's, and those whose owner cannot be told of it now."""
    zone = clock_of(user)
    rows = answers_waiting_for(user, at, at.astimezone(zone).date())
    return [
        Wait(
            _("An answer is owed")
            if one.owner_id == user.pk
            else _("An answer is owed by %(name)s") % {"name": one.owner.name},
            one.application.candidate.name,
            one.application.position.title,
            reverse("decisions:answer", args=[one.application.uid]),
            _("Answer"),
            end_of(one.due_on, zone),
            is_late=one.due_on < at.astimezone(zone).date(),
            answer=one.application,
        )
        for one in rows
    ]


def _received(user: User, at: datetime) -> list[Wait]:
    """People who applied and whom nobody has asked to an interview yet, for whoever owes them the answer: one line per position."""
    mine = candidates_access.visible_to(user, at, "application.move")
    mine = mine.filter(owner=user, state=ApplicationState.RECEIVED)
    counted = mine.values("position").annotate(number=Count("pk"), first=Min("answer_by")).order_by("first", "position")
    zone = clock_of(user)
    titles = Position.objects.in_bulk([row["position"] for row in counted])
    return [
        Wait(
            ngettext(
                "One person applied; nobody has asked them yet",
                "%(number)s people applied; nobody has asked them yet",
                row["number"],
            )
            % {"number": row["number"]},
            "",
            titles[row["position"]].title,
            reverse("candidates:board", args=[titles[row["position"]].uid]),
            _("Look at them"),
            end_of(row["first"], zone),
            is_late=row["first"] < at.astimezone(zone).date(),
        )
        for row in counted
    ]


def _duplicates(user: User, at: datetime) -> list[Wait]:
    """Records that look like one person since somebody came in, for whoever may put them together."""
    number = new_pairs(user, at)
    if not number:
        return []
    said = ngettext("Two records look like one person", "%(number)s pairs of records look like one person each", number)
    return [Wait(said % {"number": number}, "", "", reverse("candidates:duplicates"), _("Look at both"))]


def _decisions(user: User, at: datetime) -> list[Wait]:
    """Positions with people of the first round whose every card is in, due as the first of them was promised; and advanced people
    without a brief."""
    first_round = candidates_access.visible_to(user, at, "shortlist.decide").filter(state=ApplicationState.FIRST_ROUND)
    rows = every_card_in(first_round).values("position", "position__uid", "position__title")
    counted = rows.annotate(number=Count("pk"), first=Min("answer_by")).order_by("first", "position__title", "position")
    zone, today = clock_of(user), at.astimezone(clock_of(user)).date()
    found = [
        Wait(
            ngettext("One person waits for your decision", "%(number)s people wait for your decision", row["number"])
            % {"number": row["number"]},
            "",
            row["position__title"],
            reverse("handoff:compare", args=[row["position__uid"]]),
            _("Compare"),
            end_of(row["first"], zone),
            is_late=row["first"] is not None and row["first"] < today,
        )
        for row in counted
    ]
    freezable = candidates_access.visible_to(user, at, "brief.freeze").filter(state=ApplicationState.ADVANCED)
    bare = freezable.exclude(pk__in=Brief.objects.values("application")).select_related("candidate", "position")
    return found + [
        Wait(
            _("Goes on, without a brief yet"),
            one.candidate.name,
            one.position.title,
            reverse("handoff:prepare", args=[one.uid]),
            _("Prepare the brief"),
            end_of(one.answer_by, zone),
        )
        for one in bare.order_by("answer_by", "pk")
    ]


def _letters(user: User, at: datetime) -> list[Wait]:
    """Letters to candidates that were refused, or of which nobody knows whether they arrived, for whoever may read them."""
    failed = letters_that_failed(at)
    about = applications_of(failed)
    stuck = {letter: about[letter.pk] for letter in failed if letter.pk in about}
    mine = candidates_access.visible_to(user, at, "letter.read").filter(pk__in=set(stuck.values()))
    known = {one.pk: one for one in mine.select_related("candidate", "position")}
    return [
        Wait(
            _("A letter was refused")
            if letter.state == LetterState.FAILED
            else _("Nobody knows whether a letter arrived"),
            known[key].candidate.name,
            known[key].position.title,
            reverse("decisions:letter", args=[letter.uid]),
            _("Look at it"),
        )
        for letter, key in stuck.items()
        if key in known
    ]


def _plans(user: User, at: datetime) -> list[Wait]:
    """Positions that wait for a plan: open, nothing planned in them, and nobody met yet."""
    writes = positions_access.visible_to(user, at, "plan.write").filter(state=PositionState.OPEN)
    planned = Kit.objects.filter(retired_at__isnull=True).values("round__position")
    bare = writes.exclude(pk__in=planned).exclude(pk__in=Interview.objects.values("application__position"))
    return [
        Wait(
            _("No interview is planned yet"),
            "",
            one.title,
            reverse("positions:plan", args=[one.uid]),
            _("Make the plan"),
        )
        for one in bare.order_by("opened_at", "pk")
    ]
