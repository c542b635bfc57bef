"""Nothing that people type leaves its place: no header, no calendar property, no formula of its own."""

import csv
import io
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import BEGAN, cast, signed_in, submit

from secondround.audit.actions import CONSOLE
from secondround.candidates.models import Candidate
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.calendar import Event, calendar_file, calendar_object
from secondround.correspondence.models import Letter
from secondround.correspondence.post import message
from secondround.interviews.actions.scheduling import Appointment, decline_interview, move_interview, schedule_interview
from secondround.interviews.sheets.safe import safe_cell, write_csv
from secondround.people.models import User
from secondround.positions.models import Position

HOSTILE = [
    "Cleo\r\nBcc: all@evil.example",
    "Cleo\nATTENDEE:mailto:all@evil.example",
    "Cleo\rX-EVIL:1",
    "Cleo\x0bX-EVIL:1\x0cX-EVIL:2",
    "Cleo\x85X-EVIL:1\u2028X-EVIL:2\u2029X-EVIL:3",
    'Cleo";RSVP=FALSE:mailto:all@evil.example',
    "Cleo\\nEND:VEVENT\\nBEGIN:VEVENT",
    "Cleo:;,=<all@evil.example>",
    "=?utf-8?q?Cleo=0D=0ABcc:_all@evil.example?=",
    "\u202eoelC\u202c \u2066\u2069",
]
NAMES = {"begin", "end", "uid", "sequence", "dtstamp", "dtstart", "dtend", "summary", "description", "location", "status", "transp",
         "organizer", "attendee"}  # fmt: skip


def event(text):
    start = datetime(2026, 12, 3, 9, tzinfo=UTC)
    return Event(
        uid="1@test", sequence=0, start=start, end=start + timedelta(hours=1), zone="Europe/Amsterdam", summary=text,
        description=f"{text}\nSecond line", location=text, organizer_email="post@delta.example", organizer_name=text,
        attendee_email="cleo@mail.example", attendee_name=text, stamp=start,
    )  # fmt: skip


