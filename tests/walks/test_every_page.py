"""Every page of the demo, on phone and desk, in light and dark: looked at by axe, photographed, never scrolling sideways.

The demo runs on SQLite alone, so this walk does too; what pages show on PostgreSQL is walked in test_main_walk.py.
"""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from tests.walks.conftest import ROOT, Visitor, free_port


class Demo:
    """The demo organisation, served as `./dev demo` does."""

    def __init__(self, home):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        environ = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "HOME")}
        self.log = home.parent / "demo.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "secondround", "demo", "--port", str(self.port)],
                env={**environ, "SECONDROUND_HOME": str(home)}, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(1800):  # minutes on a busy machine; how long it takes on a quiet one is measured in bench
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    made = Demo(tmp_path_factory.mktemp("demo") / "home")
    yield made
    made.stop()


@pytest.fixture
def be(chromium, demo):
    """Be one of the demo's people, by the one press that the demo has for it."""
    contexts = []

    def become(who):
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        contexts.append(context)
        visitor = Visitor(context, demo.address, "every-page")
        visitor.go("/persona/")
        visitor.page.locator("li, tr").filter(has_text=who).get_by_role("button").first.click()
        visitor.page.wait_for_load_state()
        return visitor

    yield become
    for context in contexts:
        context.close()


def look_at(visitor, *paths):
    for name, path in paths:
        visitor.go(path)
        assert visitor.page.locator("h1").count() == 1, path
        visitor.look(name)


def test_the_hiring_managers_pages(be):
    hugo = be("Hugo Brandt")
    hugo.click("Positions")
    hugo.look("positions")
    hugo.click("Head of Terminal Operations")
    position = hugo.page.url
    look_at(
        hugo,
        ("today", "/"), ("position", position), ("compare", f"{position}compare/"), ("what-if", f"{position}compare/what-if/"),
        ("pair-empty", f"{position}compare/pair/"),
        ("weights", f"{position}weights/"), ("competencies", f"{position}competencies/"), ("questions", f"{position}library/"),
        ("reword", f"{position}library/teamwork/"), ("question", f"{position}library/teamwork/new/"), ("about", f"{position}about/"),
        ("decide", f"{position}decide/"),
    )  # fmt: skip
    hugo.go(f"{position}compare/")
    hugo.page.locator(".opener").first.click()
    hugo.look("compare-opened")
    hugo.page.locator("a.opens", has_text="scorecards").first.click()
    hugo.look("made-of")
    hugo.go(f"{position}compare/pair/")
    hugo.page.locator("#b").select_option(index=2)
    hugo.click("Compare the two")
    hugo.look("pair")
    hugo.go("/")
    hugo.click("Write it")
    hugo.look("scorecard")
    hugo.click("Read it through before sending")
    assert "nothing on this card" in hugo.page.locator("main").inner_text()
    hugo.look("scorecard-read-through-empty")
    hugo.click("Back to writing")
    hugo.page.locator("#new").fill("Named the planner who found the spare.")
    hugo.page.locator(".tags button").first.click()
    hugo.page.locator(".rate label").nth(3).click()
    hugo.page.locator("[data-saved]", has_text="Saved ").wait_for()
    hugo.look("scorecard-written")
    hugo.click("Read it through before sending")
    hugo.look("scorecard-read-through")


def test_the_recruiters_pages(be):
    rosa = be("Rosa Keller")
    rosa.click("Positions")
    rosa.click("Fleet Maintenance Planner")
    position = rosa.page.url
    rosa.click("Erik Solheim")
    rosa.look("application")
    for details in rosa.page.locator("details.opening > summary").all():
        details.click()
    rosa.look("application-opened")
    look_at(
        rosa,
        ("team", f"{position}team/"),
        ("import", "/import/"),
        ("open-a-position", "/positions/open/"),
        ("people-names", "/people/"),
    )
    rosa.go(position)
    rosa.click("Bartosz Nowak")
    rosa.go(rosa.page.url + "brief/")
    rosa.look("prepare")


def test_the_senior_managers_pages(be):
    sami = be("Sami Haddad")
    sami.look("senior-today")
    sami.click("Read it")
    sami.look("brief")
    brief = sami.page.url
    look_at(sami, ("brief-print", f"{brief}print/"))
    sami.go(brief)
    sami.click("Open the numbers")
    sami.look("brief-with-numbers")
    place = sami.page.get_by_role("link", name=re.compile("^(Fleet Maintenance Planner|Chief Purser, Night Boats)$"))
    look_at(sami, ("compare-as-senior", f"{place.first.get_attribute('href')}compare/"))


