"""The whole process ends: the debrief, the decision, an offer accepted, an answer for everybody, six notes of thanks."""

import io
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from pypdf import PdfReader
from tests.walks.letters import words_of
from tests.walks.whole_story import STAFF, Story, is_nothing, on, row

THANKS = {
    "nora": "Thank you, Nora, for the hour on the quay and the pump. The checklist from Lyon follows on Friday.",
    "paul": "Thank you, Paul: your question about the survey was the one I had hoped for.",
    "tom": "Thank you, Tom. I know every foreman by name now, and that was your doing.",
    "hugo": "Thank you, Hugo, for walking me round and for lunch above the harbour.",
    "sami": "Thank you, Sami. Frost and concrete stayed with me all the way home.",
    "rosa": "Thank you, Rosa: the breaks were long enough, and the chair had a back.",
}
"""Six people, six notes: everybody met and whoever arranged the day."""
SUBJECT = "A thank-you note from Cleo Marin"


def writes_six_notes(story: Story) -> None:
    """On the evening of the day, before the director has judged: each from its jotting, each given, none of them to be seen by anybody."""
    cleo = story.cleo
    for first, words in THANKS.items():
        cleo.go(story.own("cleo", "people/"))
        assert len(row(cleo, "thank-you").all()) + len(row(cleo, "Your note").all()) == 6
        row(cleo, STAFF[first]).get_by_role("link", name="Write a thank-you note").click()
        if first == "nora":
            assert "The checklist from Lyon." in cleo.text()
        cleo.fill("Your note", words)
        cleo.click(f"Give it to {STAFF[first]}")
        assert f"It is delivered when {STAFF[first]} may read it" in cleo.said()


def thanked(story: Story) -> dict[str, EmailMessage]:
    """Who has had their note by now."""
    return {
        one: letter
        for one in THANKS
        for letter in story.mailbox.all_to(story.address(one))
        if letter["Subject"] == SUBJECT
    }


def thanks_come_to_whom_they_can_sway_no_more(story: Story) -> None:
    """Whoever judges nothing has theirs at once; of the others', Nora's and Tom's wait for their cards, Sami's for the decision."""
    story.clock.set(on(14, 14, 5))  # an hour after the last of them was given
    hears_thanks(story, "paul", "hugo", "rosa")
    story.back("rosa", "sami")
    nobody_finds_them(story, "nora", "tom", "sami")


def hears_thanks(story: Story, *names: str) -> None:
    """The notes of these come, by real mail, each with its own words and with nobody's address."""
    for first in names:
        letter = story.mailbox.to(story.address(first), THANKS[first])
        assert letter["Subject"] == SUBJECT
        assert THANKS[first] in words_of(letter)
        assert "wrote this to you on Wednesday 14 October" in words_of(letter)
        assert story.address("cleo") not in letter.as_string()
        assert [one for one in THANKS.values() if one in words_of(letter)] == [THANKS[first]]


def nobody_finds_them(story: Story, *held: str) -> None:
    """No page of the hiring side, and no letter, tells of a note that is held back."""
    words = [THANKS[one] for one in held]
    for reader in ("rosa", "sami"):
        person = story.people[reader]
        for page in (story.applications["cleo"], story.applications["cleo"] + "debrief/"):
            person.go(page)
            content = person.page.content()
            assert not any(one in content for one in (*words, "thank-you note"))
    assert set(thanked(story)) & set(held) == set()
    for path in (story.own("cleo", "people/"), "/mine/"):
        story.rosa.go(path)
        assert "/mine/in/" in story.rosa.page.url  # a colleague's session is no way into a candidate's page


