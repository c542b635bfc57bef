"""Every door read once by everybody. Reading is slow and changes nothing, so what it came to is kept for every test that looks at it."""

import io
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.test import Client
from django.urls import resolve
from pypdf import PdfReader
from tests.access import expected
from tests.access.stage import Stage, address, outcome, set_stage, token, undone


@dataclass(frozen=True)
class Crawl:
    """`came_to` and, where there was a page or file, its `texts`: by actor and door. `words`: each canary's. `changed`: tables.

    `dead`: the links of an actor's pages that lead that actor nowhere, as (actor, door they stand behind, door they lead to).
    """

    came_to: dict[tuple[str, str], str]
    texts: dict[tuple[str, str], str]
    words: dict[str, str]
    changed: list[str]
    dead: list[tuple[str, str, str]]

    def read_by(self, actor: str) -> list[str]:
        """The doors that were opened to an actor."""
        return [door for who, door in self.texts if who == actor]


@cache
def crawled() -> Crawl:
    """Call it in a test that has a database, before its own stage is set: it leaves nothing there."""
    with undone():
        return _crawl()


def _crawl() -> Crawl:
    stage = set_stage()
    came_to, texts, before = {}, {}, held()
    for door in expected.DOORS:
        for actor, client in stage.clients.items():
            answer = client.get(address(stage, door))
            came_to[actor, door] = outcome(answer)
            if answer.status_code == 200:
                text = text_of(answer)
                texts[actor, door] = text + older(client, address(stage, door), text)
    dead = dead_links(stage, came_to, texts)
    after = held()
    return Crawl(came_to, texts, words(stage), [name for name in before if before[name] != after[name]], dead)


def dead_links(
    stage: Stage, came_to: dict[tuple[str, str], str], texts: dict[tuple[str, str], str]
) -> list[tuple[str, str, str]]:
    """Every place that an actor's pages name is gone to once by that actor; what a door came to is known already."""
    found = []
    known = {(actor, address(stage, door)): how for (actor, door), how in came_to.items()}
    for (actor, door), text in texts.items():
        for path in sorted(links(address(stage, door), text)):
            if (actor, path) not in known:
                known[actor, path] = outcome(stage.clients[actor].get(path))
            if known[actor, path] in ("no", "no such side"):
                found.append((actor, door, resolve(path).view_name))
    return found


def links(where: str, text: str) -> set[str]:
    """The places inside the product that a page leads to, without what is asked of them."""
    found = {urljoin(where, unescape(href)) for href in re.findall(r'<a\b[^>]*?\bhref="([^"]*)"', text)}
    return {urlsplit(one).path for one in found if one.startswith("/") and not one.startswith("/static/")}


def held() -> dict[str, list[str]]:
    """Everything that the product keeps, but for sessions."""
    models = apps.get_app_config("secondround").get_models()
    return {one.__name__: sorted(map(repr, one._default_manager.values_list())) for one in models}


def text_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type") == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).replace("\n", "")
    return body.decode("utf-8", "replace")


def older(client: Client, where: str, text: str) -> str:
    """What stands on the pages that a list goes on to: the record is longer than one."""
    found = re.search(r'href="\?([^"]*(?:before|skip)=[^"]*)"', text)
    if found is None:
        return ""
    more = text_of(client.get(f"{where}?{unescape(found[1])}"))
    return more + older(client, where, more)


def words(stage: Stage) -> dict[str, str]:
    """Each canary with the word that stands for it."""
    named = {name: token(name) for name in expected.CANARIES}
    return named | {"contact-email-of-cleo": stage.world.cleo.candidate.email}
