"""Forgetting somebody: two people, one transaction, nothing of them left in any table or file; ratings and the chain stay."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.cast import ANSWER_BY, applicant, cast, come_in, open_for, person, signed_in, submit
from tests.waiting import Waiting

from secondround.audit.queries import verify_chain
from secondround.candidates.actions import ask_privacy, save_view, tag
from secondround.candidates.models import Application, ApplicationState, Candidate, Document, PrivacyKind, PrivacyState
from secondround.correspondence.models import Letter
from secondround.decisions.actions import close
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Note, Rating
from secondround.people.access import Refused
from secondround.people.models import BookedSlot, RightKind, User
from secondround.web.erasing import StillOpen, erase_person, prepare_erasure
from secondround.web.invariants import violations
from secondround.work.engine import run_all

pytestmark = pytest.mark.django_db
BETRAYING = ("Cleo", "cleo@mail.example", "+31 20 555 0147", "Marin")


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    made = cast()
    Candidate.objects.filter(pk=made.cleo.candidate_id).update(phone="+31 20 555 0147")
    made.cleo.candidate.refresh_from_db()
    return made


def everything():
    """Every value of every table, as text, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            found[table] = " ".join(map(str, cursor.fetchall()))
    return found


def where(words):
    return sorted(
        {table for table, text in everything().items() for word in words if word.casefold() in text.casefold()}
    )


def whole_story(world):
    """Cleo applied, was met, talked about, closed with an answer, and did everything that their page lets them do."""
    client = Client()
    user = come_in(client, world.cleo.candidate)
    client.post(
        f"/mine/{world.cleo.uid}/papers/", {"resume": SimpleUploadedFile("Cleo Marin.txt", b"I am Cleo Marin.")}
    )
    client.post("/mine/lines/", {"kind": ["now"], "text": ["Cleo leads a crew"]})
    submit(world, world.ines, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["Cleo asked the crew first."]})
    submit(world, world.nora, world.cleo, {"Teamwork": 2}, notes={"Teamwork": ["Cleo spoke over the crew."]})
    tag(by=world.rosa, at=world.at, application=world.cleo, name="like marin")
    save_view(by=world.rosa, at=world.at, name="Cleo Marin", query="q=cleo+marin")
    reason = ReasonGiven("Cleo did not say how.", [world.teamwork], [Note.objects.first()])
    close(by=world.hugo, at=timezone.now(), application=world.cleo, reason=reason, owner=world.rosa, due_on=ANSWER_BY)
    world.cleo.refresh_from_db()
    return client, user


def asked(world, user):
    return ask_privacy(
        by=user, at=timezone.now(), candidate=world.cleo.candidate, kind=PrivacyKind.ERASE, words="Forget Cleo."
    )


def test_nothing_is_left_of_whoever_asked_to_be_forgotten(world, django_capture_on_commit_callbacks):
    _client, user = whole_story(world)
    request = asked(world, user)
    files = [Path(settings.MEDIA_ROOT) / one.stored_as for one in Document.objects.all()]
    assert [one.exists() for one in files] == [True]
    assert "secondround_note" in where(BETRAYING)
    prepare_erasure(by=world.pia, at=timezone.now(), request=request)
    request.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        left = erase_person(by=world.ada, at=timezone.now(), request=request)
    assert (left, where(BETRAYING)) == ([], [])
    assert [one.exists() for one in files] == [False]
    request.refresh_from_db()
    assert (request.state, request.proposed_by, request.confirmed_by) == (PrivacyState.DONE, world.pia, world.ada)


def test_ratings_stay_without_a_person_and_everything_still_holds(world):
    _client, user = whole_story(world)
    before = sorted(Rating.objects.values_list("scorecard", "competency", "value"))
    request = asked(world, user)
    prepare_erasure(by=world.pia, at=timezone.now(), request=request)
    request.refresh_from_db()
    erase_person(by=world.ada, at=timezone.now(), request=request)
    assert sorted(Rating.objects.values_list("scorecard", "competency", "value")) == before
    assert len(before) == 2
    assert verify_chain().is_whole
    assert violations() == []
    rosa = signed_in(world.rosa)
    position = f"/positions/{world.position.uid}/"
    pages = [f"/applications/{world.cleo.uid}/", position, f"{position}compare/", "/candidates/", "/record/"]
    assert [rosa.get(one).status_code for one in pages] == [200] * len(pages)


