"""The first round begins, as the people in turn, by browser, command line and letters alone: a position, its letters and events."""

import io
import re
import zipfile
from datetime import date
from zoneinfo import ZoneInfo

from tests.walks.conftest import Mailbox, Visitor
from tests.walks.letters import Event, event_in, link_in, words_of
from tests.walks.steps import (
    ADA,
    CLEO,
    ELSEWHERE,
    INES,
    NORA,
    OTTO,
    TEMPLATE,
    ZONE,
    arrange,
    at,
    city,
    come_in,
    invite,
    open_first_position,
)  # fmt: skip

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RESUME = [
    "Cleo Marin", "cleo@mail.example", "Experience", "Crane planner, Port of Lyon, 2019 to now", "Yard foreman, Fos, 2012 - 2019",
    "Education", "Diploma in logistics, Marseille, 2011", "Languages", "French, English, Dutch",
]  # fmt: skip


def resume() -> bytes:
    """A résumé as a word processor writes it."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in RESUME)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr(
            "word/document.xml",
            f"<?xml version='1.0'?><w:document xmlns:w='{WORD}'><w:body>{body}</w:body></w:document>",
        )
    return held.getvalue()


def test_a_new_organisation_has_its_first_position_in_forty_interactions(installation, mailbox, visit):
    """Competencies with anchors, weights, plan, team and a public page: everything counted from the console's link on."""
    ada = come_in(installation, visit, zone=ZONE)
    ada.look("today-first")
    for name in ("Rosa Keller", "Hugo Brandt"):
        ada.go("/people/invite/")
        ada.fill("Name", name)
        ada.fill("E-mail", f"{name.split()[0].lower()}@delta.example")
        ada.click("Invite")
    ada.go("/")
    ada.click("Open a position")
    ada.look("open")
    ada.fill("Title", "Crane planner")
    ada.fill("Place", "Rotterdam")
    assert ada.page.get_by_label(TEMPLATE).is_checked()
    ada.click("Open the position")
    for name, role in (("Rosa Keller", "Recruiter"), ("Hugo Brandt", "Hiring manager")):
        ada.choose("Person", name)
        ada.choose("Role", role)
        ada.click("Name for this role")
    ada.look("team")
    ada.click("Public page")
    ada.look("publish")
    assert ada.field("Organisation").input_value() == "Delta Works"
    ada.fill("Whom applicants may ask", "Rosa Keller")
    ada.fill("Their e-mail", "rosa@delta.example")
    ada.fill("For how many months applications are kept after the decision", "12")
    ada.click("Open the public page")
    assert ada.title() == "The public page is open."
    assert ada.taps <= 40, ada.taps
    ada.look("published")

    ada.click("Plan")
    assert ada.title() == "2 rounds. 4 interviews."
    ada.look("plan")
    ada.click("Competencies")
    assert ada.page.get_by_text("Anchors, version 1").count() == 10
    ada.click("Weights")
    assert ada.field("Teamwork").input_value() == "2"
    ada.look("weights")


def test_from_an_application_to_an_interview_and_its_letters(installation, mailbox, visit):
    """Applied with a résumé; arranged, moved, handed on, declined, cancelled: each with the letters and events it wants, and no more."""
    ada = come_in(installation, visit, zone=ZONE, is_new=False)
    ines = invite(ada, mailbox, visit, "Ines Carvalho", "ines@delta.example", is_new=False)
    nora = invite(ada, mailbox, visit, "Nora Wójcik", "nora@delta.example", is_new=False)
    invite(ada, mailbox, visit, "Otto Berg", "otto@delta.example", is_new=False)
    for address in (CLEO, ADA, INES, NORA, OTTO):
        mailbox.forget(address)
    position = open_first_position(ada)
    applies(visit(), position.replace("/positions/", "/jobs/"))
    cleo = finds_the_application(ada, position, words_of(mailbox.next_to(CLEO)))

    is_busy_on_tuesday_morning(ines)
    lives_elsewhere(nora)
    work, asked = arranges_the_first(ada, mailbox, cleo)
    moves_it(ada, mailbox, work, asked)
    hands_it_on(ada, mailbox, work, asked)
    team = arranges_the_second(ada, mailbox, cleo)
    declines(nora, mailbox)
    finds_somebody_else(ada, mailbox, team)
    cancels(ada, mailbox, work, asked)
    # Everybody has read every letter; whoever was not concerned has none more.
    assert {one: mailbox.unread(one) for one in (CLEO, ADA, INES, NORA, OTTO)} == dict.fromkeys(
        (CLEO, ADA, INES, NORA, OTTO), 0
    )
    assert "BROKEN" not in installation.run("check-invariants")


