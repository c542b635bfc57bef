"""Several processes at the same moment, on a real database: one of them wins, and nothing that must hold is broken."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.cast import applicant, cast, owe

from secondround.audit.actions import APPLICANT
from secondround.candidates.actions import begin_enquiry
from secondround.candidates.models import Application, Candidate, CandidateSlot, CaseMember, Enquiry
from secondround.correspondence.models import Letter
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Assignment, AssignmentState, Interview
from secondround.people.models import BookedSlot
from secondround.positions.actions import SiteGiven, add_room, make_site, name_team
from secondround.positions.models import RoomSlot, TeamMember, TeamRole
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db(transaction=True)
RACERS, ROUNDS = 4, 3
FIRST = (timezone.now() + timedelta(days=30)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture(scope="module")
def racers(django_db_setup):
    """Processes that wait for a line each; the lines are written at once."""
    name, environ = (
        str(connection.settings_dict["NAME"]),
        {**os.environ, "DJANGO_SETTINGS_MODULE": "secondround.web.settings"},
    )
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.interviews.racer", name], env=environ, stdin=pipe, stdout=pipe, text=True
        )
        for _ in range(RACERS)
    ]
    assert [one.stdout.readline() for one in running] == ["ready\n"] * RACERS

    def race(*acts):
        chosen = running[: len(acts)]
        lines = [json.dumps(act) + "\n" for act in acts]
        for one, line in zip(chosen, lines, strict=True):
            one.stdin.write(line)
        for one in chosen:
            one.stdin.flush()
        return [one.stdout.readline().strip() for one in chosen]

    yield race
    for one in running:
        one.stdin.close()
        one.wait(20)
        one.stdout.close()


@pytest.fixture
def world():
    made = cast()
    made.others = [applicant(made.rosa, made.position, f"N{number} Other", at=made.at) for number in range(RACERS)]
    return made


def booking(world, number, *, application, assessors, minutes=0, **more):
    start = FIRST + timedelta(days=number, minutes=minutes)
    return {"act": "book", "by": world.rosa.pk, "application": application.pk,
            "assessors": [one.pk for one in assessors], "start": start.isoformat(), **more}  # fmt: skip


def people(world, number):
    """Everybody for Ines at times that overlap, none equal."""
    return [
        booking(world, number, application=one, assessors=[world.ines], minutes=10 * n)
        for n, one in enumerate(world.others)
    ]


def candidate(world, number):
    holders = [world.ines, world.nora, world.dora, world.sami]
    return [
        booking(world, number, application=world.cleo, assessors=[one], minutes=10 * n) for n, one in enumerate(holders)
    ]


def room(world, number):
    if not hasattr(world, "room"):
        site = make_site(by=world.ada, at=world.at, given=SiteGiven("Rotterdam", "Europe/Amsterdam"))
        world.room = add_room(by=world.ada, at=world.at, site=site, name="Maas")
    holders = [world.ines, world.nora, world.dora, world.sami]
    return [
        booking(world, number, application=one, assessors=[holder], minutes=10 * n, room=world.room.pk)
        for n, (one, holder) in enumerate(zip(world.others, holders, strict=True))
    ]


@pytest.mark.parametrize("of", [people, candidate, room])
def test_one_of_several_who_book_at_once_has_it(world, racers, of):
    for number in range(ROUNDS):
        assert sorted(racers(*of(world, number))) == ["booked"] * (RACERS - 1) + ["done"]
    assert Interview.objects.count() == ROUNDS
    assert CandidateSlot.objects.count() == BookedSlot.objects.count() == ROUNDS * 9
    assert RoomSlot.objects.count() == (ROUNDS * 9 if of is room else 0)
    assert Letter.objects.count() == ROUNDS * 2  # nobody was told of a booking that was refused
    assert violations() == []


def planned(world, application, holder, minutes):
    when = Appointment(FIRST + timedelta(minutes=minutes), 45, "UTC")
    return schedule_interview(
        by=world.rosa,
        at=timezone.now(),
        application=application,
        round=world.first_round,
        kit=None,
        when=when,
        assessors=[holder],
    )


def test_two_interviews_that_change_places_never_wait_for_each_other(world, racers):
    one, two = (planned(world, whom, world.ines, 60 * n) for n, whom in enumerate((world.cleo, world.nils)))
    for _ in range(ROUNDS):
        there = [(FIRST + timedelta(minutes=60)).isoformat(), FIRST.isoformat()]
        found = racers(*({"act": "move", "by": world.rosa.pk, "interview": which.pk, "start": start}
                         for which, start in zip((one, two), there, strict=True)))  # fmt: skip
        assert found == ["booked", "booked"]  # each stands in the other's way, whoever comes first
    assert violations() == []


def test_whoever_takes_over_is_booked_once_though_two_ask_for_them(world, racers):
    """Handed to Nora in one interview while she is booked for another at the same hour."""
    for number in range(ROUNDS):
        held = planned(world, world.cleo, world.ines, 60 * number)
        mine = held.assignments.get(user=world.ines)
        found = racers(
            {"act": "replace", "by": world.rosa.pk, "assignment": mine.pk, "user": world.nora.pk},
            booking(world, 0, application=world.nils, assessors=[world.nora], minutes=60 * number),
        )
        assert sorted(found) == ["booked", "done"]
        holder = held.assignments.get(state=AssignmentState.OWED).user
        assert holder == (world.nora if found[0] == "done" else world.ines)
    assert violations() == []


def test_sight_is_opened_once_by_two_who_ask_the_same_person(world, racers):
    for place, whom in enumerate(world.others):
        days = range(place * RACERS, (place + 1) * RACERS)
        found = racers(*(booking(world, day, application=whom, assessors=[world.nora]) for day in days))
        assert found == ["done"] * RACERS
        assert CaseMember.objects.filter(user=world.nora, application=whom).count() == 1
    assert violations() == []


def test_who_is_asked_again_while_submitting_is_blind_again(world, racers):
    for whom in world.others:
        first = owe(world, world.ines, whom)
        second = Interview.objects.create(application=whom, round=world.first_round)
        found = racers(
            {"act": "submit", "by": world.ines.pk, "assignment": first.pk},
            {"act": "ask", "by": world.rosa.pk, "interview": second.pk, "user": world.ines.pk},
        )
        assert found == ["done", "done"]
        assert CaseMember.objects.get(user=world.ines, application=whom).owes_round == world.first_round
    assert violations() == []


def test_a_card_sent_by_several_at_once_is_one(world, racers):
    for whom in world.others:
        mine = owe(world, world.ines, whom)
        found = racers(*({"act": "submit", "by": world.ines.pk, "assignment": mine.pk} for _ in range(RACERS)))
        assert sorted(found) == ["already_submitted"] * (RACERS - 1) + ["done"]
    assert Assignment.objects.filter(state=AssignmentState.SUBMITTED).count() == RACERS
    assert violations() == []


def test_two_recruiters_who_end_each_other_leave_one(world, racers):
    for _ in range(ROUNDS):
        name_team(by=world.rosa, at=timezone.now(), position=world.position, user=world.otto, role=TeamRole.RECRUITER)
        name_team(by=world.otto, at=timezone.now(), position=world.position, user=world.rosa, role=TeamRole.RECRUITER)
        both = TeamMember.objects.filter(position=world.position, role=TeamRole.RECRUITER, to_at__isnull=True)
        assert both.count() == 2
        found = racers(*({"act": "end_role", "by": by.pk, "member": both.get(user=whom).pk}
                         for by, whom in ((world.rosa, world.otto), (world.otto, world.rosa))))  # fmt: skip
        assert found.count("done") == 1, found
        assert both.count() == 1
        if both.get().user == world.otto:
            name_team(
                by=world.otto, at=timezone.now(), position=world.position, user=world.rosa, role=TeamRole.RECRUITER
            )
    assert violations() == []


def test_whoever_confirms_twice_is_one_person_with_one_application(world, racers):
    given = {"notice_sha256": "0" * 64}
    for number in range(ROUNDS):
        for _ in range(2):
            begin_enquiry(by=APPLICANT, at=timezone.now(), position=world.position, given=given, papers=[])
        email = f"twice{number}@mail.example"
        new = [one.pk for one in Enquiry.objects.filter(ended_at__isnull=True).order_by("pk")]
        # Two forms of one person, each sent twice.
        found = racers(
            *({"act": "apply", "by": 0, "enquiry": key, "name": "Twice Over", "email": email} for key in (*new, *new))
        )
        assert found == ["done"] * RACERS
        assert Candidate.objects.filter(email=email).count() == 1
        assert Application.objects.filter(candidate__email=email).count() == 1
    assert violations() == []