def test_everybodys_pages(be):
    ada = be("Adriana Weiss")
    look_at(
        ada,
        ("library", "/library/"), ("attribute", "/library/teamwork/"), ("never-ask", "/library/never-ask/"), ("record", "/record/"),
        ("people", "/people/"), ("invite", "/people/invite/"), ("me", "/people/me/"), ("personas", "/persona/"), ("letters", "/letters/"),
        ("not-here", "/positions/00000000-0000-4000-8000-000000000000/"),
    )  # fmt: skip


def live_position(visitor):
    """The position whose first round goes on today; its address."""
    visitor.go("/positions/")
    visitor.click("Duty Manager, Island Berth")
    return visitor.page.url


def test_a_live_first_round_as_the_recruiter_sees_it(be):
    rosa = be("Rosa Keller")
    rosa.look("recruiter-today")
    position = live_position(rosa)
    look_at(
        rosa,
        ("live-position", position), ("board", f"{position}board/"), ("plan", f"{position}plan/"), ("enter", f"{position}candidates/new/"),
        ("live-weights", f"{position}weights/"), ("live-competencies", f"{position}competencies/"), ("publish", f"{position}publish/"),
        ("live-team", f"{position}team/"), ("close-position", f"{position}close/"),
        ("candidates", "/candidates/"), ("candidates-none", "/candidates/?q=zzzz"), ("duplicates", "/candidates/duplicates/"),
        ("pools", "/pools/"), ("sites", "/sites/"), ("settings", "/settings/"), ("wordings", "/letter-wording/"),
        ("word", "/letter-wording/interviews.invitation_candidate/"), ("own-time", "/people/me/time/"),
    )  # fmt: skip
    for name, path, link in (
        ("kit", f"{position}plan/", "Conversation on the work"),
        ("competency", f"{position}competencies/", "Teamwork"),
        ("file-live", position, "Leïla Benali"),
        ("file-applied", position, "Noor Bakker"),
        ("merge", "/candidates/duplicates/", "Look at both"),
        ("pool", "/pools/", "Runs a berth"),
        ("site", "/sites/", "Hoek, Island Berth"),
    ):
        rosa.go(path)
        rosa.click(link)
        rosa.look(name)
    rosa.go(position)
    rosa.click("Anouk Terlinden")
    rosa.look("file-closed")
    rosa.click("Your application: Duty Manager, Island Berth")
    rosa.look("letter")


def test_arranging_as_the_recruiter_sees_it(be):
    rosa = be("Rosa Keller")
    position = live_position(rosa)
    rosa.click("Kofi Mensah")
    rosa.click("Conversation on the work")
    rosa.look("interview-nobody-holds")
    rosa.click("Move it")
    rosa.look("move")
    rosa.go(position)
    rosa.click("Paulo Teixeira")
    rosa.click("Meeting the team")
    rosa.look("arrange")
    rosa.tick("Jonas Falk")
    rosa.fill("When", "2027-03-06T20:00")  # a Saturday evening: much speaks against it
    rosa.click("Look at it first")
    assert "does not work at that hour" in rosa.text()
    rosa.unfold("Read the letter to Paulo Teixeira")
    rosa.look("arrange-looked")
    rosa.go("/candidates/")
    rosa.page.locator("[name=pick]").first.check()
    rosa.page.locator("#change-tag").fill("spring")
    rosa.click("Add the tag")
    rosa.look("change-preview")


def test_a_live_first_round_as_an_interviewer_sees_it(be):
    ines = be("Ines Carvalho")
    ines.look("interviewer-today")
    ines.click("Go on writing")
    ines.look("scorecard-begun")
    ines.go("/")
    ines.click("Open the kit")
    ines.look("kit-before-the-interview")
    piet = be("Piet de Graaf")
    live_position(piet)
    piet.look("interviewers-position")
    piet.click("Leïla Benali")
    piet.look("interviewers-file")
    hugo = be("Hugo Brandt")
    live_position(hugo)
    hugo.look("hiring-managers-position")
    otto = be("Otto Lindgren")
    otto.look("nothing-waits")


def test_what_an_administrator_sees(be):
    ada = be("Adriana Weiss")
    look_at(ada, ("outbox", "/outbox/"), ("organisation", "/organisation/"), ("administrators-settings", "/settings/"),
            ("administrators-pools", "/pools/"), ("administrators-sites", "/sites/"))  # fmt: skip


