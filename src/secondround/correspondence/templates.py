"""The wording of letters: the product's own, or an organisation's newest, with named places for what is filled in.

A place is written {so}. What is filled in is never read as a wording itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from secondround.correspondence.models import LetterTemplate

PLACE = re.compile(r"\{([a-z_]+)\}")
STRAY = re.compile(r"[{}]")


@dataclass(frozen=True)
class Wording:
    """One version of one kind's text. Version 0 is the product's own."""

    kind: str
    language: str
    version: int
    subject: str
    body: str

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.language}:{self.version}"


@dataclass(frozen=True)
class Rendered:
    """A letter's words, and which wording they were made of."""

    subject: str
    body: str
    template: str


class WordingRefused(ValueError):
    """A wording that cannot be used: `problems` are pairs (code, place); codes: unknown, stray, empty, missing."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(problems)
        self.problems = problems


@lru_cache
def _content(language: str) -> Mapping[str, Any]:
    folder = resources.files("secondround.correspondence") / "content"
    file = folder / f"letters.{language}.yaml"
    source = file if file.is_file() else folder / "letters.en.yaml"
    content: Mapping[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    return content


def kinds() -> list[str]:
    """Every kind of letter whose wording an organisation may change."""
    return list(_content("en")["letters"])


def about_kind(kind: str) -> str:
    """When this kind of letter is sent, in a sentence."""
    told: str = _content("en")["letters"][kind]["when"]
    return told


def placeholders(kind: str) -> Mapping[str, str]:
    """The places that a wording of this kind may hold, each with what it stands for."""
    content = _content("en")
    return {name: content["places"][name] for name in content["letters"][kind]["places"]}


def own_wording(kind: str, language: str = "en") -> Wording:
    """The product's own text; English where there is none in `language`."""
    one = _content(language)["letters"][kind]
    return Wording(kind, language, 0, one["subject"], one["body"])


def wording(kind: str, language: str = "en") -> Wording:
    """The text in force: the organisation's newest in this language, else in English, else the product's own."""
    for spoken in dict.fromkeys((language, "en")):
        newest = LetterTemplate.objects.filter(kind=kind, language=spoken).order_by("-version").first()
        if newest:
            return Wording(kind, spoken, newest.version, newest.subject, newest.body)
    return own_wording(kind, language)


def check_wording(kind: str, subject: str, body: str) -> None:
    """Raises `WordingRefused` for a place that this kind does not know, a brace that is no place, or an empty text."""
    known = placeholders(kind)
    problems = [("empty", name) for name, text in (("subject", subject), ("body", body)) if not text.strip()]
    for text in (subject, body):
        problems += [("unknown", place) for place in PLACE.findall(text) if place not in known]
        problems += [("stray", text[max(0, at.start() - 12) : at.end() + 12]) for at in STRAY.finditer(PLACE.sub("", text))]  # fmt: skip
    if problems:
        raise WordingRefused(problems)


def render(kind: str, language: str, values: Mapping[str, str]) -> Rendered:
    """Fill in the wording in force. Raises `WordingRefused` where a value is missing."""
    return fill(wording(kind, language), values)


def fill(text: Wording, values: Mapping[str, str]) -> Rendered:
    """Fill in one wording; a line whose places all came out empty is left out."""
    missing = {place for part in (text.subject, text.body) for place in PLACE.findall(part)} - set(values)
    if missing:
        raise WordingRefused([("missing", place) for place in sorted(missing)])

    def filled(part: str) -> str:
        return PLACE.sub(lambda place: values[place[1]], part)

    def stays(line: str) -> bool:
        places = PLACE.findall(line)
        return not places or any(values[place].strip() for place in places)

    body = "\n".join(filled(line) for line in text.body.splitlines() if stays(line))
    return Rendered(" ".join(filled(text.subject).split()), re.sub(r"\n{3,}", "\n\n", body).strip(), text.name)
