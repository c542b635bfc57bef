"""Nothing typed is lost: two windows on one card, a broken line, a session that ends while somebody writes; without JavaScript, too."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from tests.installed import Installation, free_port
from tests.walks.conftest import Visitor
from tests.walks.steps import arrange, come_in, enter, open_first_position

NIGHT = datetime.combine(date.today() - timedelta(days=2), time(0), ZoneInfo("Europe/Amsterdam"))
"""Long over, and outside everybody's hours."""
NOTE = "Moved the crane to the night shift."
SAVED = re.compile(r"^Saved \d\d:\d\d$")
KEPT = re.compile(r"^Kept on this device since \d\d:\d\d$")


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[Installation]:
    """One installation for all of these walks; nobody in them is written to."""
    made = Installation(tmp_path_factory.mktemp("office") / "home", free_port())
    yield made
    made.stop()


@pytest.fixture(scope="module")
def ada(office, chromium) -> Iterator[Visitor]:
    """Ada recruits and interviews, in a small organisation."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    made = come_in(office, lambda: Visitor(context, office.address, "drafts"), is_new=False)
    made.position = open_first_position(made)
    yield made
    context.close()


@pytest.fixture
def card(ada, office) -> Iterator[Visitor]:
    """Ada on her phone, before the card of somebody whom she met."""
    ada.met = getattr(ada, "met", 0) + 1
    cleo = enter(ada, ada.position, f"Cleo Marin {'I' * ada.met}", f"cleo{ada.met}@mail.example")
    at = NIGHT + timedelta(hours=ada.met)
    arrange(ada, cleo, ["Ada Obi"], at, kit="First round: Meeting the team", why="It was so.")
    ada.click("Arrange it")
    ada.go(cleo)
    ada.click("Write your scorecard")
    ada.page.set_viewport_size({"width": 390, "height": 844})
    yield ada
    assert ada.problems == []
    ada.page = ada.context.new_page()


def note_under(page: Page, name: str):
    return page.get_by_role("region", name=name).get_by_label("What you heard")


def level(page: Page, name: str, value: int):
    return page.get_by_role("group", name=f"{name}, from 1 to 5").get_by_role("radio", name=str(value), exact=True)


def saved(page: Page):
    return page.locator("[data-saved]")


def test_a_question_that_must_not_be_asked_is_warned_of_while_typing(card):
    """The warning comes with the saving, says what to ask instead, and goes with the question."""
    own = card.page.get_by_label("Questions of your own that you asked")
    own.fill("How do you hand over a shift?\nHow old are you?")
    warning = card.page.locator("[data-care] .warning")
    expect(warning).to_contain_text("It may touch age;")
    expect(card.page.locator("[data-care] > .said")).to_have_text("How old are you?")
    own.scroll_into_view_if_needed()
    card.look("never-ask-while-typing")
    card.page.reload()
    expect(warning).to_have_count(1)
    own.fill("How do you hand over a shift?")
    expect(saved(card.page)).to_have_text(SAVED)
    expect(warning).to_have_count(0)


def test_two_windows_on_one_card(card):
    """What was typed in either stands side by side; both together lose nothing."""
    first = card.page
    second = card.context.new_page()
    second.goto(first.url)
    note_under(first, "Teamwork").fill(NOTE)
    expect(saved(first)).to_have_text(SAVED)
    note_under(second, "Teamwork").fill("Asked the fitters first.")
    level(second, "Teamwork", 4).check()
    expect(saved(second)).to_have_text(re.compile("changed in another window"))
    assert note_under(second, "Teamwork").input_value() == "Asked the fitters first."
    card.page = second
    card.look("two-windows")
    second.get_by_role("button", name="Compare the two texts").click()
    assert card.title() == "This card was also written somewhere else."
    assert NOTE in card.text()
    assert "Asked the fitters first." in card.text()
    card.look("two-texts")
    card.click("Put both together")
    assert note_under(second, "Teamwork").input_value() == f"{NOTE}\n\nAsked the fitters first."
    assert level(second, "Teamwork", 4).is_checked()
    # The first window learns of it the same way, and takes what is there.
    note_under(first, "Teamwork").fill(f"{NOTE} Twice.")
    first.get_by_role("button", name="Compare the two texts").click()
    first.get_by_role("link", name="Take the other").click()
    assert note_under(first, "Teamwork").input_value() == f"{NOTE}\n\nAsked the fitters first."


def test_the_line_breaks_and_comes_back(card):
    """It says so, keeps the text on the device where nobody without the session can read it, and saves it when the line is back."""
    page = card.page
    card.context.set_offline(True)
    note_under(page, "Teamwork").fill(NOTE)
    expect(saved(page)).to_have_text(KEPT)
    assert page.get_by_text("No connection.").is_visible()
    card.look("offline")
    held = page.evaluate("JSON.stringify({...localStorage})")
    assert "draft:/scorecards/" in held
    assert "crane" not in held
    # Leaving by a button is not possible without a line; the page stays, and so does the text.
    page.get_by_role("button", name="Read it through before sending").click()
    assert note_under(page, "Teamwork").input_value() == NOTE
    card.context.set_offline(False)
    expect(saved(page)).to_have_text(SAVED)
    assert page.get_by_text("No connection.").is_hidden()
    page.reload()
    assert note_under(page, "Teamwork").input_value() == NOTE
    assert page.evaluate("localStorage.length") == 0


def test_the_server_stops_and_the_window_is_closed(card, office):
    """What the device kept is back in a new window of the same session, and is saved from there."""
    page, address = card.page, card.page.url
    office.stop()
    note_under(page, "Teamwork").fill(NOTE)
    expect(saved(page)).to_have_text(KEPT)
    page.close()
    office.serve()
    card.page = card.context.new_page()
    card.page.goto(address)
    expect(note_under(card.page, "Teamwork")).to_have_value(NOTE)
    expect(saved(card.page)).to_have_text(SAVED)
    assert card.page.evaluate("localStorage.length") == 0


def test_the_session_ends_while_somebody_writes(card):
    """The page asks to sign in again in another tab; then it saves itself."""
    page = card.page
    card.context.clear_cookies(name="session")
    note_under(page, "Teamwork").fill(NOTE)
    expect(page.get_by_text("You have been signed out.")).to_be_visible()
    card.look("signed-out")
    with card.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in another tab").click()
    card.page = opened.value
    card.sign_in("ada@delta.example")
    page.bring_to_front()
    expect(saved(page)).to_have_text(SAVED, timeout=15_000)
    card.page.goto(page.url)
    assert note_under(card.page, "Teamwork").input_value() == NOTE
    page.close()


def test_without_javascript(card, chromium):
    """A card is written, tagged, read through and submitted by forms alone, on the smallest phone."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies(card.context.cookies())
    page = context.new_page()
    page.goto(card.page.url)
    page.get_by_label("Note", exact=True).fill(NOTE)
    page.get_by_role("button", name="Teamwork").click()
    assert note_under(page, "Teamwork").input_value() == NOTE
    assert page.get_by_label("Note", exact=True).input_value() == ""
    page.get_by_label("Asked").first.check()
    level(page, "Teamwork", 4).check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Read it through before sending").click()
    assert "Teamwork: 4" in page.locator("main").inner_text()
    page.get_by_role("button", name="Submit the scorecard").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Your scorecard for Cleo Marin")
    assert NOTE in page.locator("main").inner_text()
    context.close()