def test_what_applicants_see(be):
    """Without a sign-in: what is open, one position, the form, what is asked again before it is sent."""
    nobody = be("Otto Lindgren")
    nobody.context.clear_cookies()
    look_at(nobody, ("jobs", "/jobs/"))
    nobody.click("Duty Manager, Island Berth")
    nobody.look("job")
    nobody.click("Apply")
    nobody.look("apply")
    nobody.fill("Your name", "Silke Aerts")
    nobody.fill("Your e-mail", "silke.aerts@post.example")
    nobody.page.locator("form button[type=submit]").last.click()
    nobody.page.wait_for_load_state()
    nobody.look("apply-again")
    nobody.page.locator("form button[type=submit]").last.click()
    nobody.page.wait_for_load_state()
    nobody.look("applied")


def file_of(visitor, position, name):
    """The file of one of a position's candidates; its address."""
    visitor.go("/positions/")
    visitor.click(position)
    visitor.click(name)
    return visitor.page.url


def day_of(visitor, file):
    """The second-round day planned for somebody; its address."""
    visitor.go(f"{file}day/")
    return visitor.page.url


PURSER, PLANNER = "Chief Purser, Night Boats", "Fleet Maintenance Planner"


def test_inviting_and_planning_a_second_round(be):
    rosa = be("Rosa Keller")
    farah, ada, ilse = (
        file_of(rosa, of, who)
        for of, who in ((PLANNER, "Farah Nasser"), (PLANNER, "Ada Lindgren"), (PURSER, "Ilse Vandamme"))
    )
    look_at(rosa, ("invited", f"{farah}invitation/"), ("comes", f"{ilse}invitation/"), ("plan-a-day", f"{ilse}day/"))
    day = day_of(rosa, ada)
    rosa.look("planner")
    look_at(rosa, ("planner-frame", f"{day}frame/"), ("planner-add", f"{day}sessions/"), ("planner-send", f"{day}send/"),
            ("planner-give-up", f"{day}cancel/"))  # fmt: skip
    rosa.go(day)
    rosa.page.locator(".day-items").get_by_role("link", name="Move to: A winter docking").click()
    rosa.look("planner-move")
    rosa.choose("Begins, on the clocks of Amsterdam", "16:00")
    rosa.click("Look at it first")
    rosa.look("planner-moved")
    rosa.go(day)
    rosa.page.locator("tr[data-person] .lane-item").first.drag_to(
        rosa.page.locator("tr[data-person]").nth(2).locator("td").last
    )
    rosa.page.wait_for_url("**/move/?start=*")
    assert "speak against it" in rosa.title()
    sent = day_of(rosa, file_of(rosa, PLANNER, "Bartosz Nowak"))
    look_at(
        rosa, ("planner-sent", sent), ("itinerary-whole", f"{sent}itinerary/"), ("planner-cancel", f"{sent}cancel/")
    )


def test_a_second_round_day_as_it_happens(be):
    jonas = be("Jonas Falk")
    jonas.look("hosts-today")
    jonas.click("Note what happens")
    jonas.look("happening")
    jonas.click("Itinerary")
    jonas.look("itinerary-host")
    ines = be("Ines Carvalho")
    ines.go("/")
    ines.look("assessors-today")
    femke = be("Femke Aalders")
    femke.look("coordinators-today")
    sami = be("Sami Haddad")
    sami.look("deciders-today")
    rafael = file_of(sami, PURSER, "Rafael Quintana")
    look_at(sami, ("topics", f"{rafael}topics/"), ("debrief-waits", f"{rafael}debrief/"))
    marek = be("Marek Zieliński")
    marek.page.locator("li").filter(has_text="Rafael Quintana").get_by_role("link", name="Write it").click()
    marek.look("short-form")


def test_debrief_decision_offer_and_feedback(be):
    sami = be("Sami Haddad")
    oona, matteo = (file_of(sami, PURSER, who) for who in ("Oona Lehtinen", "Matteo Brambilla"))
    look_at(sami, ("debrief", f"{oona}debrief/"), ("decide-finally", f"{oona}decision/"), ("debrief-decided", f"{matteo}debrief/"),
            ("decided", f"{matteo}decision/"))  # fmt: skip
    daniel = be("Daniel Okafor")
    daniel.go(f"{oona}debrief/")
    daniel.look("debrief-of-an-assessor")
    lotte = be("Lotte Vermeer")
    lotte.look("approvers-today")
    look_at(lotte, ("offer-to-approve", f"{matteo}offer/"))
    beatrix, anneke, callum = (
        file_of(lotte, PURSER, who) for who in ("Beatrix Horváth", "Anneke Terpstra", "Callum Reid")
    )
    look_at(lotte, ("feedback-to-check", f"{beatrix}feedback/"))
    rosa = be("Rosa Keller")
    look_at(rosa, ("offer-out", f"{anneke}offer/"), ("withdrawal", f"{callum}withdrawal/"))
    rosa.go("/positions/")
    rosa.click(PURSER)
    position = rosa.page.url
    look_at(rosa, ("treatment", f"{position}treatment/"), ("decider", f"{position}decider/"))


