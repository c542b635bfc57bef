"""What several walks begin with: an installation with its administrator, somebody invited, a position to apply for."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.installed import Installation
from tests.walks.conftest import Mailbox, Visitor
from tests.walks.letters import link_in

Visit = Callable[[], Visitor]
CLEO, NILS, EMIL = (f"{name}@mail.example" for name in ("cleo", "nils", "emil"))
ADA, HUGO, ROSA, INES, NORA, OTTO = (
    f"{name}@delta.example" for name in ("ada", "hugo", "rosa", "ines", "nora", "otto")
)
SATURDAY = 5


def offset(zone: str) -> timedelta:
    return datetime.now(ZoneInfo(zone)).utcoffset() or timedelta()


# The organisation sits where it is about noon now, so that what is civil, and which day it is, stay so while the walk lasts.
ZONE = min(
    ("Pacific/Honolulu", "America/Toronto", "America/Sao_Paulo", "Europe/Amsterdam", "Asia/Karachi", "Asia/Tokyo", "Pacific/Auckland"),
    key=lambda name: abs(datetime.now(ZoneInfo(name)).hour - 12),
)  # fmt: skip
HERE = ZoneInfo(ZONE)
TODAY = datetime.now(HERE).date()
TUESDAY = TODAY + timedelta(days=8 - TODAY.weekday())
"""Of next week: nobody is off, nothing has begun."""
ELSEWHERE = max(
    ("Pacific/Auckland", "America/Toronto", "America/Sao_Paulo", "Asia/Tokyo", "Europe/Amsterdam"),
    key=lambda name: min(gap := abs(offset(name) - offset(ZONE)), timedelta(hours=24) - gap),
)
"""It is night there while it is afternoon here."""
TEMPLATE = "First round and a second interview with a senior manager"


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(TUESDAY, time(hour, minute), HERE)


def city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def come_in(
    installation: Installation, visit: Visit, *, zone: str = "Europe/Amsterdam", is_new: bool = True
) -> Visitor:
    """`init` and `serve`; Ada opens the console's link and is the first administrator."""
    said = installation.run("init", "--organisation", "Delta Works", "--zone", zone)
    installation.serve()
    ada = visit()
    ada.welcome(link_in(said), "Ada Obi", "ada@delta.example", is_new=is_new)
    ada.go("/")
    return ada


def invite(ada: Visitor, mailbox: Mailbox, visit: Visit, name: str, address: str, *, is_new: bool = True) -> Visitor:
    """A letter goes out, its link is opened by the person it was written to."""
    ada.go("/people/invite/")
    ada.fill("Name", name)
    ada.fill("E-mail", address)
    if is_new:
        ada.look("invite")
    ada.click("Invite")
    person = visit()
    person.welcome(link_in(mailbox.to(address, "/welcome/")), is_new=is_new)
    return person


def open_first_position(ada: Visitor, title: str = "Crane planner") -> str:
    """From the template that stands first, with a public page; returns the position's address. Ada recruits for it."""
    ada.go("/positions/open/")
    ada.fill("Title", title)
    ada.fill("Place", "Rotterdam")
    ada.click("Open the position")
    ada.click("Public page")
    ada.fill("For how many months applications are kept after the decision", "12")
    ada.click("Open the public page")
    return ada.page.url.removesuffix("publish/")


def name_on_team(ada: Visitor, position: str, name: str, role: str) -> None:
    ada.go(f"{position}team/")
    ada.choose("Person", name)
    ada.choose("Role", role)
    ada.click("Name for this role")


def enter(planner: Visitor, position: str, name: str, address: str) -> str:
    """Somebody who applied by other ways; returns the address of their application."""
    planner.go(f"{position}candidates/new/")
    planner.fill("Name", name)
    planner.fill("E-mail", address)
    planner.click("Enter them")
    assert "/applications/" in planner.page.url
    return str(planner.page.url)


def arrange(
    planner: Visitor, application: str, people: Sequence[str], at: datetime, *, kit: str = "", why: str = ""
) -> None:
    """Fill in an interview with somebody and look at it; `why`: the reason for which it is arranged all the same."""
    planner.go(f"{application}interview/")
    if kit:
        planner.choose("Interview of the plan", kit)
    for name in people:
        planner.tick(name)
    planner.fill("When", at.strftime("%Y-%m-%dT%H:%M"))
    planner.click("Look at it first")
    if why:
        planner.fill("Why it is arranged all the same", why)
