"""The first round as it is held, as the people in turn, by browser and letters alone: from the conversation to an answer for everybody."""

import re
from datetime import datetime, time, timedelta

from playwright.sync_api import expect
from tests.walks.conftest import Mailbox, Visitor
from tests.walks.letters import words_of
from tests.walks.steps import (
    CLEO,
    EMIL,
    HERE,
    HUGO,
    INES,
    NILS,
    NORA,
    OTTO,
    ROSA,
    SATURDAY,
    TODAY,
    TUESDAY,
    ZONE,
    arrange,
    city,
    come_in,
    enter,
    invite,
    name_on_team,
    open_first_position,
)  # fmt: skip


def test_from_the_conversation_to_an_answer_for_everybody(installation, mailbox, visit):
    """Cards on a phone, blind until they are in; who stepped back, was excused, was not there; a no; the end of the position."""
    ada = come_in(installation, visit, zone=ZONE, is_new=False)
    hugo, rosa, ines, nora, otto = (
        invite(ada, mailbox, visit, name, address, is_new=False)
        for name, address in (
            ("Hugo Brandt", HUGO), ("Rosa Keller", ROSA), ("Ines Carvalho", INES), ("Nora Wójcik", NORA), ("Otto Berg", OTTO)
        )
    )  # fmt: skip
    position = open_first_position(ada)
    name_on_team(ada, position, "Rosa Keller", "Recruiter")
    name_on_team(ada, position, "Hugo Brandt", "Hiring manager")
    leaves_it_to_them(ada, position)
    cleo, nils, _emil = (
        enter(rosa, position, name, address)
        for name, address in (("Cleo Marin", CLEO), ("Nils Berg", NILS), ("Emil Vos", EMIL))
    )
    for application, hour in ((cleo, 3), (nils, 5)):
        was_held(rosa, application, hour)
    for address in (CLEO, NILS, EMIL, INES, NORA, OTTO):
        mailbox.forget(address)

    writes_a_card(ines)
    nothing_of_hers_is_open(nora, cleo)
    amends_it(ines)
    three_cards_are_not_wanted(rosa, ines, nora, cleo, nils)
    writes_by_name(nora, otto, cleo)
    names_to_one_counts_to_the_other(rosa, hugo, position, cleo)
    closes_with_a_reason(hugo, position)
    answers_by_letter(rosa, mailbox)
    closes_the_position(rosa, mailbox, position)
    assert {who: mailbox.unread(who) for who in (INES, NORA, OTTO)} == dict.fromkeys((INES, NORA, OTTO), 0)
    assert "BROKEN" not in installation.run("check-invariants")


def leaves_it_to_them(ada: Visitor, position: str) -> None:
    """Whoever opened it recruits no longer, and from that moment sees nothing of it."""
    ada.go(f"{position}team/")
    ada.page.locator("li", has_text="Ada Obi").get_by_role("button", name="End this role").click()
    for page in (position, f"{position}board/", f"{position}team/"):
        ada.go(page)
        assert ada.title() == "There is nothing here for you."


def was_held(rosa: Visitor, application: str, hour: int) -> None:
    """A conversation that has taken place is written down; nobody is written to about it."""
    at = datetime.combine(TODAY - timedelta(days=2), time(hour), HERE)
    arrange(
        rosa,
        application,
        ["Ines Carvalho", "Nora Wójcik", "Otto Berg"],
        at,
        kit="First round: Meeting the team",
        why="It was so.",
    )
    assert "The time has passed: nobody is written to." in rosa.text()
    rosa.click("Arrange it")
    assert "Arranged. No letter was sent." in rosa.said()