def test_the_one_who_prepared_it_never_confirms_it(world):
    _client, user = whole_story(world)
    request = asked(world, user)
    with pytest.raises(Refused):
        erase_person(by=world.ada, at=timezone.now(), request=request)
    pia, second = signed_in(world.pia), signed_in(person("Petra Second", rights=[RightKind.PRIVACY]))
    page = f"/privacy/{request.uid}/erase/"
    pia.post(page)
    pia.post(page)
    assert Candidate.objects.get(pk=world.cleo.candidate_id).name == "Cleo Marin"
    assert "Forget them" not in pia.get(page).content.decode()
    assert "Forget them" in second.get(page).content.decode()
    second.post(page)
    assert Candidate.objects.get(pk=world.cleo.candidate_id).name == "Erased"


def test_whatever_is_under_way_ends_with_the_first_word_and_nobody_waits(world):
    schedule_interview(
        by=world.rosa, at=timezone.now(), application=world.cleo, round=world.first_round, kit=None, assessors=[world.ines],
        when=Appointment(timezone.now() + timedelta(days=7), 45, "Europe/Amsterdam"),
    )  # fmt: skip
    user = come_in(Client(), world.cleo.candidate)
    request = asked(world, user)
    with pytest.raises(Refused):
        prepare_erasure(by=world.ada, at=timezone.now(), request=request)
    prepare_erasure(by=world.pia, at=timezone.now(), request=request)
    assert Application.objects.get(pk=world.cleo.pk).state == ApplicationState.CLOSED
    told = Letter.objects.filter(kind="interviews.cancelled_assessor")
    assert [one.to_address for one in told] == [world.ines.email]
    request.refresh_from_db()
    assert erase_person(by=world.ada, at=timezone.now(), request=request) == []
    assert (where(BETRAYING), violations()) == ([], [])


def test_whoever_applied_anew_in_the_meantime_is_not_forgotten_by_halves(world):
    _client, user = whole_story(world)
    request = asked(world, user)
    prepare_erasure(by=world.pia, at=timezone.now(), request=request)
    request.refresh_from_db()
    anew = applicant(world.rosa, open_for(world, "Surveyor"), "Somebody New", at=world.at)
    Application.objects.filter(pk=anew.pk).update(candidate=world.cleo.candidate)
    with pytest.raises(StillOpen):
        erase_person(by=world.ada, at=timezone.now(), request=request)
    assert Candidate.objects.get(pk=world.cleo.candidate_id).name == "Cleo Marin"


def test_the_session_ends_with_it_and_no_new_one_begins(world):
    client, user = whole_story(world)
    request = asked(world, user)
    prepare_erasure(by=world.pia, at=timezone.now(), request=request)
    request.refresh_from_db()
    erase_person(by=world.ada, at=timezone.now(), request=request)
    assert client.get("/mine/").status_code == 302
    assert User.objects.get(pk=user.pk).is_active is False
    Letter.objects.all().delete()
    client.post("/mine/in/", {"email": "cleo@mail.example"})
    run_all()
    assert Letter.objects.count() == 0


def test_somebody_who_works_here_too_stays_who_they_are_here(world):
    Candidate.objects.filter(pk=world.cleo.candidate_id).update(email=world.otto.email)
    world.cleo.candidate.refresh_from_db()
    _client, user = whole_story(world)
    assert user == world.otto
    request = asked(world, user)
    prepare_erasure(by=world.pia, at=timezone.now(), request=request)
    request.refresh_from_db()
    left = erase_person(by=world.ada, at=timezone.now(), request=request)
    assert left == ["User.email 1"]
    world.otto.refresh_from_db()
    assert (world.otto.is_active, world.otto.name) == (True, "Otto Lindqvist")
    assert where(["Cleo", "Marin"]) == []


def test_of_somebody_forgotten_after_their_day_it_stays_that_it_took_place():
    here = Waiting()
    asked_for = ask_privacy(
        by=here.user, at=timezone.now(), candidate=here.world.cleo.candidate, kind=PrivacyKind.ERASE
    )
    prepare_erasure(by=here.world.pia, at=timezone.now(), request=asked_for)
    asked_for.refresh_from_db()
    assert erase_person(by=here.world.ada, at=timezone.now(), request=asked_for) == []
    assert violations() == []
    assert BookedSlot.objects.filter(user=here.world.dora).count() == 6  # half an hour of hers that is past
