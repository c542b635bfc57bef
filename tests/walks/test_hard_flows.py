"""The three hard flows, each act of them by browser and each letter through a real mail server.

A follow-up from the brief answered by a card of the second round; an interviewer swapped on the day itself; a candidate who steps back
while being walked round.
"""

import json

import pytest
from tests.walks.letters import event_in, words_of
from tests.walks.steps import CLEO, HUGO, NORA, OTTO, ROSA, ZONE

SAMI, DORA = "sami@delta.example", "dora@delta.example"
STAFF = (ROSA, HUGO, SAMI, NORA, DORA, OTTO)


class Staged:
    """An installation in which something has happened already, and its people at browsers of their own."""

    def __init__(self, installation, visit, what):
        installation.run("init", "--organisation", "Delta Works", "--zone", ZONE)
        said = installation.run(what, ZONE, module="tests.staged")
        self.address = installation.address
        self.made, self.visit = json.loads(said.strip().splitlines()[-1]), visit
        installation.serve()

    def at(self, address, path):
        """Somebody signs in and goes to a page."""
        person = self.visit()
        person.secret = self.made["secrets"][address.partition("@")[0]]
        person.go(path)
        person.sign_in(address)
        return person

    def candidate(self):
        cleo = self.visit()
        cleo.go(self.made["links"].pop())
        cleo.click("Open my page")
        return cleo


@pytest.fixture
def staged(installation, visit):
    return lambda what: Staged(installation, visit, what)


def change_question(sami, words, act):
    """Open what can be done with the question that holds these words, and do it."""
    one = sami.page.locator("ol.questions > li", has_text=words)
    one.locator("summary").first.click()
    act(one)
    sami.page.wait_for_load_state()


def test_a_follow_up_is_asked_and_answered_by_a_card_of_the_second_round(staged, installation):
    here = staged("brief")
    sami = here.at(SAMI, f"/briefs/{here.made['brief']}/")
    change_question(sami, "heard little from you", lambda one: (
        one.get_by_label("Who asks it").select_option(label="Nora Wójcik"),
        one.get_by_role("button", name="Give it").click(),
    ))  # fmt: skip
    change_question(sami, "working with others", lambda one: (
        one.get_by_label("Why it is dropped").fill("The crew itself was heard on it."),
        one.get_by_role("button", name="Drop it").click(),
    ))  # fmt: skip
    assert "One was dropped" in sami.text()

    nora = here.at(NORA, f"/scorecards/{here.made['card']}/")
    assert "One question left open, for you to ask" in nora.text()
    assert "assessors" not in nora.page.locator("ol.questions").first.inner_text()
    nora.fill("What was answered", "She drew the load path again, and named the crane.")
    nora.page.locator("ol.questions label.choice").first.click()
    nora.look("follow-up-on-the-card")
    nora.click("Read it through before sending")
    nora.click("Submit the scorecard")

    sami.go(f"/briefs/{here.made['brief']}/")
    sami.look("brief-answered")
    answered = sami.page.locator("ol.questions > li", has_text="heard little from you").inner_text()
    assert "Answered:" in answered
    assert "She drew the load path again, and named the crane." in answered
    assert "Nora Wójcik" in answered
    sami.unfold("One was dropped")
    assert "The crew itself was heard on it." in sami.text()
    assert "BROKEN" not in installation.run("check-invariants")


def first_events(mailbox, *addresses):
    """Each one's event as the day was first sent; and nothing that came so far is still to be read."""
    events = {}
    for address in addresses:
        letter = mailbox.next_to(address)
        while not list(letter.iter_attachments()):
            letter = mailbox.next_to(address)
        events[address] = event_in(letter)
    return events


def forget(mailbox):
    for address in (*STAFF, CLEO):
        mailbox.forget(address)


