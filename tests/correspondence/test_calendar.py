"""Events as a mail server hands them on: asked, changed, cancelled, in the recipient's zone; and nothing typed breaks out of its line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.utils import timezone
from tests.cast import people

from secondround.audit.actions import CONSOLE
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.calendar import Event, calendar_file, calendar_object
from secondround.correspondence.models import Letter, LetterState
from secondround.work.engine import run_all

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 29, 13, tzinfo=UTC)  # the Monday after Europe's clocks went forward
CLEO = Recipient("Cleo Marin", "cleo@mail.example", "en", "Europe/Amsterdam")


def event(**changes):
    made = Event(
        uid="9d1@rounds.example", sequence=0, start=START, end=START + timedelta(minutes=45), zone="Europe/Amsterdam",
        summary="Interview with Delta Works, Site engineer", description="Ines Carvalho", location="Maas, Kade 1",
        organizer_email="rounds@delta.example", organizer_name="Delta Works", attendee_email=CLEO.email,
        attendee_name=CLEO.name, stamp=datetime(2027, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    return replace(made, **changes)


def write(one, **more):
    return queue_letter(
        by=CONSOLE, at=timezone.now(), to=CLEO, kind="interviews.changed_candidate", subject="Another time",
        body="Grüße, we meet later.", calendar=calendar_object(one),
        calendar_method="CANCEL" if one.is_cancelled else "REQUEST", **more,
    )  # fmt: skip


def parts(message):
    return {one.get_content_type(): one for one in message.walk()}


def test_asked_changed_and_cancelled_keep_one_uid_and_a_rising_sequence(server):
    later = START + timedelta(days=1)
    write(event(), reply_to="rosa@delta.example")
    write(event(sequence=1, start=later, end=later + timedelta(minutes=45)))
    write(event(sequence=2, start=later, end=later + timedelta(minutes=45), is_cancelled=True))
    run_all()
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.SENT}
    chain = []
    for one in server.letters:
        found = parts(one)
        assert one.get_content_type() == "multipart/mixed"
        inside = one.get_payload()[0]
        assert [part.get_content_type() for part in inside.iter_parts()] == ["text/plain", "text/calendar"]
        shown, file = found["text/calendar"], found["application/ics"]
        assert "attachment" not in (shown["Content-Disposition"] or "")
        assert (file.get_filename(), file.get_content_disposition()) == ("invite.ics", "attachment")
        calendar = icalendar.Calendar.from_ical(shown.get_content())
        assert icalendar.Calendar.from_ical(file.get_content()) == calendar
        assert shown["Content-Type"].params["method"] == calendar["method"]
        (asked,) = calendar.walk("VEVENT")
        chain.append((calendar["method"], str(asked["uid"]), int(asked["sequence"]), str(asked["status"])))
        assert asked["attendee"].lower() == "mailto:cleo@mail.example"
        assert asked["organizer"] == "mailto:rounds@delta.example"
        assert not calendar.walk("VALARM")
    assert chain == [
        ("REQUEST", "9d1@rounds.example", 0, "CONFIRMED"),
        ("REQUEST", "9d1@rounds.example", 1, "CONFIRMED"),
        ("CANCEL", "9d1@rounds.example", 2, "CANCELLED"),
    ]
    assert [one["Reply-To"] for one in server.letters] == ["rosa@delta.example", None, None]
    assert "Grüße" in parts(server.letters[0])["text/plain"].get_content()


@pytest.mark.parametrize(
    ("zone", "wall"), [("Europe/Amsterdam", "15:00"), ("America/Sao_Paulo", "10:00"), ("Australia/Lord_Howe", "00:00")]
)
def test_the_time_is_the_recipients_wall_clock_and_the_same_instant(zone, wall):
    calendar = icalendar.Calendar.from_ical(calendar_object(event(zone=zone)))
    (asked,) = calendar.walk("VEVENT")
    start = asked.decoded("dtstart")
    assert (f"{start:%H:%M}", start.astimezone(UTC)) == (wall, START)
    assert [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")] == [zone]
    assert asked["dtstart"].params["tzid"] == zone
    assert asked["attendee"].params["partstat"] == "NEEDS-ACTION"
    assert asked["attendee"].params["rsvp"] == "TRUE"


NASTY = 'Ann"\r\nATTENDEE:mailto:evil@x.example\r\nBEGIN:VALARM;:,\\ \u2028X'


def test_what_people_type_begins_no_line_of_its_own(server):
    write(
        event(summary=NASTY, description=NASTY, location=NASTY, attendee_name=NASTY, organizer_name=NASTY),
        reply_to="rosa@delta.example\r\nBcc: evil@x.example",
    )
    run_all()
    (arrived,) = server.letters
    assert arrived["Bcc"] is None
    calendar = icalendar.Calendar.from_ical(parts(arrived)["text/calendar"].get_content())
    (asked,) = calendar.walk("VEVENT")
    assert asked["attendee"].lower() == "mailto:cleo@mail.example"
    assert not calendar.walk("VALARM")
    assert "evil@x.example" in asked["summary"]
    assert [one.name for one in calendar.subcomponents] in (["VEVENT", "VTIMEZONE"], ["VTIMEZONE", "VEVENT"])


def test_a_file_to_download_asks_nobody(server):
    calendar = icalendar.Calendar.from_ical(calendar_file([event(), event(uid="two@rounds.example", zone="UTC")]))
    assert calendar["method"] == "PUBLISH"
    events = calendar.walk("VEVENT")
    assert [one.decoded("dtstart").astimezone(UTC) for one in events] == [START, START]
    assert all("attendee" not in one for one in events)


def test_a_user_and_somebody_without_an_account_are_both_written_to(server):
    ines = people().ines
    queue_letter(by=CONSOLE, at=timezone.now(), to=ines, kind="test", subject="a", body="b")
    write(event())
    assert set(Letter.objects.values_list("to_user", "to_address")) == {(ines.pk, ines.email), (None, CLEO.email)}