def opens_the_debrief(story: Story) -> None:
    """Named by Rosa to decide; everything at once for whoever goes in; the most junior first; Tom, who met her briefly, has no debrief."""
    rosa, page = story.rosa, story.applications["cleo"] + "debrief/"
    rosa.go(f"{story.position}decider/")
    rosa.choose("Who decides", STAFF["sami"])
    rosa.click("Name them")
    rosa.go("/")
    row(rosa, "Cleo Marin").filter(has_text="debrief").get_by_role("link", name="Open it").click()
    rosa.click("Open the debrief")
    assert "3 scorecards opened together at" in rosa.text()
    story.back("paul", "hugo")
    is_nothing(story.tom, page)
    is_nothing(story.paul, page)
    for who, words, would in (
        ("nora", "I would work with her tomorrow.", "Strong yes"),
        ("hugo", "I would rather wait for one more winter on site.", "No"),
        ("sami", "She knows what she does not know.", "Strong yes"),
    ):
        person = story.people[who]
        person.go(page)
        person.click("Go in")
        assert "Checked the slump first." in person.page.content()
        assert "It is your turn." in person.text()
        person.fill("In your words", words)
        person.choose("What you would do", would)
        person.click("Give your view")
        assert words in person.text()
    # The views stand in their order for everybody in the room.
    rosa.go(page)
    said = [one.inner_text() for one in rosa.page.locator("#views .said").all()]
    assert [re.sub("[“”]", "", one) for one in said] == [
        "I would work with her tomorrow.", "I would rather wait for one more winter on site.", "She knows what she does not know.",
    ]  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What Sami records: the decision, why, what it rests on, the note it cites, who sees it otherwise."""

    what: str
    why: str
    rests_on: tuple[str, ...]
    cites: str
    dissent: str = ""


def decides(story: Story, first: str, name: str, verdict: Verdict) -> None:
    """Sami alone may."""
    sami = story.sami
    is_nothing(story.hugo, story.applications[first] + "decision/")
    sami.go(story.applications[first] + "debrief/")
    if sami.page.get_by_role("button", name="Go in").count():
        sami.click("Go in")
    sami.click(f"Decide on {name}")
    sami.tick(verdict.what)
    sami.fill("Reasons, in your words", verdict.why)
    for one in verdict.rests_on:
        sami.page.locator(".tag", has_text=one).click()
    sami.tick(verdict.cites)
    if verdict.dissent:
        sami.fill("Who sees it otherwise, and why", verdict.dissent)
    sami.choose("Who answers", STAFF["rosa"])
    sami.click("Record the decision")
    assert "The decision is recorded. Nothing was sent." in sami.said()


HIRE = Verdict(
    "Hire", "She knows what she does not know, and two of us saw it at work.", ("Teamwork", "Planning"),
    "Named who decided and who was asked.", "Hugo would rather wait for one more winter on site.",
)  # fmt: skip
NO = Verdict(
    "No", "Good on steel; the ground water was not there yet.", ("Technical judgement",), "Named who did what."
)


def cleo_is_chosen(story: Story) -> None:
    """Assessors had their notes when their cards were in; the decider's comes with the decision, and not a minute before."""
    story.clock.set(on(14, 14, 50))
    hears_thanks(story, "nora", "tom")
    nobody_finds_them(story, "sami")
    decides(story, "cleo", "Cleo Marin", HIRE)
    story.clock.set(on(14, 16, 10))
    hears_thanks(story, "sami")
    cleo = story.cleo
    cleo.go("/mine/")
    assert "offer" not in cleo.text()
    story.back("rosa")
    story.rosa.go(story.applications["cleo"] + "debrief/")
    assert "Hugo would rather wait for one more winter on site." in story.rosa.text()


TERMS = {
    "Pay": "64000", "Currency": "EUR", "Per": "year", "First day": "2026-12-01", "Stands until": "2026-10-23",
}  # fmt: skip


