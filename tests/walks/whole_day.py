"""The second-round days: planned by hand, told, held and judged, each as the people in them."""

import re

from tests.walks.letters import event_in, words_of
from tests.walks.whole_story import FOR_CLEO, FOR_SOFIA, HERE, STAFF, Story, is_nothing, on, row

TOPIC = "A plan of yours that had to change while it was being built: what did you do first?"
JOTTED = {"tom": "Every foreman by name.", "sami": "Frost in Lyon.", "paul": "The survey.", "hugo": "Lunch."}
ABOUT_CLEO = {
    "nora": "Second round for Site engineer: A day on site, Wednesday 14 October, 09:00 Amsterdam",
    "tom": "Second round for Site engineer: Meeting the foremen, Wednesday 14 October, 10:20 Amsterdam",
    "sami": "Second round for Site engineer: With the director, Wednesday 14 October, 11:10 Amsterdam",
    "hugo": "The day of Cleo Marin, Site engineer, Wednesday 14 October, 09:00 Amsterdam",
    "rosa": "The day of Cleo Marin, Site engineer, Wednesday 14 October, 09:00 Amsterdam",
    "cleo": "Your second interview for Site engineer, Wednesday 14 October, 09:00 Amsterdam",
}
"""Who is written to about Cleo's day, and nobody else is."""


def change(story: Story, first: str, item: str, *people: str, start: str = "", **fields: str) -> None:
    """Open an item of a day by its name; who is in it, when it begins, what else is typed; keep it."""
    rosa = story.rosa
    rosa.go(story.days[first])
    rosa.page.locator(".rows").get_by_role("link", name=item, exact=True).first.click()
    for name in people:
        rosa.tick(STAFF[name])
    if start:
        rosa.fill("Begins, on the clocks of Amsterdam", start)
    for label, words in fields.items():
        rosa.fill(label, words)


def begins_a_day(story: Story, first: str, day: str) -> None:
    """From the yes on Rosa's first page to a draft made of the plan's interviews."""
    rosa = story.rosa
    rosa.go("/")
    name = {"cleo": "Cleo Marin", "sofia": "Sofía Marqués"}[first]
    row(rosa, name).get_by_role("link", name="Plan the day").click()
    rosa.fill("Day", day)
    rosa.choose("House", "Quay house")
    rosa.choose("Who walks the candidate round", STAFF["hugo"])
    rosa.fill("The way there, and whom to ask for", "Tram 2, then ask for Hugo at the green door.")
    rosa.click("Begin the plan")
    story.days[first] = rosa.page.url


def arranges_what_helps(story: Story) -> None:
    rosa = story.rosa
    rosa.go("/")
    row(rosa, "Said what would help on the day").get_by_role("link", name="Say what is arranged").click()
    assert "A chair with a back." in rosa.text()
    rosa.fill("In words that everybody on the day may read", "Twenty minutes between two talks.")
    rosa.click("Keep it and tell the candidate")
    (letter,) = story.told("cleo", "Arranged for your second interview")
    assert "Twenty minutes between two talks." in words_of(letter)


def plans_both_days(story: Story) -> None:
    """Cleo's with an introduction, a break, the director last and lunch; what speaks against it is said and is put right."""
    rosa = story.rosa
    begins_a_day(story, "cleo", "2026-10-14")
    assert rosa.title() == "The day of Cleo Marin holds. 3 warnings."
    change(story, "cleo", "A day on site", "nora")
    rosa.click("Keep it")
    change(story, "cleo", "Meeting the foremen", "tom", start="10:20")
    rosa.choose("What it is", "Introduction")
    rosa.choose("Who leads an introduction", STAFF["hugo"])
    rosa.tick("Whoever is introduced writes a short form")
    rosa.click("Look at the day with it")
    assert "Lies on top of what is planned before it." in rosa.text()
    rosa.click("Keep it")
    assert rosa.title() == "The day of Cleo Marin cannot stand like this"
    change(story, "cleo", "Break", start="10:50", Minutes="20")
    rosa.click("Keep it")
    change(story, "cleo", "With the director", "sami", start="11:10")
    rosa.choose("Room", "Dock room")
    rosa.click("Keep it")
    rosa.click("Add an item")
    rosa.choose("What it is", "Lunch")
    rosa.fill("Begins, on the clocks of Amsterdam", "12:00")
    rosa.fill("Minutes", "45")
    rosa.fill("Place, or the address of the call", "Canteen")
    rosa.choose("Who leads an introduction", STAFF["hugo"])
    rosa.click("Keep it")
    assert rosa.title() == "The day of Cleo Marin holds."

    begins_a_day(story, "sofia", "2026-10-13")
    change(story, "sofia", "A day on site", "paul")
    rosa.click("Keep it")
    change(story, "sofia", "With the director", "sami")
    rosa.click("Keep it")
    for item in ("Meeting the foremen", "Break"):
        change(story, "sofia", item)
        rosa.click("Take it out of the day")
    assert rosa.title() == "The day of Sofía Marqués holds."


