"""From an empty installation to a brief with a margin note: as the people in turn, by browser, command line and letters alone."""

import io
import re
from pathlib import Path

from pypdf import PdfReader
from tests.walks.letters import link_in, words_of
from tests.walks.steps import come_in, invite

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "import-example"


def begin(installation, visit):
    """Ada comes in by the console's link and brings in the example."""
    ada = come_in(installation, visit)
    ada.look("today-empty")
    ada.click("Bring in scorecards")
    ada.look("import")
    ada.page.get_by_label("Scorecards", exact=True).set_input_files(EXAMPLE / "scorecards.csv")
    for name in ("people", "candidates"):
        ada.page.locator(f"#{name}").set_input_files(EXAMPLE / f"{name}.csv")
    ada.click("See what would be brought in")
    ada.look("import-preview")
    assert "11 scorecards would be brought in" in ada.title()
    ada.click("Bring this in")
    assert "11 scorecards were brought in" in ada.title()
    ada.look("import-done")
    return ada


def test_from_a_spreadsheet_to_a_brief(installation, mailbox, visit, tmp_path):
    ada = begin(installation, visit)
    hugo = invite(ada, mailbox, visit, "Hugo Brandt", "hugo@delta.example")

    hugo.go("/")
    hugo.look("today")
    hugo.click("Compare")
    hugo.look("compare")
    table = hugo.page.get_by_role("table").first.inner_text()
    assert all(name in table for name in ("Cleo Marin", "Nils Berg", "Sofía Marqués", "Jakub Horák", "Amara Diallo"))
    hugo.page.get_by_label("Decision on Sofía Marqués").select_option("advance")
    hugo.page.get_by_label("Decision on Cleo Marin").select_option("advance")
    hugo.page.get_by_label("Decision on Nils Berg").select_option("reserve")
    hugo.page.get_by_label("Decision on Jakub Horák").select_option("close")
    hugo.click("Give the reasons")
    hugo.click("Record 4 decisions")  # without reasons: nothing is recorded, nothing typed is lost
    assert "say why in a sentence" in hugo.page.locator(".errors").inner_text()
    hugo.look("reasons-missing")
    for section in hugo.page.locator("section[id^=block-]").all():
        section.locator(".tag").first.click()
        section.locator(".choice").nth(1).click()
        section.locator("textarea").fill("What was heard on this is concrete, and two people heard it.")
    hugo.click("Record 4 decisions")
    assert "4 decisions are recorded" in hugo.page.locator(".messages").inner_text()
    hugo.look("compare-decided")
    assert mailbox.letters and not any("Jakub" in str(one) for one in mailbox.letters)  # a close writes to nobody

    hugo.go("/")
    hugo.look("today-brief")
    hugo.page.locator("li", has_text="Cleo Marin").get_by_role("link", name="Prepare the brief").click()
    hugo.look("prepare")
    hugo.click("Freeze version 1")
    hugo.click("Hand over to Sami Haddad")
    hugo.click("Send a link")
    hugo.look("handed-over")

    sami = visit()
    sami.go(link_in(mailbox.to("sami@delta.example", "/b/")))
    sami.look("link")
    sami.click("Mail me the code")
    code = re.search(r"\b\d{6}\b", words_of(mailbox.to("sami@delta.example", "Your code is"))).group()
    sami.look("link-code")
    sami.fill("Code", code)
    sami.click("Open the brief")
    assert sami.title() == "Cleo Marin"
    text = sami.page.locator("main").inner_text()
    assert "Two notes give different figures: 12 and 8." in text
    assert "Two assessors disagree." in text
    assert "not confirmed by the candidate" in text
    sami.page.get_by_label("Your notes").fill("Ask about Lyon first.")
    sami.page.get_by_text(re.compile(r"Saved \d\d:\d\d")).wait_for()
    sami.look("brief-by-link")
    sami.page.reload()
    assert sami.page.get_by_label("Your notes").input_value() == "Ask about Lyon first."
    with sami.page.expect_download() as download:
        sami.page.get_by_role("link", name="PDF").click()
    paper = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    words = " ".join(page.extract_text() for page in paper.pages)
    assert "Cleo Marin" in words and "Led a team of 12 in Lyon." in words
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True  # tagged

    # The session opens that one brief and nothing else.
    for path in ("/", "/positions/", "/record/", "/library/"):
        sami.go(path)
        assert "/account/login/" in sami.page.url
    again = visit()
    again.go(link_in(mailbox.to("sami@delta.example", "/b/")))
    assert "used already" in again.title()

    application = re.search(r"/applications/([0-9a-f-]{36})/", hugo.page.url).group(1)
    said = installation.run("brief", application, "--pdf", str(tmp_path / "brief.pdf"))
    assert "version 1" in said and (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert "Nothing to bring in" in installation.run(
        "import", str(EXAMPLE / "scorecards.csv"), "--people", str(EXAMPLE / "people.csv")
    )
    assert "BROKEN" not in installation.run("check-invariants")


def test_by_keyboard_alone(installation, mailbox, visit):
    """Sign in, open the comparison and choose somebody, with Tab, arrows, Space and Enter."""
    ada = begin(installation, visit)
    hugo = invite(ada, mailbox, visit, "Hugo Brandt", "hugo@delta.example")
    hugo.go("/")

    hugo.tab_to("To the content")
    hugo.tab_to("Compare")
    with hugo.page.expect_navigation():
        hugo.page.keyboard.press("Enter")
    hugo.tab_to("Competencies of Cleo Marin")
    hugo.page.keyboard.press("Space")
    assert hugo.page.locator("[aria-expanded=true]").count() == 1
    hugo.tab_to("Decision on Cleo Marin")
    hugo.page.keyboard.press("ArrowDown")
    hugo.tab_to("Give the reasons")
    with hugo.page.expect_navigation():
        hugo.page.keyboard.press("Enter")
    assert hugo.title() == "One decision, with its reason."


def test_a_backup_comes_back(installation, visit, mailbox, tmp_path):
    """What was backed up is there again in an empty installation, and sends nothing until somebody says so."""
    begin(installation, visit)
    installation.run("backup", str(tmp_path / "all.tar"))
    other = type(installation)(tmp_path / "other", mailbox.port)
    assert "Sending is paused" in other.run("restore", str(tmp_path / "all.tar"))
    assert "paused" in other.run("letters")
    assert "Nothing to bring in" in other.run(
        "import", str(EXAMPLE / "scorecards.csv"), "--people", str(EXAMPLE / "people.csv")
    )