def test_an_interviewer_is_swapped_on_the_day_itself(staged, installation, mailbox):
    here = staged("day")
    before = first_events(mailbox, NORA, DORA, SAMI, CLEO)
    file = f"/applications/{here.made['application']}/"
    dora = here.at(DORA, file)
    assert dora.title() == "Cleo Marin"
    rosa = here.at(ROSA, f"/visits/{here.made['visit']}/")
    forget(mailbox)

    rosa.page.locator("section", has_text="Item by item").get_by_role("link", name="The figures", exact=True).click()
    rosa.tick("Dora van den Bosch")
    rosa.tick("Otto Lindqvist")
    rosa.click("Keep it")
    rosa.click("Read the letters and send")
    rosa.look("who-hears-of-the-swap")
    assert rosa.title() == "3 letters go out"
    rosa.fill("Why it changes", "Dora is ill.")
    if rosa.page.get_by_label("Why it is sent all the same").count():
        rosa.fill("Why it is sent all the same", "Nobody else is in the house.")
    rosa.click("Send them")

    gone, new, moved = (event_in(mailbox.next_to(one)) for one in (DORA, OTTO, CLEO))
    assert (gone.method, gone.uid, gone.sequence) == ("CANCEL", before[DORA].uid, before[DORA].sequence + 1)
    assert (new.method, new.sequence, new.start) == ("REQUEST", 0, before[DORA].start)
    assert (moved.method, moved.uid, moved.sequence) == ("REQUEST", before[CLEO].uid, before[CLEO].sequence + 1)
    assert moved.start == before[CLEO].start
    assert {one: mailbox.unread(one) for one in (*STAFF, CLEO)} == dict.fromkeys((*STAFF, CLEO), 0)

    dora.go(file)
    assert "Cleo Marin" not in dora.text()  # her sight is gone
    dora.go("/")
    assert "Cleo Marin" not in dora.text()  # and the card that she owed
    otto = here.at(OTTO, file)
    assert otto.title() == "Cleo Marin"
    otto.go("/")
    assert "Cleo Marin" in otto.text()
    nora = here.at(NORA, f"/visits/{here.made['visit']}/itinerary/")
    assert "Otto Lindqvist" in nora.text()  # with whom, she reads where she looks; her time is as it was
    assert "Dora" not in nora.text()
    cleo = here.candidate()
    cleo.click("Your day")
    assert "Otto Lindqvist" in cleo.text()
    assert "Dora" not in cleo.text()
    assert "BROKEN" not in installation.run("check-invariants")


def test_a_candidate_steps_back_while_being_walked_round(staged, installation, mailbox):
    here = staged("visit")
    before = first_events(mailbox, NORA, OTTO, SAMI, HUGO, ROSA, CLEO)
    cleo = here.candidate()
    forget(mailbox)

    taps = cleo.taps
    cleo.click("Step back")
    cleo.click("Step back")
    assert cleo.taps - taps == 2
    assert cleo.title() == "You have stepped back."
    for one in (OTTO, SAMI, HUGO, ROSA, CLEO):
        event = event_in(mailbox.next_to(one))
        assert (event.method, event.uid, event.sequence) == ("CANCEL", before[one].uid, before[one].sequence + 1), one
    assert "For a day they can change their mind." in words_of(mailbox.to(ROSA, "does not go on"))
    assert mailbox.unread(NORA) == 0  # what she was in has taken place
    assert mailbox.unread(DORA) == 0

    cleo.go("/mine/")
    cleo.click("Your day")
    cleo.look("day-after-stepping-back")
    assert "does not take place" in cleo.text()
    cleo.go("/mine/")
    cleo.click("Come back")
    cleo.click("I would like to go on after all")
    assert "What was cancelled is arranged anew." in cleo.said()
    assert "goes on with the application" in words_of(mailbox.to(ROSA, "after all"))
    cleo.go("/mine/")
    cleo.click("Your day")
    cleo.look("day-after-coming-back")
    assert "does not take place" in cleo.text()  # what was cancelled stays cancelled, and the day says so
    rosa = here.at(ROSA, f"/visits/{here.made['visit']}/")
    assert "is over" in rosa.title()

    cleo.go("/mine/")
    cleo.click("Those you met")
    assert "Nora Wójcik" in cleo.text()
    assert "Sami Haddad" not in cleo.text()
    cleo.page.locator("li", has_text="Nora Wójcik").get_by_role("link", name="Write a thank-you note").click()
    cleo.fill("Your note", "Thank you for the figures.")
    cleo.click("Give it to Nora Wójcik")
    assert "It is delivered when Nora Wójcik may read it" in cleo.said()
    assert "BROKEN" not in installation.run("check-invariants")
