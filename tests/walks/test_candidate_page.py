"""A candidate comes in by a letter and looks at everything that is theirs: with and without a script, on a narrow phone, by keyboard."""

import re
from pathlib import Path

from tests.walks.letters import link_in, words_of
from tests.walks.steps import CLEO, ZONE, arrange, at, come_in, enter, invite, open_first_position

PAGES = ("/mine/", "/mine/letters/", "/mine/lines/", "/mine/data/")


def ask(candidate, mailbox):
    """Type the address; the letter that comes of it."""
    mailbox.forget(CLEO)
    candidate.go("/mine/")
    candidate.fill("E-mail", CLEO)
    candidate.click("Write me")
    return mailbox.to(CLEO, "/mine/in/")


def test_a_candidate_looks_at_what_is_theirs(installation, mailbox, visit):
    ada = come_in(installation, visit, zone=ZONE)
    invite(ada, mailbox, visit, "Ines Carvalho", "ines@delta.example", is_new=False)
    position = open_first_position(ada)
    application = enter(ada, position, "Cleo Marin", CLEO)
    arrange(ada, application, ["Ines Carvalho"], at(14), kit="First round: Conversation on the work")
    ada.click("Arrange it")
    mailbox.to(CLEO, "we would like to get to know you")

    cleo = visit()
    cleo.go("/mine/")
    cleo.look("door")
    letter = ask(cleo, mailbox)
    cleo.look("door-code")
    cleo.go(link_in(letter))
    cleo.look("door-link")
    cleo.click("Open my page")
    assert cleo.title() == "You are invited to an interview."
    assert "Ines Carvalho" in cleo.text()
    cleo.look("my-page")
    cleo.click("Who can see what")
    assert "Ines Carvalho, an interviewer" in cleo.text()
    cleo.look("my-readers")
    cleo.go("/mine/")
    cleo.click("Papers")
    cleo.page.get_by_label("Paper", exact=True).set_input_files(
        {"name": "cv.txt", "mimeType": "text/plain", "buffer": b"Ten years on quays."}
    )
    cleo.click("Add it")
    cleo.look("my-papers")
    with cleo.page.expect_download() as download:
        cleo.page.get_by_role("link", name="cv.txt").click()
    assert Path(download.value.path()).read_bytes() == b"Ten years on quays."
    cleo.go("/mine/letters/")
    cleo.look("my-letters")
    cleo.page.locator("main .rows a").first.click()
    cleo.look("my-letter")
    cleo.go("/mine/lines/")
    cleo.fill("Text of line 1", "Crane planner, Port of Lyon")
    cleo.click("This is right")
    cleo.look("my-lines")
    cleo.go("/mine/data/")
    cleo.look("my-data")
    with cleo.page.expect_download() as download:
        cleo.page.get_by_role("button", name="Take a copy", exact=True).click()
    assert download.value.suggested_filename == "my-data.zip"

    _narrow_and_large(cleo)
    cleo.go("/mine/data/")
    cleo.click("Ask to be forgotten")
    assert "Asked. You hear from us by" in cleo.said()
    cleo.look("my-data-asked")
    cleo.go("/mine/")
    cleo.tab_to("Sign out")
    with cleo.page.expect_navigation():
        cleo.page.keyboard.press("Enter")
    cleo.go("/mine/letters/")
    assert "/mine/in/" in cleo.page.url
    assert "BROKEN" not in installation.run("check-invariants")


def _narrow_and_large(cleo):
    """320 px is also 1280 px at 400 %: nothing scrolls sideways, nothing to press is small."""
    before = cleo.page.viewport_size
    cleo.page.set_viewport_size({"width": 320, "height": 640})
    for path in PAGES:
        cleo.go(path)
        wide = cleo.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (path, wide)
        small = cleo.page.evaluate(
            "[...document.querySelectorAll('button, select, input:not([type=hidden])')].filter(one => one.offsetParent)"
            ".map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height]).filter(([, high]) => high < 24)"
        )
        assert small == [], path
    cleo.page.set_viewport_size(before)


def test_it_all_works_without_a_script(installation, mailbox, visit, chromium):
    ada = come_in(installation, visit, zone=ZONE, is_new=False)
    enter(ada, open_first_position(ada), "Cleo Marin", CLEO)
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{installation.address}/mine/")
    page.get_by_label("E-mail").fill(CLEO)
    page.get_by_role("button", name="Write me").click()
    code = re.search(r": (\d{6})", words_of(mailbox.to(CLEO, "six digits"))).group(1)
    page.get_by_label("Six digits").fill(code)
    page.get_by_role("button", name="Come in").click()
    assert "Your application is with us" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="My data", exact=True).click()
    page.get_by_label("Times are shown as clocks show them in").select_option("America/Sao_Paulo")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Lines about you").click()
    page.get_by_label("Text of line 1").fill("Crane planner")
    page.get_by_role("button", name="This is right").click()
    assert page.get_by_label("Text of line 1").input_value() == "Crane planner"
    page.get_by_role("button", name="Sign out").click()
    assert page.url == f"{installation.address}/mine/in/"
    context.close()
