"""What somebody typed and could not send, or left: it is sent after they have signed in again, and stands there at the next visit."""

from playwright.sync_api import expect
from tests.walks.steps import ADA, ZONE, come_in, open_first_position

ABOUT = "Cranes move when ships lie still.\nWhoever plans them talks with pilots, yard and gate."


def types(ada, position):
    ada.go(f"{position}about/")
    ada.fill("What it is about", ABOUT)


def keeps(ada, number):
    """How many forms the device holds, once the page has had the time to put one there or take it away."""
    for _time in range(100):
        if ada.page.evaluate("Object.keys(localStorage).length") == number:
            return
        ada.page.wait_for_timeout(100)
    raise AssertionError(ada.page.evaluate("Object.keys(localStorage)"))


def is_signed_out(ada):
    """As after a night: the session's cookie is no longer sent."""
    ada.context.clear_cookies(name="session")


def test_what_was_typed_is_sent_by_one_press_after_signing_in(installation, visit):
    ada = come_in(installation, visit, zone=ZONE, is_new=False)
    position = open_first_position(ada)
    types(ada, position)
    is_signed_out(ada)
    ada.click("Save")
    ada.look("sign-in")
    assert "What you typed is kept" in ada.said()
    ada.sign_in(ADA)
    assert ada.title() == "What you typed is here. It is not sent yet."
    assert ABOUT in ada.text()
    ada.look("unsent")
    ada.click("Send it now")
    ada.go(f"{position}about/")
    assert ada.field("What it is about").input_value() == ABOUT
    ada.go("/unsent/")
    assert ada.title() == "Nothing that you typed waits here."
    ada.look("nothing-waits")


def test_a_page_left_open_in_another_tab_is_sent_once_more(installation, visit):
    ada = come_in(installation, visit, zone=ZONE, is_new=False)
    position = open_first_position(ada)
    types(ada, position)
    is_signed_out(ada)
    first, ada.page = ada.page, ada.context.new_page()
    ada.go("/")
    ada.sign_in(ADA)
    ada.page.wait_for_url("**/")
    ada.page = first
    ada.click("Save")
    assert ada.title() == "What you typed is here. It is not sent yet."
    assert "had become old" in ada.text()
    ada.look("old-page")
    ada.click("Send it now")
    ada.go(f"{position}about/")
    assert ada.field("What it is about").input_value() == ABOUT


def test_what_was_left_without_being_sent_stands_there_again(installation, visit):
    """On this device and in this session alone; gone once it is sent, thrown away, or its writer is signed out."""
    ada = come_in(installation, visit, zone=ZONE, is_new=False)
    position = open_first_position(ada)
    again = ada.page.get_by_text("You had typed this and not sent it.")
    types(ada, position)
    keeps(ada, 1)
    assert "Cranes" not in ada.page.evaluate("JSON.stringify({...localStorage})")
    ada.go("/")
    ada.go(f"{position}about/")
    expect(again).to_be_visible()
    assert ada.field("What it is about").input_value() == ABOUT
    ada.look("typed-again")
    ada.click("Throw it away")
    expect(again).to_have_count(0)
    assert ada.field("What it is about").input_value() == ""
    ada.fill("What it is about", ABOUT)
    ada.click("Save")  # at once: what is kept a moment after the last key goes with it
    keeps(ada, 0)
    ada.go(f"{position}about/")
    assert (ada.field("What it is about").input_value(), again.count()) == (ABOUT, 0)
    ada.fill("What it is about", "Something else")
    keeps(ada, 1)
    is_signed_out(ada)
    ada.go(f"{position}about/")
    ada.sign_in(ADA)
    ada.page.wait_for_url("**/about/")
    keeps(ada, 0)
    assert (ada.field("What it is about").input_value(), again.count()) == (ABOUT, 0)