def sends_them(story: Story) -> None:
    """Nobody heard of a draft. The letters are read first: they, to these people, and no others, are what then comes."""
    rosa, cleo = story.rosa, story.cleo
    story.nobody_else_heard()
    is_nothing(cleo, story.own("cleo", "day/"))
    is_nothing(story.tom, story.days["cleo"] + "itinerary/")
    rosa.go(story.days["cleo"] + "send/")
    assert rosa.title() == "6 letters go out"
    told = [one.inner_text() for one in rosa.page.locator("details.opening summary .name").all()]
    assert sorted(told) == sorted(["Cleo Marin", *(STAFF[one] for one in ABOUT_CLEO if one != "cleo")])
    rosa.click("Send them")
    letters = {one: story.told(one, subject)[0] for one, subject in ABOUT_CLEO.items()}
    day = event_in(letters["cleo"])
    assert (day.method, day.sequence, day.start, day.minutes) == ("REQUEST", 0, FOR_CLEO, 225)
    talk = event_in(letters["sami"])
    assert (talk.start, talk.minutes, talk.attendee) == (on(14, 11, 10), 45, "mailto:sami@delta.example")
    assert len({event_in(one).uid for one in letters.values()}) == 6
    said = words_of(letters["cleo"])
    assert "10:20-10:50  Meeting the foremen, with Tom Okoro, Hugo Brandt; Crane room" in said
    assert not re.search(r"[1-5]\.\d|rating|disagree|Strong", said)
    rosa.go(story.days["sofia"] + "send/")
    assert rosa.title() == "5 letters go out"
    rosa.click("Send them")
    for one in ("sofia", "paul", "sami", "hugo", "rosa"):
        assert event_in(story.mailbox.next_to(story.address(one))).start.astimezone(HERE).date() == FOR_SOFIA.date()
    story.nobody_else_heard()


def publishes_a_topic_and_gives_a_question_away(story: Story) -> None:
    """A question with a blank is worded first; until it is published Cleo finds nothing. Nora asks another on her card."""
    sami, cleo = story.sami, story.cleo
    sami.go(story.applications["cleo"] + "topics/")
    form = sami.page.locator("form").filter(has=sami.page.locator("label", has_text="Planning"))
    form.get_by_role("button", name="Make it a topic").click()
    assert "Put your own words where [the topic] stands" in sami.text()
    form.locator("textarea").fill(TOPIC)
    form.get_by_role("button", name="Make it a topic").click()
    is_nothing(cleo, story.own("cleo", "topics/"))
    sami.click("Publish to the candidate")
    story.told("cleo", "What we would like to talk about: Site engineer")
    cleo.go(story.own("cleo", "topics/"))
    assert TOPIC in cleo.text()
    for hidden in ("Nobody asked", "Nora", "Ines", "Sami"):
        assert hidden not in cleo.page.locator("main").inner_html()

    sami.go(story.briefs["cleo"])
    asked = row(sami, "Nobody asked about this.")
    asked.locator("summary").click()
    asked.get_by_label("Who asks it").select_option(label=STAFF["nora"])
    asked.get_by_role("button", name="Give it").click()
    parted = row(sami, "Two assessors disagree here.")
    parted.locator("summary").click()
    parted.get_by_label("The question in your words").fill("In Lyon you led a crew. Who decided what?")
    parted.get_by_role("button", name="Use these words").click()


def the_day_suits_them(story: Story) -> None:
    """Each says so on their own page, which names whom they meet and in what part, and what was arranged."""
    for first in ("cleo", "sofia"):
        person = story.people[first]
        person.go(story.own(first, "day/"))
        if first == "cleo":
            text = person.text()
            for said in ("Twenty minutes between two talks.", "Tom Okoro", "Meets you, and writes a short impression."):
                assert said in text
        person.click("Ask for another day, or say what helps")
        person.click("The day suits me")
        assert "Thank you. See you then." in person.said()


def sofias_day(story: Story) -> None:
    """Hugo notes it on a phone; Paul and Sami judge, each blind until their own card is in; Sami answers a question on his."""
    story.clock.set(on(13, 9, 5))
    hugo = story.hugo
    hugo.page.set_viewport_size({"width": 390, "height": 844})
    story.back("hugo")
    row(hugo, "Sofía Marqués").get_by_role("link", name="Note what happens").click()
    hugo.click("Has arrived")
    story.clock.set(on(13, 10, 56))
    story.back("hugo", "paul", "sami")
    takes_place(story, "sofia", "A day on site", "With the director")
    judged = {"Technical judgement": (3, "Would call the plant at five."), "Planning": (4, "Had a second pump.")}
    writes(story, "paul", "Sofía Marqués", judged, "Yes")
    writes(
        story, "sami", "Sofía Marqués", {"Teamwork": (3, "Named who did what.")}, "Yes",
        answers=[("Technical judgement", "Took us through the ground water at the lock.")],
    )  # fmt: skip