def test_by_keyboard_alone(card):
    """Questions ticked, a note tagged, a level chosen, read through, submitted: Tab, arrows, Space, Enter; the focus is always seen."""
    card.page.set_viewport_size({"width": 320, "height": 640})
    keys = card.page.keyboard
    card.tab_to("Asked")
    keys.press("Space")
    card.tab_to("1")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    card.tab_to("Note")
    keys.type(NOTE)
    card.tab_to("Teamwork")
    keys.press("Enter")
    expect(saved(card.page)).to_have_text(SAVED)
    wide = card.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    card.tab_to("Read it through before sending")
    with card.page.expect_navigation():
        keys.press("Enter")
    assert "Teamwork: 3" in card.text()
    assert NOTE in card.text()
    card.tab_to("Submit the scorecard")
    with card.page.expect_navigation():
        keys.press("Enter")
    assert "Your scorecard is in." in card.said()


def test_signing_out_leaves_nothing_on_the_device(card):
    """The last of these walks: whoever signs out takes what the device kept with them."""
    page = card.page
    page.route("**/scorecards/**", lambda route: route.abort())
    note_under(page, "Teamwork").fill(NOTE)
    expect(saved(page)).to_have_text(KEPT)
    page.close()
    card.page = card.context.new_page()
    card.go("/")
    assert card.page.evaluate("localStorage.length") == 1
    card.page.locator(".person-menu > summary").click()
    card.click("Sign out")
    assert card.page.evaluate("localStorage.length") == 0
