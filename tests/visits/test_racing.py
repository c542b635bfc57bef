"""Two at the same moment: a person, a room and a candidate are booked once, and nobody is told of what did not come to be."""

import threading

import pytest
from django.db import connection
from tests.visits.planning import ON, A, Planning, wall

from secondround.correspondence.models import Letter
from secondround.people.models import BookedSlot
from secondround.visits.actions import (
    DayGiven,
    DayRefused,
    SessionGiven,
    add_session,
    cancel_day,
    confirm_day,
    plan_day,
)
from secondround.visits.models import ItemKind, Visit, VisitState
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """What became of acts that begin together."""
    start, came = threading.Barrier(len(acts)), []

    def go(act):
        start.wait()
        try:
            act()
            came.append("done")
        except DayRefused as refused:
            came.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(came)


def test_two_days_want_the_same_person_at_the_same_time():
    plan = Planning()
    w = plan.world
    given = DayGiven(ON, "Europe/Amsterdam", plan.second.site, None, w.rosa)
    other = plan_day(by=w.rosa, at=plan.now, application=w.nils, given=given)
    talk = SessionGiven(
        ItemKind.INTERVIEW, wall("09:30"), 45, plan.second.figures, "", plan.second.rooms[1], "", [(w.nora, A)]
    )
    add_session(by=w.rosa, at=plan.now, visit=other, edit=0, given=talk)
    edit = plan.edit
    came = at_once(
        lambda: confirm_day(by=w.rosa, at=plan.now, visit=plan.visit, edit=edit),
        lambda: confirm_day(by=w.rosa, at=plan.now, visit=other, edit=1),
    )
    assert came == ["booked", "done"]
    told = Visit.objects.get(state=VisitState.CONFIRMED)
    assert BookedSlot.objects.filter(user=w.nora).count() == 9
    assert {one.about for one in Letter.objects.all()} <= {f"visit:{told.pk}", f"application:{told.application_id}"}
    assert violations() == []


def test_sent_twice_it_is_sent_once():
    plan = Planning()
    edit = plan.edit

    def send():
        confirm_day(by=plan.world.rosa, at=plan.now, visit=plan.visit, edit=edit)

    assert at_once(send, send) == ["changed_elsewhere", "done"]
    assert (Letter.objects.count(), Visit.objects.get().version) == (6, 1)


def test_sent_and_cancelled_at_once_it_is_one_of_the_two_in_order():
    plan = Planning()
    plan.confirm()
    plan.change(plan.talk, "11:30", [(plan.world.sami, A)])
    edit = plan.edit
    came = at_once(
        lambda: confirm_day(by=plan.world.rosa, at=plan.now, visit=plan.visit, edit=edit),
        lambda: cancel_day(by=plan.world.rosa, at=plan.now, visit=plan.visit, edit=edit, reason="ill"),
    )
    assert came in (["changed_elsewhere", "done"], ["done", "over"])
    assert violations() == []