def test_the_privacy_officers_pages(be):
    pia = be("Pia Lund")
    pia.look("privacy-officers-today")
    pia.go("/privacy/")
    pia.look("privacy")
    for name, words in (("privacy-release", "Hanna Korhonen"), ("privacy-erase", "Zuzana Malá")):
        pia.go("/privacy/")
        pia.page.get_by_role("link", name=words).first.click()
        pia.look(name)


BUSY = (
    "Rosa Keller", "Femke Aalders", "Hugo Brandt", "Dora van den Bosch", "Lotte Vermeer", "Sami Haddad", "Ines Carvalho",
    "Ruth Lindqvist", "Daniel Okafor", "Marek Zieliński", "Samira Nouri", "Jonas Falk", "Pia Lund", "Adriana Weiss",
)  # fmt: skip


def test_everybody_of_the_demo_has_something_to_do_next(be):
    titles = {who: be(who).title() for who in BUSY}
    assert [
        who for who, title in titles.items() if not re.match("(One thing waits|\\d+ things wait) for you", title)
    ] == []


CANDIDATES_SEE = {
    "Farah Nasser": ("Your invitation", "Who can see what"),
    "Ilse Vandamme": ("Your invitation", "Papers"),
    "Salomé Kerkhof": ("Topics", "Your day", "Those you met"),
    "Rafael Quintana": ("Those you met",),
    "Anneke Terpstra": ("The offer", "Step back"),
    "Yusuf Demirel": ("The offer", "Those you met"),
    "Callum Reid": ("Come back",),
    "Beatrix Horváth": (),
}


@pytest.mark.parametrize("who", CANDIDATES_SEE)
def test_a_candidates_own_pages(be, who):
    one = be(who)
    key = who.split()[-1].lower()
    assert one.page.url.endswith("/mine/")
    one.look(f"my-page-{key}")
    for words in CANDIDATES_SEE[who]:
        one.go("/mine/")
        one.page.locator("a.row-go", has_text=words).first.click()
        one.page.locator("h1").wait_for()
        assert one.page.locator("h1").count() == 1, words
        one.look(f"my-{words.lower().replace(' ', '-')}-{key}")


def test_what_a_candidate_jots_down_gives_and_keeps(be):
    oona = be("Oona Lehtinen")
    oona.page.locator("a.row-go", has_text="Those you met").click()
    people = oona.page.url
    oona.page.get_by_role("link", name="Jot a line").first.click()
    oona.look("jotting-empty")
    for name, words in (("thanks-empty", "Write a thank-you note"), ("thanks-given", "Your note: given"),
                        ("thanks-delivered", "Your note: delivered")):  # fmt: skip
        oona.go(people)
        oona.page.get_by_role("link", name=words).first.click()
        oona.look(name)
    look_at(oona, ("my-letters", "/mine/letters/"), ("my-data", "/mine/data/"), ("my-lines", "/mine/lines/"))
    hanna = be("Hanna Korhonen")
    look_at(hanna, ("my-data-asked", "/mine/data/"))


def test_on_the_smallest_phone(be):
    """320 px wide: nothing scrolls sideways, every target is large enough to press."""
    hugo = be("Hugo Brandt")
    hugo.page.set_viewport_size({"width": 320, "height": 640})
    hugo.click("Positions")
    hugo.click("Head of Terminal Operations")
    position = hugo.page.url
    for path in (
        "/",
        position,
        f"{position}compare/",
        f"{position}decide/",
        f"{position}weights/",
        "/library/",
        "/record/",
    ):
        hugo.go(path)
        wide = hugo.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (path, wide)


@pytest.mark.parametrize("who", ["Salomé Kerkhof", "Farah Nasser", "Anneke Terpstra"])
def test_a_candidate_on_the_smallest_phone(be, who):
    one = be(who)
    one.page.set_viewport_size({"width": 320, "height": 640})
    doors = [link.get_attribute("href") for link in one.page.locator("main a.row-go").all()]
    for path in ("/mine/", "/mine/data/", *doors):
        one.go(path)
        wide = one.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (path, wide)


def test_the_demo_answers_this_computer_only(demo):
    def status(**headers):
        request = urllib.request.Request(f"{demo.address}/persona/", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    assert status() == 200
    assert status(Host="demo.example") == 400
    assert status(**{"X-Forwarded-For": "10.0.0.1"}) == 404
    assert status(Forwarded="for=10.0.0.1") == 404