def properties(text):
    """The properties of every event of a calendar, line by line as a program would read it, folded lines put together."""
    found, inside = [], False
    for line in text.replace("\r\n ", "").splitlines():  # splits at every mark that any reader takes for an end
        name = line.partition(":")[0].partition(";")[0].lower()
        inside = (inside or line == "BEGIN:VEVENT") and line != "END:VEVENT"
        if inside:
            found.append(name)
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_an_event_has_its_own_properties_and_no_other(text):
    for made in (calendar_object(event(text)), calendar_file([event(text)])):
        found = properties(made)
        assert set(found) <= NAMES and len(found) == len(set(found)), found
        (one,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
        assert str(one["organizer"]) == "mailto:post@delta.example"
        assert str(one.get("attendee", "mailto:cleo@mail.example")) == "mailto:cleo@mail.example"
        assert str(one["description"]).count("\n") <= text.count("\n") + text.count("\\n") + 1


def test_an_address_of_two_lines_adds_nobody():
    made = calendar_object(
        event("Cleo").__class__(**{**vars(event("Cleo")), "attendee_email": "a@b.example\r\nX-EVIL:1"})
    )
    assert set(properties(made)) <= NAMES


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_a_letter_has_one_reader_and_its_own_headers(text):
    made = queue_letter(
        by=CONSOLE, at=BEGAN, to=Recipient(text, "cleo@mail.example"), kind="decisions.no", subject=text,
        body=f"Hello {text},\n\n{text}\n", reply_to="rosa@delta.example",
    )  # fmt: skip
    read = message_from_bytes(bytes(message(made)), policy=modern)
    assert [one.addr_spec for one in read["to"].addresses] == ["cleo@mail.example"]
    assert [one.addr_spec for one in read["reply-to"].addresses] == ["rosa@delta.example"]
    assert {name.lower() for name in read.keys()} == {  # noqa: SIM118  headers are no dict
        "from", "to", "subject", "message-id", "date", "content-language", "auto-submitted", "reply-to", "mime-version",
        "content-type", "content-transfer-encoding",
    }  # fmt: skip
    assert "\n" not in read["subject"] and "\r" not in read["subject"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_names_titles_rooms_and_reasons_stay_where_they_are_put(text):
    """Through the real verbs: an interview arranged, moved and declined by people who are called so, in a place that is called so."""
    world = cast()
    shown = text[:190]
    Candidate.objects.filter(pk=world.cleo.candidate_id).update(name=shown)
    User.objects.filter(pk=world.ines.pk).update(name=shown)
    Position.objects.filter(pk=world.position.pk).update(title=shown)
    for one in (world.cleo.candidate, world.ines, world.position):
        one.refresh_from_db()
    world.cleo.refresh_from_db()
    at, start = timezone.now(), timezone.now() + timedelta(days=3)
    only = schedule_interview(
        by=world.rosa, at=at, application=world.cleo, round=world.first_round, kit=None, assessors=[world.ines],
        when=Appointment(start, 45, "Europe/Amsterdam", None, text),
    )  # fmt: skip
    later = Appointment(start + timedelta(days=1), 45, "Europe/Amsterdam", None, text)
    move_interview(by=world.rosa, at=at, interview=only, to=later, reason=text)
    decline_interview(by=world.ines, at=at, assignment=only.assignments.get(), reason=text)
    assert Letter.objects.count() == 6
    for letter in Letter.objects.all():
        read = message_from_bytes(bytes(message(letter)), policy=modern)
        assert [one.addr_spec for one in read["to"].addresses] == [letter.to_address]
        assert "bcc" not in read and "x-evil" not in read
        if letter.calendar:
            found = properties(letter.calendar)
            assert set(found) <= NAMES and len(found) == len(set(found)), found


FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "\u200b=1",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_like_a_formula(text):
    assert safe_cell(text) == f"'{text}"
    assert csv_rows(write_csv([text], [[text, 3, -0.5]])) == [[f"'{text}"], [f"'{text}", "3", "-0.5"]]


def test_what_is_no_formula_stays_as_it_is():
    for text in ("Zoë", "3-1", "a=b", "", "mail@delta.example", "(-1)"):
        assert safe_cell(text) == text


def csv_rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "@evil", "\t=1", 'a";"b\r\nc,=1', "Cleo\x00"])
def test_the_comparison_as_a_file_runs_nothing(text):
    world = cast()
    for user in (world.ines, world.nora):
        submit(world, user, world.cleo, {"Teamwork": 4, "Technical judgement": 3})
        submit(world, user, world.nils, {"Teamwork": 2, "Technical judgement": 3})
    Candidate.objects.filter(pk=world.cleo.candidate_id).update(name=text.replace("\0", ""))
    answer = signed_in(world.hugo).get(reverse("handoff:compare_csv", args=[world.position.uid]))
    rows = csv_rows(answer.content)
    assert {len(row) for row in rows} == {len(rows[0])}
    begins = {cell[:1] for row in rows for cell in row if cell[1:2] and not cell.lstrip("-").replace(".", "").isdigit()}
    assert begins & set("=+-@\t\r\n") == set()


@pytest.mark.django_db
def test_a_file_is_named_by_us_in_its_header():
    world = cast()
    Position.objects.filter(pk=world.position.pk).update(title='Site"\r\nSet-Cookie: a=b; engineer ☃')
    for user in (world.ines, world.nora):
        submit(world, user, world.cleo, {"Teamwork": 4})
    answer = signed_in(world.hugo).get(reverse("handoff:compare_csv", args=[world.position.uid]))
    assert "Set-Cookie" not in str(answer.headers) or "a=b" not in str(answer.cookies)
    assert answer.headers["Content-Disposition"].isascii() and answer.headers["Content-Disposition"].count('"') <= 2
    assert Client().get("/").status_code == 302