def takes_place(story: Story, first: str, *items: str) -> None:
    hugo = story.hugo
    hugo.go(story.days[first] + "happening/")
    for item in items:
        hugo.page.locator("li.happening", has_text=item).get_by_role("button", name="It took place").click()
        assert "Nobody is written to." in hugo.said()


def cleos_day(story: Story) -> None:
    """Arrived, one talk after the other; Paul joins on the spot and sees no file; after each talk Cleo jots a line on her phone."""
    story.clock.set(on(14, 9, 1))
    story.back("hugo")
    hugo, cleo = story.hugo, story.cleo
    hugo.go(story.days["cleo"] + "happening/")
    hugo.click("Has arrived")
    story.clock.set(on(14, 9, 58))
    takes_place(story, "cleo", "A day on site")
    hugo.unfold("Somebody joined on the spot")
    hugo.choose("Who", STAFF["paul"])
    hugo.page.get_by_label("Where").select_option(index=1)
    hugo.click("Note it")
    story.back("paul")
    assert "You have a part in a second-round day" in story.paul.text()
    is_nothing(story.paul, story.applications["cleo"])
    cleo.go("/mine/")
    cleo.click("Those you met")
    row(cleo, STAFF["nora"]).get_by_role("link", name="Jot a line").click()
    cleo.fill("What they said", "Asked about the pump; her own site had the same.")
    cleo.fill("What you promised", "The checklist from Lyon.")
    cleo.click("Keep it")
    story.clock.set(on(14, 12, 50))
    story.back("hugo")
    takes_place(story, "cleo", "Meeting the foremen", "With the director", "Lunch")
    hugo.click("The day is over")
    assert hugo.title() == "The day of Cleo Marin is over"
    for first, words in JOTTED.items():
        cleo.go(story.own("cleo", "people/"))
        row(cleo, STAFF[first]).get_by_role("link", name="Jot a line").click()
        cleo.fill("What they said", words)
        cleo.click("Keep it")


def writes(
    story: Story, who: str, name: str, judged: dict[str, tuple[int, str]], overall: str,
    answers: list[tuple[str, str]] = (), *, is_short: bool = False,
) -> None:  # fmt: skip
    """A card from Today: answers to what was left open, levels with notes, read through, submitted once."""
    person = story.people[who]
    person.go("/")
    row(person, name).get_by_role("link", name=re.compile("Write it|Go on writing")).click()
    for question, answer in answers:
        row(person, question).get_by_label("What was answered").fill(answer)
    for competency, (level, note) in judged.items():
        group = person.page.get_by_role("group", name=f"{competency}, from 1 to 5")
        group.get_by_role("radio", name=str(level), exact=True).check()
        if is_short:
            person.fill("What you noticed", note)
        else:
            person.page.get_by_role("region", name=competency, exact=True).get_by_label("What you heard").fill(note)
    person.page.get_by_label(overall, exact=True).check()
    person.click("Read it through before sending")
    person.page.get_by_role("button", name="Submit the scorecard").wait_for()
    for _competency, (_level, note) in judged.items():
        assert note in person.text()
    person.click("Submit the scorecard")
    assert "Your scorecard is in." in person.said()


def cards_on_cleo(story: Story) -> None:
    """Nora answers what she was given, Tom fills in the short form, Sami what stood on his; no debrief before the last that is owed."""
    story.back("nora", "tom", "sami", "rosa")
    rosa = story.rosa
    writes(story, "tom", "Cleo Marin", {"Teamwork": (4, "Asked each foreman by name.")}, "Yes", is_short=True)
    writes(
        story, "nora", "Cleo Marin",
        {"Technical judgement": (4, "Checked the slump first."), "Planning": (4, "Called the second plant at five.")},
        "Strong yes", answers=[("We have heard little", "Moved the pour at Lyon by a day, told the neighbours first.")],
    )  # fmt: skip
    rosa.go(story.applications["cleo"] + "debrief/")
    assert rosa.page.get_by_role("button", name="Open the debrief").count() == 0
    writes(
        story, "sami", "Cleo Marin", {"Teamwork": (4, "Named who decided and who was asked.")}, "Strong yes",
        answers=[("In Lyon you led a crew.", "Twelve on paper, eight on the quay."), ("concrete in frost", "Lost one pour and said so.")],
    )  # fmt: skip
    story.sami.go(story.briefs["cleo"])
    assert "Twelve on paper, eight on the quay." in story.sami.text()
