"""The whole process begins: a spreadsheet, who goes on, their briefs, and whether they come to a second interview."""

import re

from tests.walks.letters import link_in, words_of
from tests.walks.steps import come_in, invite
from tests.walks.whole_story import EXAMPLE, STAFF, Story, is_nothing, key, row

MEANING = "We liked what we heard, and want to talk about a day on site."


def brings_in_the_spreadsheet(story: Story) -> None:
    """Ada comes in by the console's link and brings in the example; whom it names is invited, and she steps aside."""
    ada = come_in(story.installation, lambda: story.visitor("ada"), is_new=False)
    ada.click("Bring in scorecards")
    ada.page.get_by_label("Scorecards", exact=True).set_input_files(EXAMPLE / "scorecards.csv")
    for name in ("people", "candidates"):
        ada.page.locator(f"#{name}").set_input_files(EXAMPLE / f"{name}.csv")
    ada.click("See what would be brought in")
    ada.click("Bring this in")
    assert ada.title() == "11 scorecards were brought in."
    for first, name in STAFF.items():
        invite(ada, story.mailbox, lambda of=first: story.visitor(of), name, story.address(first), is_new=False)
    ada.go("/positions/")
    ada.click("Site engineer")
    story.position = ada.page.url
    ada.go(f"{story.position}team/")
    row(ada, "Ada Obi").get_by_role("button", name="End this role").click()
    is_nothing(ada, story.position)
    for first in STAFF:
        story.told(first, "You are invited to Second Round at Delta Works")


def plans_the_second_round(story: Story) -> None:
    """Rosa, whom the spreadsheet names as recruiter: a house with two rooms, a second round with its three interviews."""
    rosa = story.rosa
    rosa.go("/sites/")
    rosa.fill("Name", "Quay house")
    rosa.fill("Address, and how to find the way", "Waalhaven 3, Rotterdam. Ring at the green door.")
    rosa.click("Add it")
    for room in ("Crane room", "Dock room"):
        rosa.fill("Name of the room", room)
        rosa.click("Add it")
    rosa.go(f"{story.position}plan/")
    rosa.unfold("One more round")
    rosa.fill("Name of the round", "Second round")
    rosa.click("Add it")
    for name, minutes, focus, question in (
        ("A day on site", 60, ("Technical judgement", "Planning"), "The pump has not come at six. What do you do until half past?"),
        ("With the director", 45, ("Teamwork",), "Whom of your last crew would you take with you?"),
        ("Meeting the foremen", 30, ("Teamwork",), "What do you want to know of us?"),
    ):  # fmt: skip
        rosa.go(f"{story.position}plan/rounds/2/new/")
        rosa.fill("Name", name)
        rosa.fill("Minutes", str(minutes))
        for competency in focus:
            rosa.tick(competency)
        rosa.click("Plan it")
        rosa.fill("Question", question)
        rosa.choose("About", focus[-1])
        rosa.click("Add it")
    rosa.go(f"{story.position}plan/")
    assert rosa.title() == "2 rounds. 3 interviews."


def lets_two_go_on(story: Story) -> None:
    """Hugo compares, decides on four of five with reasons, freezes a brief for each who goes on and hands it over."""
    hugo = story.hugo
    hugo.go("/")
    hugo.click("Compare")
    for name, verdict in (
        ("Cleo Marin", "advance"), ("Sofía Marqués", "advance"), ("Nils Berg", "reserve"), ("Jakub Horák", "close"),
    ):  # fmt: skip
        hugo.page.get_by_label(f"Decision on {name}").select_option(verdict)
    hugo.click("Give the reasons")
    for block in hugo.page.locator("section[id^=block-]").all():
        block.locator(".tag").first.click()
        block.locator(".choice").nth(1).click()
        block.get_by_label("Why").fill("What was heard on this is concrete, and two people heard it.")
        block.get_by_label("Who answers").select_option(label=STAFF["rosa"])
    hugo.click("Record 4 decisions")
    assert "4 decisions are recorded" in hugo.said()
    for first, name in (("cleo", "Cleo Marin"), ("sofia", "Sofía Marqués")):
        hugo.go("/")
        row(hugo, name).get_by_role("link", name="Prepare the brief").click()
        story.applications[first] = f"/applications/{key(hugo.page.url)}/"
        is_nothing(story.sami, story.applications[first])  # before the hand-over he sees nobody
        hugo.click("Freeze version 1")
        hugo.click("Hand over to Sami Haddad")
        assert "Sami Haddad may read it from now on." in hugo.said()
    hugo.go(story.position)
    for first, name in (("nils", "Nils Berg"), ("jakub", "Jakub Horák"), ("amara", "Amara Diallo")):
        found = hugo.page.get_by_role("link", name=name, exact=True).get_attribute("href")
        story.applications[first] = str(found)
    is_nothing(story.nora, story.applications["nils"])  # she met others of the first round, not him


