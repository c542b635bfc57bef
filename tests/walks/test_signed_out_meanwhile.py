"""Somebody types for long and is signed out meanwhile: what they typed is sent after they have signed in, here or in another tab."""

from tests.walks.steps import ADA, ZONE, come_in, open_first_position

ABOUT = "Cranes move when ships lie still.\nWhoever plans them talks with pilots, yard and gate."


def types(ada, position):
    ada.go(f"{position}about/")
    ada.fill("What it is about", ABOUT)


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