def applies(somebody: Visitor, job: str) -> None:
    """On the public page, without an account: three fields and a résumé, looked at once more, corrected, sent."""
    somebody.go(job)
    somebody.look("job")
    somebody.click("Apply")
    somebody.look("apply")
    somebody.click("Go on and look at it")
    assert "things want attention" in somebody.page.locator(".errors").inner_text()
    somebody.fill("Your name", "Cleo Marin")
    somebody.fill("Your e-mail", CLEO)
    somebody.page.get_by_label("Your résumé").set_input_files(
        {"name": "cleo.docx", "mimeType": "application/octet-stream", "buffer": resume()}
    )
    somebody.page.get_by_label("I have read this.").check()
    somebody.click("Go on and look at it")
    somebody.look("apply-confirm")
    lines = [one.input_value() for one in somebody.page.locator("input[name=text]").all()]
    assert lines[:2] == ["Crane planner, Port of Lyon, 2019 to now", "Yard foreman, Fos, 2012 - 2019"]
    somebody.page.locator("input[name=text]").nth(1).fill("Yard foreman, Fos, 2011 to 2019")
    somebody.click("This is right, apply")
    assert somebody.title() == "Thank you. Your application is in."
    somebody.look("applied")


def finds_the_application(ada: Visitor, position: str, receipt: str) -> str:
    """From Today to the board to the person; the day of the answer is the one that the receipt promised."""
    ada.go("/")
    ada.look("today-applied")
    ada.click("Look at them")
    assert ada.page.url == f"{position}board/"
    ada.look("board")
    ada.click("Cleo Marin")
    promised = date.fromisoformat(ada.page.locator("#answer_by").input_value())
    assert f"by {promised:%A} {promised.day} {promised:%B} at the latest" in receipt
    text = ada.text()
    assert "Yard foreman, Fos, 2011 to 2019" in text
    assert "not confirmed by the candidate" not in text
    ada.unfold("Read the text of cleo.docx")
    assert "Diploma in logistics, Marseille, 2011" in ada.text()
    ada.look("application")
    return str(ada.page.url)


def is_busy_on_tuesday_morning(ines: Visitor) -> None:
    ines.go("/people/me/time/")
    ines.fill("From", at(9).strftime("%Y-%m-%dT%H:%M"))
    ines.fill("To", at(11).strftime("%Y-%m-%dT%H:%M"))
    ines.click("Note it")
    ines.look("own-time")


def lives_elsewhere(nora: Visitor) -> None:
    nora.go("/people/me/")
    nora.choose("Times are shown as clocks show them in", ELSEWHERE.replace("_", " "))
    nora.click("Save")


def arranges_the_first(ada: Visitor, mailbox: Mailbox, cleo: str) -> tuple[str, dict[str, Event]]:
    """What speaks against a time is said first; then the letters, each with its event."""
    arrange(ada, cleo, ["Ines Carvalho"], at(20))
    assert "Ines Carvalho does not work at that hour." in ada.text()
    ada.look("arrange-warned")
    arrange(ada, cleo, ["Ines Carvalho"], at(10))
    assert "Ines Carvalho has marked this time as busy." in ada.text()
    arrange(ada, cleo, ["Ines Carvalho"], at(14), kit="First round: Conversation on the work")
    assert "Nothing that is known speaks against it." in ada.text()
    assert "goes to Ines Carvalho and Cleo Marin." in ada.text()
    ada.look("arrange-told")
    ada.click("Arrange it")
    work = str(ada.page.url)
    ada.look("interview")
    asked = {one: event_in(mailbox.next_to(one)) for one in (CLEO, INES)}
    for who, event in asked.items():
        assert (event.method, event.sequence, event.status) == ("REQUEST", 0, "CONFIRMED")
        assert (event.start, event.minutes, event.zone) == (at(14), 60, ZONE)
        assert (event.organizer, event.attendee) == ("mailto:second-round@delta.example", f"mailto:{who}")
    assert asked[CLEO].uid != asked[INES].uid

    arrange(ada, cleo, ["Ines Carvalho"], at(14, 30))
    assert "Ines Carvalho is taken at that time already." in ada.text()
    assert "Cleo Marin is taken at that time already." in ada.text()
    assert ada.page.get_by_role("button", name="Arrange it").count() == 0
    ada.look("arrange-taken")
    return work, asked