def offers(story: Story) -> None:
    """Terms by Rosa, a yes by Hugo, a letter that names no pay and leaves by day, the paper on Cleo's page; Nora sees none of it."""
    rosa, hugo, cleo = story.rosa, story.hugo, story.cleo
    rosa.go("/")
    row(rosa, "Cleo Marin").get_by_role("link", name="Write it").click()
    for label, words in TERMS.items():
        rosa.fill(label, words)
    rosa.tick(STAFF["hugo"])
    rosa.click("Save and ask them")
    story.back("hugo", "nora")
    is_nothing(story.nora, story.applications["cleo"] + "offer/")
    is_nothing(cleo, story.own("cleo", "offer/"))
    hugo.go("/")
    row(hugo, "Cleo Marin").get_by_role("link", name="Look at it").click()
    assert "64000" in hugo.text()
    hugo.click("Yes to these terms")
    rosa.go("/")
    row(rosa, "Cleo Marin").get_by_role("link", name="Send it").click()
    story.mailbox.forget(story.address("cleo"))
    rosa.click("Send the offer")
    story.clock.set(on(15, 9, 30))  # not on the day of an interview
    (letter,) = story.told("cleo", "An offer for you: Site engineer")
    assert "64" not in words_of(letter).split("http")[0]
    cleo.go("/mine/")
    assert cleo.title() == "There is an offer for you."
    cleo.click("The offer")
    with cleo.page.expect_download() as download:
        cleo.page.get_by_role("link", name="Keep it as a PDF").click()
    paper = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    words = " ".join(page.extract_text() for page in paper.pages)
    assert "An offer to Cleo Marin" in words
    assert "64000" in words
    cleo.click("I want to accept it")
    assert cleo.title() == "Accept this offer?"
    cleo.fill("Anything you would like to say", "I am glad. See you in December.")
    cleo.click("Accept the offer")
    assert cleo.title() == "You have accepted. We look forward to you."
    letter = story.mailbox.to(story.address("rosa"), 'the offer to Cleo Marin for "Site engineer" was accepted')
    assert letter["Subject"] == "Offer for Site engineer: accepted"


def sofia_gets_a_no(story: Story) -> None:
    """By a person's name, with feedback that a second person has read; the letter says nothing that was not checked."""
    rosa, hugo, page = story.rosa, story.hugo, story.applications["sofia"]
    story.back("rosa", "sami", "hugo")
    rosa.go(page + "debrief/")
    rosa.click("Open the debrief")
    decides(story, "sofia", "Sofía Marqués", NO)
    advice = "You named what you would not sign. An example with ground water would have made it stronger."
    rosa.go(page + "feedback/")
    rosa.fill("Technical judgement", advice)
    rosa.click("Save it")
    assert rosa.page.get_by_role("button", name="It is fair and tied to what was heard").count() == 0  # not by herself
    hugo.go("/")
    row(hugo, "Sofía Marqués").get_by_role("link", name="Read it").click()
    hugo.click("It is fair and tied to what was heard")
    rosa.go("/")
    row(rosa, "Sofía Marqués").get_by_role("link", name="Answer").click()
    assert advice in rosa.field("Letter").input_value()
    rosa.click("Send the answer")
    letter = story.mailbox.to(story.address("sofia"), "We have decided on somebody else.")
    assert advice in words_of(letter)
    assert "Rosa Keller" in words_of(letter)
    for hidden in ("Cleo", "ground water was not there yet", "Sami"):
        assert hidden not in words_of(letter)


def everybody_else_is_answered(story: Story) -> None:
    """Jakub, who was closed; Nils, in reserve, and Amara, undecided, when the last opening is filled."""
    rosa = story.rosa
    rosa.go("/")
    row(rosa, "Jakub Horák").get_by_role("link", name="Answer").click()
    rosa.click("Send the answer")
    assert "decided" in words_of(story.mailbox.to(story.address("jakub"), "Jakub"))
    rosa.go("/")
    row(rosa, "The last opening is filled; others wait").get_by_role("link", name="Answer them").click()
    rosa.tick("It was filled")
    rosa.fill("Why", "Cleo Marin has accepted.")
    rosa.page.get_by_label("What Nils Berg gets").select_option(index=0)
    rosa.page.get_by_label("What Amara Diallo gets").select_option(index=0)
    rosa.click("See what it does")
    rosa.click("Close it and write 2 letters")
    assert rosa.title() == "Nobody waits for an answer here."
    for first in ("nils", "amara"):
        assert "Site engineer" in words_of(story.mailbox.to(story.address(first), "Site engineer"))
    rosa.go("/")
    assert "answer" not in rosa.text().lower()


def it_stays_so(story: Story) -> None:
    """Six notes, six people, once each; whom Cleo thanked she finds delivered; the record holds."""
    everybody = [one for one in story.mailbox.letters if one["Subject"] == SUBJECT]
    assert len(everybody) == 6
    assert set(thanked(story)) == set(THANKS)
    story.cleo.go(story.own("cleo", "people/"))
    assert story.cleo.text().count("Your note: delivered") == 6