def reads_the_briefs(story: Story) -> None:
    """Sami: evidence without figures, questions with why they are asked; the figures stay closed until he has judged himself."""
    sami = story.sami
    sami.go("/")
    row(sami, "Cleo Marin").get_by_role("link", name="Read it").click()
    story.briefs["cleo"] = sami.page.url
    text = sami.text()
    for words in (
        "It carries no figures.",
        "Two notes give different figures: 12 and 8.",
        "Planning was not covered. No evidence is not a low rating.",
        "Led a team of 12 in Lyon.",
        "They are closed so that your own impression comes first.",
    ):
        assert words in text
    sami.go(story.applications["cleo"])
    assert "Led a team of 12 in Lyon." in sami.text()
    assert "Overall" not in sami.text()  # the file tells no level either
    sami.page.go_back()
    sami.fill("A question of your own", "What did Lyon teach you about concrete in frost?")
    sami.click("Add it")
    assert "What did Lyon teach you about concrete in frost?" in sami.text()


def invites(story: Story, first: str, meets: str) -> None:
    """From Rosa's first page: what this round is for, whom they meet, how many come, when it is decided."""
    rosa, name = story.rosa, {"cleo": "Cleo Marin", "sofia": "Sofía Marqués"}[first]
    rosa.go("/")
    row(rosa, name).get_by_role("link", name="Invite them").click()
    rosa.fill("What this round is for", MEANING)
    rosa.fill("Whom they will meet", meets)
    rosa.fill("Answer wanted by", "2026-10-09")
    rosa.fill("Decision promised by", "2026-10-23")
    rosa.tick("Tell how many are invited: 2")
    rosa.click("Send the invitation")
    words = words_of(story.mailbox.next_to(story.address(first)))
    for said in (MEANING, f"Whom you will meet: {meets}", "2 people are invited.", "We decide by Friday 23 October"):
        assert said in words
    assert not re.search(r"\brank|\bscore|4\.\d|Ines|Nora", words)


def accepts(story: Story, first: str, *windows: str) -> None:
    """On their own page: yes, with stretches of time. What they see is nothing of what was written about them."""
    person = story.people[first]
    for number, day in enumerate(windows, start=1):
        person.fill(f"Day {number}", day)
        person.fill(f"Day {number} from", "08:30")
        person.fill(f"Day {number} to", "17:00")
    person.fill("A line to us", "Gladly.")
    person.click("I come")
    assert person.title() == "You come to a second interview."
    for hidden in ("Led a team", "12 in Lyon", "Ines", "Teamwork"):
        assert hidden not in person.page.content()


def two_are_invited_and_come(story: Story) -> None:
    """Cleo by the link in her letter, on a phone; Sofía by six digits. Each says when; Cleo says what would help."""
    for first in ("cleo", "sofia"):
        story.mailbox.forget(story.address(first))
    invites(story, "cleo", "The director, and three of the people you would work with.")
    invites(story, "sofia", "The director, and one of the people you would work with.")
    cleo = story.visitor("cleo")
    cleo.page.set_viewport_size({"width": 390, "height": 844})
    link = link_in(story.mailbox.all_to(story.address("cleo"))[-1])
    cleo.go(link)
    cleo.go(link)  # looking does not spend it
    cleo.click("Open my page")
    assert cleo.title() == "You are invited to a second interview."
    is_nothing(cleo, story.own("sofia", "invitation/"))  # a neighbour's
    cleo.go(story.own("cleo", "invitation/"))
    accepts(story, "cleo", "2026-10-12", "2026-10-14")
    cleo.tick("More or longer breaks")
    cleo.fill("Something else", "A chair with a back.")
    cleo.click("Keep it")
    again = story.come()
    again.go(link)
    assert again.page.get_by_role("button", name="Open my page").count() == 0  # spent

    sofia = story.visitor("sofia")
    sofia.go("/mine/")
    sofia.fill("E-mail", story.address("sofia"))
    sofia.click("Write me")
    code = re.search(r": (\d{6})", words_of(story.mailbox.next_to(story.address("sofia"))))
    sofia.fill("Six digits", code.group(1))
    sofia.click("Come in")
    sofia.click("Your invitation")
    accepts(story, "sofia", "2026-10-13")
    story.told(
        "rosa", "Cleo Marin comes to the second interview", "Something would help Cleo Marin on the day",
        "Sofía Marqués comes to the second interview",
    )  # fmt: skip
