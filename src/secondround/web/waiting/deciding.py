"""Decisions, offers, feedback and answers; positions that want a plan."""

from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondround.candidates import access as candidates_access
from secondround.candidates.models import ApplicationState
from secondround.decisions.queries.waiting import answers_waiting_for, tasks_of
from secondround.handoff.models import Brief
from secondround.interviews.models import Interview
from secondround.interviews.queries import every_card_in
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.positions import access as positions_access
from secondround.positions.models import Kit, PositionState
from secondround.web.inviting import end_of
from secondround.web.waiting.wait import Wait, about


def decisions(user: User, at: datetime) -> list[Wait]:
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
        about(
            one,
            _("Goes on, without a brief yet"),
            reverse("handoff:prepare", args=[one.uid]),
            _("Prepare the brief"),
            end_of(one.answer_by, zone),
        )
        for one in bare.order_by("answer_by", "pk")
    ]


def endings(user: User, at: datetime) -> list[Wait]:
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


def answers(user: User, at: datetime) -> list[Wait]:
    """Closed people who still wait for their answer: those that are this person's, and those whose owner cannot be told of it now."""
    zone = clock_of(user)
    rows = answers_waiting_for(user, at, at.astimezone(zone).date())
    return [
        about(
            one.application,
            _("An answer is owed")
            if one.owner_id == user.pk
            else _("An answer is owed by %(name)s") % {"name": one.owner.name},
            reverse("decisions:answer", args=[one.application.uid]),
            _("Answer"),
            end_of(one.due_on, zone),
            is_late=one.due_on < at.astimezone(zone).date(),
            answer=one.application,
        )
        for one in rows
    ]


def plans(user: User, at: datetime) -> list[Wait]:
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