def moves_it(ada: Visitor, mailbox: Mailbox, work: str, asked: dict[str, Event]) -> None:
    ada.go(f"{work}move/")
    ada.fill("When", at(15).strftime("%Y-%m-%dT%H:%M"))
    ada.fill("Why it moves", "Cleo's train is later.")
    ada.click("Look at it first")
    ada.look("move")
    ada.click("Move it")
    assert "Moved. Everybody is told." in ada.said()
    for who, before in asked.items():
        letter = mailbox.next_to(who)
        event = event_in(letter)
        assert f"15:00 {city(ZONE)}" in words_of(letter)
        assert (event.uid, event.method, event.sequence, event.start) == (before.uid, "REQUEST", 1, at(15))


def hands_it_on(ada: Visitor, mailbox: Mailbox, work: str, asked: dict[str, Event]) -> None:
    """Otto instead of Ines: hers is cancelled, his is new, Cleo reads whom she meets now, and nothing else moves."""
    ada.go(work)
    ada.unfold("Somebody else instead of Ines Carvalho")
    ada.choose("Who", "Otto Berg")
    ada.fill("Why", "She is on site that day.")
    ada.click("Replace")
    gone, new = event_in(mailbox.next_to(INES)), event_in(mailbox.next_to(OTTO))
    assert (gone.uid, gone.method, gone.sequence, gone.status) == (asked[INES].uid, "CANCEL", 2, "CANCELLED")
    assert (new.method, new.sequence, new.start, new.attendee) == ("REQUEST", 0, at(15), f"mailto:{OTTO}")
    assert new.uid not in {one.uid for one in asked.values()}
    told = mailbox.next_to(CLEO)
    assert "Whom you meet in it has changed: You meet: Otto Berg" in " ".join(words_of(told).split())
    event = event_in(told)
    assert (event.uid, event.method, event.sequence, event.start) == (asked[CLEO].uid, "REQUEST", 2, at(15))
    asked[OTTO] = new
    del asked[INES]


def arranges_the_second(ada: Visitor, mailbox: Mailbox, cleo: str) -> str:
    """With Nora, who lives by other clocks: arranged all the same, with a reason; her letter and event are on her clocks."""
    arrange(ada, cleo, ["Nora Wójcik"], at(16, 30), kit="First round: Meeting the team", why="She offered it.")
    ada.click("Arrange it")
    assert "She offered it." in ada.text()
    letter, invitation = mailbox.next_to(NORA), event_in(mailbox.next_to(CLEO))
    theirs = at(16, 30).astimezone(ZoneInfo(ELSEWHERE))
    assert re.search(rf"{theirs:%H:%M} {city(ELSEWHERE)} \(.*16:30 {city(ZONE)}\)", words_of(letter))
    event = event_in(letter)
    assert (event.start, event.zone, event.minutes) == (theirs, ELSEWHERE, 45)
    assert (invitation.start, invitation.zone, invitation.minutes) == (theirs, ZONE, 45)
    return str(ada.page.url)


def declines(nora: Visitor, mailbox: Mailbox) -> None:
    """By the link in her letter; her calendar is freed, and whoever plans is told why."""
    nora.go(link_in(mailbox.to(NORA, "/scorecards/")))
    nora.look("kit-before")
    nora.unfold("I cannot hold it")
    nora.tick("I cannot hold this interview")
    nora.fill("Why", "I travel that week.")
    nora.click("Step back")
    assert "Whoever plans has been told" in nora.said()
    gone = event_in(mailbox.next_to(NORA))
    assert (gone.method, gone.sequence) == ("CANCEL", 1)
    assert "I travel that week." in words_of(mailbox.next_to(ADA))


def finds_somebody_else(ada: Visitor, mailbox: Mailbox, team: str) -> None:
    ada.go("/")
    assert "Nobody holds this interview any more" in ada.text()
    ada.click("Find somebody")
    assert ada.page.url == team
    ada.look("interview-nobody")
    ada.choose("Who", "Ines Carvalho")
    ada.click("Ask them")
    assert "Ines Carvalho does not work at that hour." in ada.text()
    ada.look("interview-asked-all-the-same")
    ada.fill("Why it is arranged all the same", "She stays longer that day.")
    ada.click("Ask them all the same")
    assert event_in(mailbox.next_to(INES)).method == "REQUEST"
    assert "You meet: Ines Carvalho" in words_of(mailbox.next_to(CLEO))


def cancels(ada: Visitor, mailbox: Mailbox, work: str, asked: dict[str, Event]) -> None:
    ada.go(work)
    ada.unfold("Cancel it")
    ada.page.locator("#cancel-why").fill("The crane is out of order.")
    ada.click("Cancel the interview")
    ada.look("interview-cancelled")
    for who, sequence in ((CLEO, 3), (OTTO, 1)):
        gone = event_in(mailbox.next_to(who))
        assert (gone.uid, gone.method, gone.sequence) == (asked[who].uid, "CANCEL", sequence)
