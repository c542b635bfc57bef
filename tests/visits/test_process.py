"""Whatever people do with a second-round day in whatever order, what must hold holds: the day as a state machine.

Items added, moved, handed over, taken out; sent, declined, moved as a whole, cancelled and planned anew; as it happens; while time goes by.
"""

from collections import Counter
from datetime import timedelta

import icalendar
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from tests.machines import Machine, campaign
from tests.visits.planning import ON, A, H, L, Planning, X, wall

from secondround.candidates.models import CandidateSlot, CaseMember
from secondround.correspondence.models import Letter
from secondround.interviews.actions.scheduling import decline_interview
from secondround.interviews.models import STEPPED_OUT, Assignment, AssignmentState
from secondround.people.models import BookedSlot
from secondround.people.rules import slots_of
from secondround.positions.access import live
from secondround.visits.actions import (
    DayGiven,
    SessionGiven,
    add_on_the_spot,
    add_session,
    cancel_day,
    cancel_visits,
    change_session,
    confirm_day,
    end_day,
    frame_day,
    note_arrival,
    note_no_show,
    note_session,
    plan_day,
    remove_session,
)
from secondround.visits.models import DayEntry, ItemKind, Session, SessionPart, Visit, VisitState
from secondround.visits.queries.days import told_day
from secondround.visits.queries.judging import bookings_of, judged
from secondround.visits.queries.telling import due_letters

pytestmark = pytest.mark.django_db
PEOPLE = ("ines", "nora", "dora", "otto", "hugo")
who, pick = st.sampled_from(PEOPLE), st.integers(0, 5)
times = st.sampled_from(["08:30", "09:00", "09:30", "10:00", "10:35", "11:00", "12:15", "14:00"])
parts = st.sampled_from([A, X, H, L])
with_a_day = precondition(lambda machine: machine.visit is not None)


