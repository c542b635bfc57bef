"""What waits for one person, in the order in which it should be done: the rooms' reads put together."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.decisions.models import AnswerOwed
from secondround.decisions.queries import unanswered
from secondround.handoff import access as handoff_access
from secondround.handoff.models import Brief
from secondround.handoff.queries.briefs import briefs_for_reader
from secondround.interviews.queries import debts_of
from secondround.interviews.queries.planning import coming_of, without_assessor
from secondround.people.clocks import moment
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.positions.models import Position

SOON = timedelta(hours=36)


@dataclass(frozen=True)
class Wait:
    """One thing that waits: until when, what, about whom, and where it is done."""

    what: str
    about: str
    link: str
    verb: str
    due_on: date | None = None
    answer: Application | None = None


def waiting_for(user: User, at: datetime) -> list[Wait]:
    """Own scorecards first, then briefs to read, answers owed, and positions to decide on."""
    return [
        *_coming(user, at),
        *_cards(user, at),
        *_unheld(user, at),
        *_briefs(user, at),
        *_answers(user, at),
        *_received(user, at),
        *_decisions(user, at),
    ]


def _coming(user: User, at: datetime) -> list[Wait]:
    """One's own interviews of today and tomorrow, soonest first."""
    zone = clock_of(user)
    return [
        Wait(
            _("You interview %(when)s") % {"when": moment(one.interview.at, zone.key)},
            f"{one.interview.application.candidate.name}, {one.interview.application.position.title}",
            reverse("interviews:scorecard", args=[one.uid]),
            _("Open the kit"),
        )
        for one in coming_of(user, at)
        if one.interview.at and one.interview.at < at + SOON
    ]


def _unheld(user: User, at: datetime) -> list[Wait]:
    """Interviews that nobody holds any more, for whoever plans."""
    plans = candidates_access.visible_to(user, at, "interview.schedule")
    return [
        Wait(
            _("Nobody holds this interview any more"),
            f"{one.application.candidate.name}, {one.application.position.title}",
            reverse("interviews:interview", args=[one.uid]),
            _("Find somebody"),
            one.at.date() if one.at else None,
        )
        for one in without_assessor(plans, at)
    ]


def _cards(user: User, at: datetime) -> list[Wait]:
    mine = candidates_access.visible_to(user, at)
    readable = set(mine.values_list("pk", flat=True))
    return [
        Wait(
            _("Your scorecard is owed"),
            f"{one.interview.application.candidate.name}, {one.interview.application.position.title}",
            reverse("interviews:scorecard", args=[one.uid]),
            _("Write it"),
        )
        for one in debts_of(user)
        if (one.interview.at is None or one.interview.at <= at) and one.interview.application_id in readable
    ]


def _briefs(user: User, at: datetime) -> list[Wait]:
    return [
        Wait(
            _("A brief is yours to read"),
            f"{one.application.candidate.name}, {one.application.position.title}",
            reverse("handoff:brief", args=[one.uid]),
            _("Read it"),
        )
        for one in briefs_for_reader(user, at)
        if handoff_access.decide(user, one.application, at, "shortlist.read").is_allowed
    ]


def _answers(user: User, at: datetime) -> list[Wait]:
    """Closed people who still wait for their answer; only those whose owner is this person, and whom they may still see."""
    readable = candidates_access.visible_to(user, at, "answer.settle").values("pk")
    rows = AnswerOwed.objects.filter(unanswered(), owner=user, application__in=readable)
    return [
        Wait(
            _("An answer is owed"),
            f"{one.application.candidate.name}, {one.application.position.title}",
            reverse("decisions:answer", args=[one.application.uid]),
            _("Answer"),
            one.due_on,
            one.application,
        )
        for one in rows.select_related("application__candidate", "application__position").order_by("due_on", "pk")
    ]


def _received(user: User, at: datetime) -> list[Wait]:
    """People who applied and whom nobody has asked to an interview yet, for whoever owes them the answer: one line per position."""
    mine = candidates_access.visible_to(user, at, "application.move")
    mine = mine.filter(owner=user, state=ApplicationState.RECEIVED)
    counted = mine.values("position").annotate(number=Count("pk"), first=Min("answer_by")).order_by("first", "position")
    titles = Position.objects.in_bulk([row["position"] for row in counted])
    return [
        Wait(
            ngettext(
                "One person applied; nobody has asked them yet",
                "%(number)s people applied; nobody has asked them yet",
                row["number"],
            )
            % {"number": row["number"]},
            titles[row["position"]].title,
            reverse("candidates:board", args=[titles[row["position"]].uid]),
            _("Look at them"),
            row["first"],
        )
        for row in counted
    ]


def _decisions(user: User, at: datetime) -> list[Wait]:
    """Positions on which somebody of the first round is still undecided, and advanced people without a brief."""
    decidable = candidates_access.visible_to(user, at, "shortlist.decide").filter(state=ApplicationState.FIRST_ROUND)
    counts: dict[int, int] = {}
    for key in decidable.values_list("position", flat=True):
        counts[key] = counts.get(key, 0) + 1
    found = [
        Wait(
            ngettext("One person waits for your decision", "%(number)s people wait for your decision", counts[one.pk])
            % {"number": counts[one.pk]},
            one.title,
            reverse("handoff:compare", args=[one.uid]),
            _("Compare"),
        )
        for one in Position.objects.filter(pk__in=counts).order_by("title", "pk")
    ]
    freezable = candidates_access.visible_to(user, at, "brief.freeze").filter(state=ApplicationState.ADVANCED)
    bare = freezable.exclude(pk__in=Brief.objects.values("application")).select_related("candidate", "position")
    return found + [
        Wait(
            _("Goes on, without a brief yet"),
            f"{one.candidate.name}, {one.position.title}",
            reverse("handoff:prepare", args=[one.uid]),
            _("Prepare the brief"),
            one.answer_by,
        )
        for one in bare.order_by("answer_by", "pk")
    ]
