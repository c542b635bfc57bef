"""Every page that is a candidate's own, as people really hold it: narrow or enlarged, without a script, by keyboard; the itinerary
without a line; and what the privacy officer does with what they ask."""

import pytest
from playwright.sync_api import expect
from tests.installed import Installation
from tests.walks.conftest import AXE, Visitor, receiving
from tests.walks.test_hard_flows import Staged

ADA, PIA = "ada@delta.example", "pia@delta.example"
NARROW = {"width": 320, "height": 256}
"""What a window of 1280 by 1024 has left at 400 %; a phone is as wide and higher."""
TOO_WIDE = """document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
    [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .filter((one) => !one.closest(".frame-places")).map((one) => one.outerHTML.slice(0, 70)).slice(-3)
    .concat(`${document.documentElement.scrollWidth} of ${document.documentElement.clientWidth}`)"""
LARGE = "document.documentElement.style.fontSize = '200%'"
SMALL = """[...document.querySelectorAll("button, select, input:not([type=hidden]), textarea, summary")]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.matches(".sr-only"))
    .map((one) => [one.outerHTML.slice(0, 90), (one.closest("label") ?? one).getBoundingClientRect().height])
    .filter(([, high]) => high < 24)"""
REACHED = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const drawn = [here, here.nextElementSibling, here.closest("label")].filter(Boolean);
    const seen = drawn.some((one) => getComputedStyle(one).outlineStyle !== "none");
    here.dataset.reached = "yes";
    return [here.outerHTML.slice(0, 120), seen];
}"""
LEFT_OUT = """[...document.querySelectorAll("main a[href], main button, main select, main textarea, main summary,"
        + "main input:not([type=hidden]):not([type=radio])")]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0 && !one.dataset.reached)
    .map((one) => one.outerHTML.slice(0, 120))"""
UNSENT = "[...document.forms].filter((one) => !one.querySelector('button:not([type=button])')).map((one) => one.action)"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """One installation for all that follows: what is read is read by everybody, what is done is done last."""
    with receiving() as box:
        installation = Installation(tmp_path_factory.mktemp("own") / "home", box.port)
        yield Staged(installation, None, "own"), box, installation
        installation.stop()


@pytest.fixture
def here(house, chromium, request):
    found, _box, installation = house
    contexts = []

    def come():
        contexts.append(chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB"))
        return Visitor(contexts[-1], installation.address, request.node.name)

    found.visit = come
    yield found
    for one in contexts:
        one.close()


def opened(here, context):
    """A browser of the candidate's, signed in by the letter's link; `context` is how they hold it."""
    page = context.new_page()
    page.goto(here.made["links"].pop())
    page.get_by_role("button", name="Open my page").click()
    return page


def pages(page, here):
    """Every own page that is a page, by the name of its door: files and what is only pressed are left out."""
    seen = set()
    for door, path in here.made["pages"].items():
        if door.startswith("candidates:my_letter ") and not door.endswith(" 0"):
            continue  # letters look alike
        answer = page.request.get(f"{here.address}{path}")
        kind = answer.headers.get("content-type", "")
        if answer.status in (404, 405) or not kind.startswith("text/html"):
            continue
        page.goto(f"{here.address}{path}")
        seen.add(door.partition(" ")[0])
        yield door
    assert seen >= SHOWN


SHOWN = {
    "candidates:my_page", "candidates:my_data", "candidates:my_readers", "candidates:my_letters", "candidates:my_papers",
    "candidates:my_lines", "decisions:my_offer", "decisions:my_offer_accept", "decisions:my_offer_decline", "decisions:my_withdrawal",
    "preparation:my_people", "preparation:my_jotting",
    "preparation:my_thanks", "visits:my_day", "visits:my_decline", "visits:my_invitation", "visits:my_topics",
}  # fmt: skip


def test_every_own_page_is_whole_at_320_pixels_at_400_percent_and_with_large_type(here, chromium):
    context = chromium.new_context(viewport=NARROW, device_scale_factor=4, bypass_csp=True)
    page = opened(here, context)
    for door in pages(page, here):
        assert page.evaluate(TOO_WIDE) == [], door
        assert page.evaluate(SMALL) == [], door
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == [], door
        page.set_viewport_size({"width": 1280, "height": 1024})
        page.evaluate(LARGE)
        assert page.evaluate(TOO_WIDE) == [], f"{door} with large type"
        page.set_viewport_size(NARROW)
        assert page.evaluate(TOO_WIDE) == [], f"{door}, narrow with large type"
    context.close()


def test_every_own_page_is_reached_by_keyboard_alone(here, chromium):
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = opened(here, context)
    for door in pages(page, here):
        for _ in range(150):
            page.keyboard.press("Tab")
            found = page.evaluate(REACHED)
            if found is None:
                break
            assert found[1], (door, found[0])
        else:
            raise AssertionError(f"{door} lets nobody out")
        assert page.evaluate(LEFT_OUT) == [], door
    context.close()


def test_every_own_page_works_without_a_script(here, chromium):
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = opened(here, context)
    for door in pages(page, here):
        assert page.get_by_role("heading", level=1).count() == 1, door
        assert page.evaluate(UNSENT) == [], door
        assert page.evaluate(TOO_WIDE) == [], door
    page.goto(f"{here.address}/mine/")
    page.get_by_role("link", name="Those you met").click()
    page.get_by_role("link", name="What you jotted").first.click()
    page.get_by_label("What they said").fill("The quay is forty metres.")
    page.get_by_role("button", name="Keep it").click()
    assert "Kept. Nobody but you reads it." in page.locator(".messages").inner_text()
    page.get_by_role("link", name="What you jotted").first.click()
    assert page.get_by_label("What they said").input_value() == "The quay is forty metres."
    page.goto(f"{here.address}/mine/")
    page.get_by_role("link", name="Read the offer").click()
    page.get_by_role("link", name="I want to accept it").click()
    page.get_by_role("button", name="Accept the offer").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You have accepted. We look forward to you."
    context.close()


def test_the_itinerary_is_kept_by_choice_and_nothing_else_and_gone_at_sign_out(here, chromium):
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = opened(here, context)
    page.get_by_role("link", name="Your day").click()
    assert page.evaluate("caches.keys()") == []
    page.get_by_role("button", name="Keep it on this device").click()
    expect(page.get_by_role("button", name="Take it off this device")).to_be_visible()
    day = page.url
    kept = page.evaluate(
        "caches.open('itinerary').then((one) => one.keys()).then((all) => all.map((one) => new URL(one.url).pathname))"
    )
    assert [one for one in kept if not one.startswith("/static/")] == [day.removeprefix(here.address)]
    page.goto(f"{here.address}/mine/letters/")
    context.set_offline(True)
    page.goto(day)
    assert "There is no line. This is the copy of" in page.locator("main").inner_text()
    assert "Nora Wójcik" in page.locator("main").inner_text()
    with pytest.raises(Exception, match="net::ERR"):
        page.goto(f"{here.address}/mine/letters/")
    context.set_offline(False)
    page.goto(f"{here.address}/mine/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/mine/in/**")
    page.wait_for_function("caches.keys().then((all) => all.length === 0)")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    context.set_offline(True)
    with pytest.raises(Exception, match="net::ERR"):
        page.goto(day)
    context.close()


def test_what_is_asked_under_the_law_is_released_and_carried_out_by_two(here, house):
    _found, mailbox, installation = house
    cleo = here.candidate()
    cleo.go("/mine/data/")
    cleo.click("Ask for it")
    cleo.click("Ask to be forgotten")
    pia = here.at(PIA, "/privacy/")
    assert pia.title() == "2 requests are open."
    pia.look("privacy")
    pia.click("Cleo Marin asks for everything about them")
    pia.look("privacy-release")
    pia.click("Release it and write to them")
    assert "Released." in pia.said()
    mailbox.to("cleo@mail.example", "next=%2Fmine%2Fdata%2F")
    pia.click("Cleo Marin asks to be forgotten")
    pia.look("privacy-erase")
    pia.click("I have looked. Ask another person to confirm")
    pia.go(pia.page.url)
    ada = here.at(ADA, "/privacy/")
    ada.click("Cleo Marin asks to be forgotten")
    ada.look("privacy-confirm")
    ada.click("Forget them. This cannot be undone")
    assert "Cleo" not in ada.text()
    cleo.go("/mine/")
    assert "/mine/in/" in cleo.page.url
    assert "BROKEN" not in installation.run("check-invariants")
