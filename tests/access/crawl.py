"""Every door read once by everybody. Reading is slow and changes nothing, so what it came to is kept for every test that looks at it."""

import io
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from django.apps import apps
from django.test import Client
from pypdf import PdfReader
from tests.access import expected
from tests.access.stage import Stage, address, outcome, set_stage, token, undone


@dataclass(frozen=True)
class Crawl:
    """`came_to` and, where there was a page or file, its `texts`: by actor and door. `words`: each canary's. `changed`: tables."""

    came_to: dict[tuple[str, str], str]
    texts: dict[tuple[str, str], str]
    words: dict[str, str]
    changed: list[str]

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
    after = held()
    return Crawl(came_to, texts, words(stage), [name for name in before if before[name] != after[name]])


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
