"""A list takes as many queries for three of everything as for one: for everybody who reads it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import ANSWER_BY, applicant, cast, owe, person, seen_just_now, signed_in, submit

from secondround.audit.actions import CONSOLE
from secondround.candidates.actions import (
    declare_conflict,
    enter_application,
    merge_candidates,
    open_case,
    save_view,
    tag,
)
from secondround.candidates.models import CaseRole, ConflictKind
from secondround.correspondence.actions import queue_letter
from secondround.correspondence.models import Letter
from secondround.decisions.actions import close_before_interview
from secondround.interviews.actions.scheduling import Appointment, decline_interview, schedule_interview
from secondround.people.actions.times import add_busy
from secondround.positions.actions import SiteGiven, add_room, join_pool, make_pool, make_site, name_team, open_position
from secondround.positions.models import TeamRole

pytestmark = pytest.mark.django_db

PAGES = {
    "rosa": ["/", "/positions/", "/candidates/", "/candidates/duplicates/", "/pools/", "/sites/", "/letter-wording/", "/people/",
             "/people/me/time/", "/record/", "{at}/", "{at}/board/", "{at}/team/", "{at}/plan/", "{cleo}/", "{cleo}/interview/"],
    "hugo": ["/", "/positions/", "/candidates/", "/pools/", "/people/", "{at}/", "{at}/board/", "{at}/close/", "{cleo}/"],
    "sami": ["/", "/positions/", "/candidates/", "{at}/"],
    "ines": ["/", "/positions/", "/people/me/time/", "{cleo}/"],
    "ada": ["/", "/outbox/", "/people/", "/sites/", "/settings/"],
    "pia": ["/", "/record/"],
    "otto": ["/", "/positions/"],
}  # fmt: skip


def one_more(world, number):
    """One more of everything that any of these pages lists."""
    now = timezone.now()
    rosa, position = world.rosa, world.position
    applied = enter_application(
        by=rosa, at=now, position=position, person=None, name=f"Ada Twin {number}", email=f"t{number}@mail.example",
        source=f"fair {number}", tags=[f"tag {number}"],
    )  # fmt: skip
    double = enter_application(by=rosa, at=now, position=position, person=None, name=f"Ada Twin {number}")
    gone = applicant(rosa, position, f"Gone{number} Double", at=now)
    merge_candidates(by=rosa, at=now, kept=applied.candidate, gone=gone.candidate)
    tag(by=rosa, at=now, application=double, name="shared")
    closed = enter_application(
        by=rosa, at=now, position=position, person=None, name=f"Late {number}", email=f"l{number}@mail.example"
    )
    close_before_interview(by=rosa, at=now, application=closed, words="Filled.", owner=rosa, due_on=ANSWER_BY)
    met = applicant(rosa, position, f"Met{number} Person", at=now)
    submit(world, world.nora, met, {"Teamwork": 3}, notes={"Teamwork": ["So."]})
    owe(world, world.ines, met)
    owe(world, world.hugo, applicant(rosa, position, f"Blind{number} Person", at=now))
    open_case(by=rosa, at=now, application=met, user=world.sami, role=CaseRole.SENIOR_READER, reason="handed over")
    soon = Appointment(now + timedelta(hours=3 + 2 * number), 45, "UTC", place="https://call.example")
    schedule_interview(
        by=rosa, at=now, application=met, round=world.first_round, kit=None, when=soon, assessors=[world.ines]
    )
    later = Appointment(now + timedelta(days=2, hours=2 * number), 45, "UTC")
    lone = schedule_interview(
        by=rosa, at=now, application=world.cleo, round=world.first_round, kit=None, when=later, assessors=[world.nora]
    )
    decline_interview(by=world.nora, at=now, assignment=lone.assignments.get(), reason="away")
    other = person(f"Helper{number} Person")
    name_team(by=rosa, at=now, position=position, user=other, role=TeamRole.HIRING_MANAGER)
    declare_conflict(by=other, at=now, application=world.cleo, kind=ConflictKind.OTHER, reason="", had_read=False)
    opened = open_position(by=rosa, at=now, title=f"Position {number}", recruiter=rosa)
    for user, role in ((world.hugo, TeamRole.HIRING_MANAGER), (world.sami, TeamRole.SENIOR_READER)):
        name_team(by=rosa, at=now, position=opened, user=user, role=role)
    applicant(rosa, opened, f"Open{number} Person", at=now)
    pool = make_pool(by=rosa, at=now, name=f"Pool {number}")
    join_pool(by=rosa, at=now, pool=pool, user=world.ines)
    add_room(by=rosa, at=now, site=make_site(by=rosa, at=now, given=SiteGiven(f"Site {number}", "UTC")), name="Maas")
    save_view(by=rosa, at=now, name=f"View {number}", query="state=received")
    for user in (rosa, world.ines):
        add_busy(
            by=user, at=now, from_at=now + timedelta(days=number + 1), to_at=now + timedelta(days=number + 1, hours=1)
        )
    letter = queue_letter(
        by=CONSOLE, at=now, to=world.ines, kind="test", subject="A", body="B", about=f"application:{world.cleo.pk}"
    )
    Letter.objects.filter(pk=letter.pk).update(state="failed", problem="550 nobody here")


def counted(world, clients):
    places = {"at": f"/positions/{world.position.uid}", "cleo": f"/applications/{world.cleo.uid}"}
    found = {}
    for who, pages in PAGES.items():
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                answer = clients[who].get(page.format(**places))
            assert answer.status_code == 200, (who, page)
            found[who, page] = len(asked)
    return found


def test_three_of_everything_are_no_more_queries_than_one():
    world = cast()
    owe(world, world.ines, world.cleo)
    one_more(world, 1)
    clients = {who: seen_just_now(signed_in(getattr(world, who))) for who in PAGES}
    counted(world, clients)
    before = counted(world, clients)
    for number in (2, 3):
        one_more(world, number)
    after = counted(world, clients)
    assert {page: (before[page], after[page]) for page in before if before[page] != after[page]} == {}