class SecondRoundDay(Machine):
    """Cleo's day, from its first draft."""

    def __init__(self):
        super().__init__()
        self.joined = set()

    def begin(self):
        plan = Planning()
        self.world, self.second, self.now = plan.world, plan.second, plan.now

    @property
    def visit(self):
        return Visit.objects.select_related("application__candidate", "host", "coordinator").order_by("-pk").first()

    def session(self, number):
        found = list(Session.objects.filter(visit=self.visit, removed_at=None).order_by("pk"))
        return found[number % len(found)] if found else None

    def given(self, session, start, people):
        kit = session.kit if session else None
        kind = session.kind if session else ItemKind.INTRODUCTION
        at = wall(start, self.visit.on)
        return SessionGiven(kind, at, session.minutes if session else 30, kit, "", self.second.rooms[0], "", people)

    @with_a_day
    @rule(start=times, person=who, part=parts)
    def add_an_item(self, start, person, part):
        people = [(getattr(self.world, person), part)]
        self.tried(
            add_session,
            by=self.world.rosa,
            visit=self.visit,
            edit=self.visit.edit,
            given=self.given(None, start, people),
        )

    @with_a_day
    @rule(number=pick, start=times, person=who, second=who, part=parts)
    def change_an_item(self, number, start, person, second, part):
        if session := self.session(number):
            first = A if session.kind == ItemKind.INTERVIEW else X
            people = {getattr(self.world, second): part, getattr(self.world, person): first}
            given = self.given(session, start, list(people.items()))
            self.tried(change_session, by=self.world.rosa, session=session, edit=self.visit.edit, given=given)

    @with_a_day
    @rule(number=pick)
    def take_an_item_out(self, number):
        if session := self.session(number):
            self.tried(remove_session, by=self.world.rosa, session=session, edit=self.visit.edit)

    @with_a_day
    @rule()
    def send_the_day(self):
        told = self.tried(confirm_day, by=self.world.rosa, visit=self.visit, edit=self.visit.edit)
        if told is not None:
            assert due_letters(self.visit, self.now) == []
            assert [one.code for one in judged(self.visit, self.now) if one.is_double] == []

    @with_a_day
    @rule(days=st.sampled_from([-1, 0, 1, 21]), host=who)
    def move_the_day(self, days, host):
        visit = self.visit
        given = DayGiven(
            visit.on + timedelta(days=days),
            visit.zone,
            self.second.site,
            getattr(self.world, host),
            self.world.rosa,
        )
        self.tried(frame_day, by=self.world.rosa, visit=visit, edit=visit.edit, given=given)

    @with_a_day
    @rule(number=pick)
    def decline_an_item(self, number):
        found = list(Assignment.objects.filter(interview__is_of_day=True, state=AssignmentState.OWED).order_by("pk"))
        if found:
            one = found[number % len(found)]
            self.tried(decline_interview, by=one.user, assignment=one, reason="cannot")

    @with_a_day
    @rule(ends=st.booleans())
    def cancel_the_day(self, ends):
        visit = self.visit
        if ends:
            self.tried(cancel_visits, by=self.world.rosa, application=visit.application, reason="it ended")
        else:
            self.tried(cancel_day, by=self.world.rosa, visit=visit, edit=visit.edit, reason="another week")

    @with_a_day
    @rule()
    def plan_anew(self):
        if self.visit.state in (VisitState.CANCELLED, VisitState.HELD):
            given = DayGiven(
                max(ON, self.now.date() + timedelta(days=2)),
                "Europe/Amsterdam",
                self.second.site,
                self.world.otto,
                self.world.rosa,
            )
            kits = [self.second.figures, self.second.team]
            self.tried(plan_day, by=self.world.rosa, application=self.visit.application, given=given, kits=kits)

    @with_a_day
    @rule(number=pick, took_place=st.booleans(), there=st.booleans())
    def note_item(self, number, took_place, there):
        if session := self.session(number):
            people = [one.user for one in session.people.filter(removed_at=None)] if there else []
            self.tried(note_session, by=self.world.rosa, session=session, took_place=took_place, there=people)

    @with_a_day
    @rule(is_late=st.booleans())
    def arrive(self, is_late):
        self.tried(note_arrival, by=self.world.sami, visit=self.visit, is_late=is_late)

    @with_a_day
    @rule(comes=st.booleans())
    def end_the_day(self, comes):
        self.tried(end_day if comes else note_no_show, by=self.world.rosa, visit=self.visit)

    @with_a_day
    @rule(number=pick, person=st.sampled_from(["ada", "pia"]))
    def join(self, number, person):
        session = self.session(number)
        if session and session.starts_at <= self.now and self.visit.version:
            user = getattr(self.world, person)
            if self.tried(add_on_the_spot, by=self.world.rosa, visit=self.visit, user=user, session=session):
                self.joined.add((self.visit.pk, user.pk))

    @with_a_day
    @rule(where=st.sampled_from(["08:45", "09:20", "10:45", "13:00", "23:30"]))
    def the_day_goes_by(self, where):
        self.now = max(self.now, wall(where, self.visit.on)) + timedelta(minutes=1)

    @invariant()
    def the_grid_says_what_people_were_told(self):
        """Of what is to come: everybody who was told, at the told time, and nobody else; the candidate too."""
        wanted, candidate, ours = Counter(), Counter(), set()
        for visit in Visit.objects.all():
            ours |= set(bookings_of(visit))
            day = told_day(visit)
            rows = {str(one.uid): one for one in visit.sessions.select_related("interview")}
            for session in day.sessions if day else ():
                row = rows[session.uid]
                if session.start <= self.now:  # it goes on, or is over: what was taken stays as it was
                    ours -= {row.uid, row.interview.uid if row.interview else row.uid}
                    continue
                if visit.state != VisitState.CONFIRMED or row.state != "planned":
                    continue
                gone = Assignment.objects.filter(interview=row.interview_id, state__in=STEPPED_OUT).values_list(
                    "user", flat=True
                )
                slots = slots_of(session.start, session.minutes)
                candidate.update(slots)
                for one in session.people:
                    if one.user.pk not in (set(gone) if row.interview_id else ()):
                        wanted.update((one.user.pk, slot) for slot in slots)
        held = Counter(BookedSlot.objects.filter(booking__in=ours, slot__gt=self.now).values_list("user", "slot"))
        assert held == Counter({key: count for key, count in wanted.items() if key[1] > self.now})
        assert (
            Counter(CandidateSlot.objects.filter(booking__in=ours, slot__gt=self.now).values_list("slot", flat=True))
            == candidate
        )

    @invariant()
    def calendars_of_days_only_go_forward(self):
        """One UID per reader and item; sequences rise by one; what was cancelled comes back only as a new asking."""
        last = {}
        for letter in Letter.objects.filter(kind__startswith="visits.").exclude(calendar="").order_by("pk"):
            (event,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
            uid, sequence = str(event["uid"]), int(event["sequence"])
            assert sequence == last.get(uid, (-1, ""))[0] + 1
            assert (letter.calendar_method == "CANCEL") == (str(event["status"]) == "CANCELLED")
            assert (last.get(uid, (0, "CANCEL"))[1], letter.calendar_method) != ("CANCEL", "CANCEL")
            last[uid] = (sequence, letter.calendar_method)
        for entry in DayEntry.objects.all():
            known = next((value for uid, value in last.items() if uid.startswith(str(entry.uid))), None)
            assert known == (entry.sequence, "CANCEL" if entry.is_cancelled else "REQUEST")

    @invariant()
    def sight_follows_what_people_were_told(self):
        """Introduced colleagues see until the day ends, while they have a part; assessors for as long as they were asked."""
        seen = set(CaseMember.objects.filter(live(self.now), role="X").values_list("user", flat=True))
        may = {user for _, user in self.joined}
        for visit in Visit.objects.exclude(state=VisitState.CANCELLED):
            if day := told_day(visit):
                may |= {
                    one.user.pk
                    for session in day.sessions
                    for one in session.people
                    if one.part != SessionPart.ASSESSOR
                }
                may |= {day.host.pk} if day.host else set()
        assert seen <= may
        for member in CaseMember.objects.filter(live(self.now), role="X"):
            assert member.to_at is not None


def test_the_day_as_a_state_machine():
    campaign(SecondRoundDay, examples=12, steps=25)
