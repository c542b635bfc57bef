"""Who is in the walk of the whole process, and what they need on the way: a browser each, one clock, one mailbox."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator
from tests.installed import Installation
from tests.walks.clocks import Clock
from tests.walks.conftest import Mailbox, Visitor

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "import-example"
HERE = ZoneInfo("Europe/Amsterdam")
STAFF = {
    "rosa": "Rosa Keller", "hugo": "Hugo Brandt", "sami": "Sami Haddad", "nora": "Nora Wójcik", "tom": "Tom Okoro",
    "paul": "Paul Meyer",
}  # fmt: skip
"""Whom the spreadsheet of the example names and who has a part in the second round; nobody signs in before an invitation."""


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of that October, on the clocks of the house."""
    return datetime(2026, 10, day, hour, minute, tzinfo=HERE)


BEGINS, FOR_SOFIA, FOR_CLEO = on(5, 10), on(13, 9), on(14, 9)
"""A Monday; Sofía's day; Cleo's day."""


@dataclass
class Story:
    """`people`: who has a browser open, by first name. `position`, `cleo`, `sofia` ...: addresses of pages."""

    installation: Installation
    mailbox: Mailbox
    come: Callable[[], Visitor]
    clock: Clock
    people: dict[str, Visitor] = field(default_factory=dict)
    position: str = ""
    applications: dict[str, str] = field(default_factory=dict)
    briefs: dict[str, str] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Visitor:
        if name in (people := self.__dict__.get("people", {})):
            return people[name]
        raise AttributeError(name)

    def address(self, name: str) -> str:
        return f"{name}@{'delta' if name in STAFF or name == 'ada' else 'post'}.example"

    def visitor(self, name: str) -> Visitor:
        """Somebody sits down at a browser of their own, with the time that it is there."""
        person = self.people[name] = self.come()
        person.now = self.clock.now
        return person

    def back(self, *names: str) -> None:
        """Hours have passed and their sessions with them: they sign in again, password and code."""
        for name in names:
            person = self.people[name]
            person.go("/")
            if "/account/login/" in person.page.url:
                person.sign_in(self.address(name))

    def own(self, name: str, door: str) -> str:
        """A page of a candidate about their application."""
        return f"/mine/applications/{key(self.applications[name])}/{door}"

    def told(self, name: str, *subjects: str) -> list[EmailMessage]:
        """As many letters as these came to somebody since it was last looked at, with these subjects; waits for them."""
        found = [self.mailbox.next_to(self.address(name)) for _ in subjects]
        assert sorted(" ".join(str(one["Subject"]).split()) for one in found) == sorted(subjects), name
        return found

    def nobody_else_heard(self) -> None:
        """Every letter to anybody was looked at: nobody was written to of whom the walk knows nothing."""
        addresses = {str(one["To"]).rsplit("<", 1)[-1].rstrip(">") for one in self.mailbox.letters}
        assert {who: self.mailbox.unread(who) for who in addresses} == dict.fromkeys(addresses, 0)


def key(page: str) -> str:
    found = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", page)
    assert found, page
    return found.group()


def row(person: Visitor, words: str) -> Locator:
    """The line of a list that holds some words."""
    return person.page.locator("main li", has_text=words)


def is_nothing(person: Visitor, path: str) -> None:
    """What is not theirs looks like what is not there."""
    person.go(path)
    assert person.title() == "There is nothing here for you.", path
