"""Jottings and thank-you notes by what they leave behind: closed in the database, delivered when they may be, and to whom."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import cast, come_in, owe, second_round, submit

from secondround.audit.actions import WORKER
from secondround.audit.models import AuditEntry
from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.models import Letter
from secondround.people.actions.persons import add_candidate_user
from secondround.people.clocks import weekday_date
from secondround.preparation.actions import (
    PreparationRefused,
    forget_preparation,
    keep_jotting,
    keep_note,
    release_notes,
    send_thank_you,
    skip_thank_you,
    take_back_thank_you,
)
from secondround.preparation.models import Jotting, ThanksState, ThankYou
from secondround.preparation.queries import kept_of
from secondround.preparation.sealing import Closed, unseal
from secondround.visits.models import ItemKind, ItemState, Session, SessionPart, SessionPerson, Visit, VisitState
from secondround.visits.queries import people_met

pytestmark = pytest.mark.django_db


LATER = timedelta(hours=2)  # after the hour in which a note can be taken back


class Day:
    """Cleo's day, held: Ines interviewed her, Dora and Nora were introduced, Sami spoke with her; Otto's meeting did not take place."""

    def __init__(self):
        self.world = cast()
        self.second = second_round(self.world)
        self.at = self.second.at + timedelta(days=7)
        self.cleo = add_candidate_user(by=self.world.rosa, at=self.at, name="Cleo Marin", email="cleo@mail.example")
        self.visit = Visit.objects.create(
            application=self.world.cleo, on=self.at.date(), zone="Europe/Amsterdam", coordinator=self.world.rosa,
            state=VisitState.HELD, made_at=self.at, confirmed_at=self.at,
        )  # fmt: skip
        self.meet(9, self.world.ines, SessionPart.ASSESSOR)
        self.meet(10, self.world.dora, SessionPart.INTRODUCED)
        self.meet(11, self.world.nora, SessionPart.INTRODUCED)
        self.meet(13, self.world.sami, SessionPart.ASSESSOR)
        self.meet(14, self.world.otto, SessionPart.INTRODUCED, ItemState.DID_NOT)

    def meet(self, hour, user, part, state=ItemState.TOOK_PLACE):
        kind = ItemKind.INTERVIEW if part == SessionPart.ASSESSOR else ItemKind.INTRODUCTION
        session = Session.objects.create(
            visit=self.visit, kind=kind, starts_at=self.at.replace(hour=hour), minutes=45, state=state
        )
        SessionPerson.objects.create(session=session, user=user, part=part)

    def write(self, to, text, send=True):
        note = keep_note(by=self.cleo, at=self.at, visit=self.visit, to=to, text=text, base=0)
        if send:
            send_thank_you(by=self.cleo, at=self.at, note=note)
        note.refresh_from_db()
        return note

    def delivered(self):
        return set(Letter.objects.filter(kind="preparation.thank_you").values_list("to_user__name", flat=True))


@pytest.fixture
def day():
    return Day()


def test_whom_one_met_is_whoever_was_in_what_took_place_and_who_arranged_it(day):
    world = day.world
    assert [(one.user, one.assessed, one.arranged) for one in people_met(day.visit, day.at)] == [
        (world.ines, True, False),
        (world.dora, False, False),
        (world.nora, False, False),
        (world.sami, True, False),
        (world.rosa, False, True),
    ]


def test_nothing_that_is_written_lies_in_the_database_in_the_clear(day):
    keep_jotting(
        by=day.cleo,
        at=day.at,
        visit=day.visit,
        about=day.world.ines,
        base=0,
        words={"said": "canary-jotting", "promised": "x"},
    )
    day.write(day.world.ines, "canary-note")
    kept = b"".join(
        bytes(one) for model in (Jotting, ThankYou) for one in model.objects.values_list("sealed", flat=True)
    )
    assert b"canary" not in kept
    first = kept_of(day.cleo, day.visit, day.at)[0]
    assert (first.jotting["said"], first.text) == ("canary-jotting", "canary-note")


def test_nobody_can_tell_from_the_record_or_the_letters_that_a_note_waits(day):
    owe(day.world, day.world.ines, day.world.cleo, at=day.at)
    before = (AuditEntry.objects.count(), Letter.objects.count())
    keep_jotting(by=day.cleo, at=day.at, visit=day.visit, about=day.world.ines, base=0, words={"said": "x"})
    note = day.write(day.world.ines, "Thank you.")
    assert release_notes(by=WORKER, at=day.at + LATER) == 0
    assert (AuditEntry.objects.count(), Letter.objects.count()) == before
    assert (note.state, note.letter) == (ThanksState.WAITING, None)


def test_each_note_is_delivered_when_its_reader_may_have_it(day):
    world = day.world
    owe(world, world.ines, world.cleo, at=day.at)
    people = [world.ines, world.dora, world.nora, world.sami, world.rosa]
    for person in people:
        day.write(person, f"Dear {person.name}, thank you.")
    assert release_notes(by=WORKER, at=day.at + LATER) == 3
    assert day.delivered() == {"Dora van den Bosch", "Nora Wójcik", "Rosa Keller"}
    submit(world, world.ines, world.cleo, {"Teamwork": 4}, at=day.at + timedelta(hours=1))
    assert release_notes(by=WORKER, at=day.at + LATER) == 1
    assert "Ines Carvalho" in day.delivered() and "Sami Haddad" not in day.delivered()
    Application.objects.filter(pk=world.cleo.pk).update(state=ApplicationState.CLOSED)
    assert release_notes(by=WORKER, at=day.at + LATER) == 1
    assert day.delivered() == {person.name for person in people}
    assert release_notes(by=WORKER, at=day.at + LATER) == 0
    assert Letter.objects.filter(kind="preparation.thank_you").count() == 5


def test_a_letter_gives_away_no_address_and_carries_the_day_it_was_written(day):
    day.write(day.world.dora, "The quay was worth the wind.")
    release_notes(by=WORKER, at=day.at + timedelta(days=9))
    letter = Letter.objects.get(kind="preparation.thank_you")
    assert "cleo@mail.example" not in letter.body + letter.subject + letter.reply_to
    assert f"to you on {weekday_date(day.at.date())}:" in letter.body and "The quay was worth the wind." in letter.body
    assert (letter.to_user, letter.reply_to, letter.about) == (day.world.dora, "", f"thanks:{day.world.cleo.pk}")


def test_until_it_is_delivered_a_note_is_taken_back_and_written_anew(day):
    note = day.write(day.world.sami, "First words.")
    with pytest.raises(PreparationRefused, match="given"):
        keep_note(by=day.cleo, at=day.at, visit=day.visit, to=day.world.sami, text="Other words.", base=1)
    take_back_thank_you(by=day.cleo, at=day.at, note=note)
    keep_note(by=day.cleo, at=day.at, visit=day.visit, to=day.world.sami, text="Other words.", base=1)
    note.refresh_from_db()
    assert (note.state, unseal(note.sealed)["text"], note.written_on) == (ThanksState.DRAFT, "Other words.", None)
    delivered = day.write(day.world.dora, "Gone.")
    release_notes(by=WORKER, at=day.at + LATER)
    with pytest.raises(PreparationRefused, match="given"):
        take_back_thank_you(by=day.cleo, at=day.at + LATER, note=delivered)


def test_one_would_rather_not_and_may_change_ones_mind(day):
    skip_thank_you(by=day.cleo, at=day.at, visit=day.visit, to=day.world.dora)
    assert release_notes(by=WORKER, at=day.at + LATER) == 0
    note = keep_note(by=day.cleo, at=day.at, visit=day.visit, to=day.world.dora, text="After all.", base=1)
    assert note.state == ThanksState.DRAFT


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_note_is_not_given(day, text):
    with pytest.raises(PreparationRefused, match="no_words"):
        day.write(day.world.dora, text)


def test_whom_one_did_not_meet_gets_nothing(day):
    for person in (day.world.otto, day.world.hugo):
        with pytest.raises(PreparationRefused, match="not_met"):
            day.write(person, "Thank you.")


def test_two_windows_never_overwrite_each_other_unseen(day):
    about = {"by": day.cleo, "at": day.at, "visit": day.visit, "about": day.world.ines}
    keep_jotting(**about, words={"said": "one"}, base=0)
    with pytest.raises(PreparationRefused, match="changed_elsewhere"):
        keep_jotting(**about, words={"said": "two"}, base=0)
    assert kept_of(day.cleo, day.visit, day.at)[0].jotting["said"] == "one"


def test_under_another_key_it_stays_closed_and_a_note_waits(day, settings):
    note = day.write(day.world.dora, "Thank you.")
    settings.PREPARATION_KEY = "another"
    with pytest.raises(Closed):
        unseal(note.sealed)
    assert kept_of(day.cleo, day.visit, day.at)[1].is_closed
    assert release_notes(by=WORKER, at=day.at + LATER) == 0
    assert ThankYou.objects.get().state == ThanksState.WAITING


def test_forgetting_leaves_nothing(day):
    keep_jotting(by=day.cleo, at=day.at, visit=day.visit, about=day.world.ines, base=0, words={"said": "x"})
    day.write(day.world.ines, "x")
    forget_preparation(by=day.cleo, at=day.at, owner=day.cleo)
    assert (Jotting.objects.count(), ThankYou.objects.count()) == (0, 0)


def test_every_page_opens_before_a_word_is_written_and_shows_what_was(day):
    browser = Client()
    come_in(browser, day.world.cleo.candidate)
    people = f"/mine/applications/{day.world.cleo.uid}/people/"
    jotting, thanks = f"{people}{day.world.ines.uid}/", f"{people}{day.world.ines.uid}/thanks/"
    assert [browser.get(path).status_code for path in (people, jotting, thanks)] == [200, 200, 200]
    browser.post(jotting, {"said": "The queue forms at gate 3.", "promised": "", "spelt": "", "version": "0"})
    assert ["gate 3" in browser.get(path).content.decode() for path in (jotting, thanks)] == [True, True]
