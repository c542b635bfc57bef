"""What a walk has: a real installation of its own, a mail server that really receives, a real browser. No model, no query."""

import email
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pyotp
import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from tests.installed import ROOT, Installation, free_port
from tests.walks.letters import words_of

# The demo is SQLite, and pictures are taken once: on PostgreSQL those walks are not collected.
collect_ignore = ["test_every_page.py"] if os.environ.get("DATABASE_URL") else []

SCREENS = ROOT / "build" / "screens"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = (390, 1440)
PASSWORD = "a walk along the river"
# What has the focus: the first line of its name, and the outline by which it, or what is drawn for it, is seen to have it.
FOCUSED = """() => {
    const here = document.activeElement, drawn = [here, here.nextElementSibling].filter(Boolean);
    const outlines = drawn.map((one) => getComputedStyle(one).outlineStyle);
    const name = (here.labels?.[0]?.innerText ?? here.innerText ?? "").trim().split("\\n")[0];
    return [name, outlines.find((one) => one !== "none") ?? "none"];
}"""


class Mailbox:
    """The mail server's side: what was really handed over."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.read: dict[str, int] = {}

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 received"

    def all_to(self, address: str) -> list[EmailMessage]:
        """Every letter to an address so far, in the order in which they came."""
        return [one for one in self.letters if address in str(one["To"])]

    def to(self, address: str, holding: str) -> EmailMessage:
        """The newest letter to an address that holds some words; waits for the worker."""
        for _ in range(150):
            found = [one for one in self.all_to(address) if holding in words_of(one)]
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(
            f"no letter to {address} with {holding!r}; there are {[str(one['Subject']) for one in self.letters]}"
        )

    def next_to(self, address: str) -> EmailMessage:
        """The next letter to an address, in the order in which they came; waits for the worker."""
        number = self.read.get(address, 0)
        for _ in range(150):
            if len(found := self.all_to(address)) > number:
                self.read[address] = number + 1
                return found[number]
            time.sleep(0.1)
        raise AssertionError(f"no further letter to {address}; there are {number}")

    def unread(self, address: str) -> int:
        return len(self.all_to(address)) - self.read.get(address, 0)

    def forget(self, address: str) -> None:
        """What came so far is not what the walk is about."""
        self.read[address] = len(self.all_to(address))


@contextmanager
def receiving() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with receiving() as box:
        yield box


@pytest.fixture
def installation(tmp_path: Path, mailbox: Mailbox) -> Iterator[Installation]:
    made = Installation(tmp_path / "home", mailbox.port)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("SECONDROUND_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "no Chromium; ./dev test installs or names it"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


class Visitor:
    """One person at a browser: their pages, their second step, and what is looked at on the way.

    `taps` counts what a hand does: every field filled, every choice made, every button pressed.
    """

    def __init__(self, context: BrowserContext, address: str, walk: str) -> None:
        self.context, self.address, self.walk = context, address, walk
        self.page: Page = context.new_page()
        self.secret, self.taps = "", 0
        self.now: Callable[[], float] = time.time  # what time it is where the pages come from
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.problems.append(message.text) if "Content Security Policy" in message.text else None,
        )

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.address}{path}")

    def click(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_role("link", name=name, exact=True).or_(
            self.page.get_by_role("button", name=name, exact=True)
        ).first.click()
        self.page.wait_for_load_state()

    def field(self, label: str) -> Locator:
        """A field by its whole label, whether or not it may stay empty."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\(may stay empty\))?\s*$")).first

    def fill(self, label: str, text: str) -> None:
        self.taps += 1
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """One of a list; what stands behind it in brackets or after a comma is said beside and is not its name."""
        self.taps += 1
        found = (
            self.field(label).locator("option").filter(has_text=re.compile(rf"^{re.escape(option)}( \(.*\)|, .*)?$"))
        )
        self.field(label).select_option(value=found.first.get_attribute("value"))

    def tick(self, label: str) -> None:
        """A box or a round choice, by the words beside it."""
        self.taps += 1
        self.page.locator("label.choice", has_text=label).first.click()

    def unfold(self, words: str) -> None:
        """Open what stands behind a line."""
        self.taps += 1
        self.page.locator("details > summary", has_text=words).first.click()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def said(self) -> str:
        """What the page answers to the last thing done."""
        return self.page.locator(".messages").inner_text()

    def title(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def welcome(self, link: str, name: str = "", address: str = "", *, is_new: bool = True) -> None:
        """Come in by a link: password, then the second step as an app would do it. `is_new`: not looked at yet in this walk."""
        self.go(link)
        if name:
            self.fill("Your name", name)
            self.fill("Your e-mail", address)
        self.fill("Password", PASSWORD)
        self.fill("The password again", PASSWORD)
        self.click("Use this password and sign in")
        if is_new:
            self.look("second-step")
        self.click("Set up the app")
        if is_new:
            self.look("second-step-app")
        self.secret = self.page.locator("code").first.inner_text()
        self.fill("The code your app shows now", self.code())
        self.click("Use this app")

    def sign_in(self, address: str) -> None:
        """On a page that asks for it: password, then the code that the app shows."""
        self.fill("E-mail", address)
        self.fill("Password", PASSWORD)
        self.click("Sign in")
        self.fill("Code", self.code())
        self.click("Sign in")

    def code(self) -> str:
        """What the app shows."""
        return pyotp.TOTP(self.secret).at(int(self.now()))

    def tab_to(self, name: str, most: int = 120) -> None:
        """Tab until the focus stands on something of this name, which must be seen to have it."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            found, outline = self.page.evaluate(FOCUSED)
            if found == name:
                assert outline != "none", f"{name} is not seen to have the focus"
                return
        raise AssertionError(f"{name} is never reached by Tab")

    def look(self, name: str) -> None:
        """Nothing scrolls sideways on phone and desk, and no violation of accessibility. On SQLite only: pages are the same.

        With `./dev test --pictures` it is also drawn, in light and dark, into build/screens.
        """
        if os.environ.get("DATABASE_URL"):
            return
        before = self.page.viewport_size
        self.page.evaluate(AXE.read_text())
        for width in SIZES:
            self.page.set_viewport_size({"width": width, "height": 900})
            if os.environ.get("SECONDROUND_PICTURES"):
                self._draw(f"{name}-{width}")
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} scrolls sideways at {width} by {wide}"
            assert self._wrong("resultTypes: ['violations']") == [], (name, width)
        self.page.emulate_media(color_scheme="dark")
        assert self._wrong("runOnly: ['color-contrast']") == [], (name, "dark")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(before)
        assert self.problems == []

    def _wrong(self, asked: str) -> list[tuple[str, list[str]]]:
        """What axe finds, and where."""
        found = self.page.evaluate(f"axe.run(document, {{{asked}}})")["violations"]
        return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]

    def _draw(self, name: str) -> None:
        folder = SCREENS / self.walk
        folder.mkdir(parents=True, exist_ok=True)
        for scheme in ("dark", "light"):
            self.page.emulate_media(color_scheme=scheme)
            self.page.screenshot(path=folder / f"{name}-{scheme}.png", full_page=True)


@pytest.fixture
def visit(
    chromium: Browser, installation: Installation, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Visitor]]:
    """A new person at a browser of their own."""
    contexts: list[BrowserContext] = []

    def come() -> Visitor:
        # axe is put into the page by the test; the pages themselves never allow that
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", accept_downloads=True)
        contexts.append(context)
        return Visitor(context, installation.address, request.node.name)

    yield come
    for context in contexts:
        context.close()