def writes_a_card(ines: Visitor) -> None:
    """On a phone: questions ticked, notes by one tap, a level with its anchors in sight; saved as she types; read through, sent once."""
    ines.page.set_viewport_size({"width": 390, "height": 844})
    ines.go("/")
    ines.look("today-cards")
    ines.page.locator("li", has_text="Cleo Marin").get_by_role("link", name="Write it").click()
    ines.look("kit")
    ines.page.get_by_label("Asked").first.check()
    ines.fill("Note", "She asked the fitters before she changed the roster.")
    ines.page.locator(".composer").get_by_role("button", name="Teamwork").click()
    ines.fill("Note", "Could not say what maintenance had wanted.")
    ines.page.locator(".composer").get_by_role("button", name="Working relationships").click()
    ines.page.get_by_role("group", name="Teamwork, from 1 to 5").get_by_role("radio", name="4", exact=True).check()
    ines.page.get_by_label("Yes", exact=True).check()
    expect(ines.page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    ines.look("kit-written")
    ines.click("Read it through before sending")
    assert "Notes without a rating: Working relationships." in ines.text()
    ines.look("read-through")
    ines.click("Submit the scorecard")
    ines.look("card-in")
    assert ines.page.get_by_role("textbox").count() == 0


def nothing_of_hers_is_open(nora: Visitor, cleo: str) -> None:
    """Nora owes a card on the same person: that others wrote, and what, is closed to her by every way she has."""
    for page in (cleo, f"{cleo}?by=person"):
        nora.go(page)
        assert "While your own scorecard is owed, others' stay closed to you." in nora.text()
        assert "fitters" not in nora.page.content()
        assert "scorecard is in" not in nora.text()
    nora.look("blind")


def amends_it(ines: Visitor) -> None:
    """What was submitted stays; the correction stands beside it with its reason."""
    ines.click("Amend it")
    ines.page.get_by_role("group", name="Teamwork, from 1 to 5").get_by_role("radio", name="3", exact=True).check()
    ines.click("Amend the scorecard")
    assert "Say in a sentence why." in ines.page.locator(".errors").inner_text()
    ines.look("amend")
    ines.fill("Why you amend it", "I had misread my own note.")
    ines.click("Amend the scorecard")
    assert "What you first wrote stays beside it." in ines.said()
    assert "As you first submitted it" in ines.text()
    assert "I had misread my own note." in ines.text()
    ines.look("amended")


def three_cards_are_not_wanted(rosa: Visitor, ines: Visitor, nora: Visitor, cleo: str, nils: str) -> None:
    """On Nils: Ines steps back, Nora is excused, Otto was not there; each ends what is owed, none is a made-up card."""
    ines.go("/")
    ines.page.locator("li", has_text="Nils Berg").get_by_role("link", name="Write it").click()
    ines.unfold("I cannot hold it, was not there, or must not judge")
    ines.tick("I step back from judging this person")
    ines.fill("Why", "We were at school together.")
    ines.click("Step back")
    rosa.go(nils)
    owed = rosa.page.locator("li", has_text="Nora Wójcik").filter(has_text="Do without it")
    owed.locator("summary").click()
    owed.get_by_label("Why").fill("She is ill.")
    owed.get_by_role("button", name="Do without it").click()
    rosa.page.get_by_role("link", name="Meeting the team").click()
    rosa.look("interview-held")
    rosa.unfold("Otto Berg did not attend")
    rosa.click("No scorecard is wanted")
    rosa.go(nils)
    for words in ("We were at school together.", "She is ill."):
        assert words in rosa.text()
    rosa.look("progress")
    nora.go("/")
    assert "Nils Berg" not in nora.text()


def writes_by_name(nora: Visitor, otto: Visitor, cleo: str) -> None:
    """Nora's own card opens what Ines wrote; Otto was not in the room at all, and says so himself."""
    nora.go(cleo)
    nora.click("Write your scorecard")
    nora.page.get_by_role("region", name="Teamwork").get_by_label("What you heard").fill(
        "Named who had found the spare."
    )
    nora.page.get_by_role("group", name="Teamwork, from 1 to 5").get_by_role("radio", name="4", exact=True).check()
    nora.click("Read it through before sending")
    nora.click("Submit the scorecard")
    nora.go(cleo)
    assert "She asked the fitters before she changed the roster." in nora.text()
    nora.look("no-longer-blind")
    otto.go(cleo)
    otto.click("Write your scorecard")
    otto.unfold("I cannot hold it, was not there, or must not judge")
    otto.tick("I did not attend")
    otto.fill("Why", "The crane called.")
    otto.click("Step back")
    otto.go(cleo)
    assert otto.title() == "There is nothing here for you."


def cards(somebody: Visitor) -> str:
    """What a file says of how far its scorecards are."""
    found = somebody.page.locator("aside section").filter(has=somebody.page.get_by_role("heading", name="Scorecards"))
    return "\n".join(line for line in found.inner_text().split("\n") if line.strip())


def names_to_one_counts_to_the_other(rosa: Visitor, hugo: Visitor, position: str, cleo: str) -> None:
    rosa.go(cleo)
    assert all(name in cards(rosa) for name in ("Ines Carvalho", "Nora Wójcik", "Otto Berg"))
    rosa.look("file")
    hugo.go(position)
    hugo.look("position")
    assert "2 scorecards are in." in hugo.page.locator("li", has_text="Cleo Marin").inner_text()
    hugo.go(cleo)
    assert cards(hugo).split("\n") == ["Scorecards", "2 scorecards are in.", "Ask somebody to assess"]


def closes_with_a_reason(hugo: Visitor, position: str) -> None:
    hugo.go(f"{position}compare/")
    hugo.look("compare")
    hugo.page.get_by_label("Decision on Cleo Marin").select_option("close")
    hugo.click("Give the reasons")
    block = hugo.page.locator("section[id^=block-]").first
    block.locator(".tag", has_text="Teamwork").click()
    block.locator(".choice").nth(1).click()
    block.get_by_label("Why").fill("She named others' work, and not yet her own part in it.")
    hugo.click("Record one decision")
    assert "decision is recorded" in hugo.said()


def answers_by_letter(rosa: Visitor, mailbox: Mailbox) -> None:
    """In Rosa's name, in her words, at an hour that is civil where Cleo lives; until it leaves it can be taken back."""
    rosa.go("/")
    rosa.look("today-answer")
    rosa.page.locator("li", has_text="Cleo Marin").get_by_role("link", name="Answer").click()
    assert rosa.title() == "Cleo Marin waits for an answer."
    letter = rosa.field("Letter").input_value()
    assert letter.startswith("Hello Cleo Marin,")
    assert letter.rstrip().endswith("Rosa Keller")
    rosa.fill("Letter", letter.replace("We have decided", "You spoke well of your crew. We have decided"))
    rosa.tick("On a day that I choose")
    rosa.fill("Day", (TUESDAY + timedelta(days=4)).isoformat())  # a Saturday
    rosa.click("See it as it will arrive")
    monday = TUESDAY + timedelta(days=6)
    assert f"Leaves Monday {monday.day} {monday:%B}, 08:00 {city(ZONE)}." in rosa.text()
    rosa.look("answer")
    rosa.click("Send the answer")
    assert rosa.title() == "The answer is written and has not left yet."
    rosa.look("answer-waits")
    rosa.click("Take it back")
    rosa.fill(
        "Letter", "Hello Cleo,\n\nit is a no this time, and I should like to tell you why by telephone.\n\nRosa Keller"
    )
    rosa.tick("As soon as it is a fair hour")
    rosa.click("Send the answer")
    if TODAY.weekday() < SATURDAY:
        arrived = mailbox.next_to(CLEO)
        assert "it is a no this time" in words_of(arrived)
        assert arrived["Subject"] == "Your application: Crane planner"
    else:
        assert "It leaves Monday" in rosa.text()


def closes_the_position(rosa: Visitor, mailbox: Mailbox, position: str) -> None:
    """Nils and Emil are still open: what each gets is shown first, and nobody stays without an answer."""
    rosa.go(f"{position}about/")
    rosa.click("Close the position")
    rosa.tick("It is closed without anybody")
    rosa.fill("Why", "The yard is sold.")
    rosa.click("See what it does")
    rosa.look("close-position")
    assert "Nothing has happened yet." in rosa.title()
    rosa.click("Close it and write 2 letters")
    rosa.look("closed")
    for who in (NILS, EMIL):
        if TODAY.weekday() < SATURDAY:
            assert 'the position "Crane planner" at Delta Works is closed' in words_of(mailbox.next_to(who))
    rosa.go(f"{position}board/")
    assert rosa.page.locator("[data-state=closed] .board-row").count() == 3
    rosa.go("/")
    assert rosa.title() == "Nothing waits for you."
