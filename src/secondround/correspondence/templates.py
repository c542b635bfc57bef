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
from django.conf import settings
from django.utils.translation import gettext as _

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


def said_kind(kind: str) -> str:
    """What kind of letter this is, in words: for whoever reads of a letter without its text. A kind of an earlier version is its code."""
    content = _content("en")
    if kind in content["letters"]:
        return about_kind(kind)
    said: str = content["fixed"].get(kind, kind)
    return said


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


@dataclass(frozen=True)
class Problem:
    """What is wrong with a wording, or to be known of it: `code`, the place, and where it stands: subject or body, counted from line 1."""

    code: str
    place: str
    part: str
    line: int


def problems_in(kind: str, subject: str, body: str) -> list[Problem]:
    """Places that this kind does not know, braces that are no place, and texts that are empty, in the order in which they are read."""
    known, found = placeholders(kind), []
    for part, text in (("subject", subject), ("body", body)):
        if not text.strip():
            found.append(Problem("empty", part, part, 1))
        for number, line in enumerate(text.splitlines(), start=1):
            found += [Problem("unknown", place, part, number) for place in PLACE.findall(line) if place not in known]
            bare = PLACE.sub("", line)
            near = [bare[max(0, at.start() - 12) : at.end() + 12] for at in STRAY.finditer(bare)]
            found += [Problem("stray", words, part, number) for words in near]
    return found


def check_wording(kind: str, subject: str, body: str) -> None:
    """Raises `WordingRefused` for a place that this kind does not know, a brace that is no place, or an empty text."""
    if problems := problems_in(kind, subject, body):
        raise WordingRefused([(one.code, one.place) for one in problems])


def unused_places(text: Wording) -> list[Problem]:
    """Places of the product's own wording that `text` has nowhere, with where they stand there: what its reader is not told."""
    used = {place for part in (text.subject, text.body) for place in PLACE.findall(part)}
    own, found = own_wording(text.kind, text.language), dict[str, Problem]()
    for part, words in (("subject", own.subject), ("body", own.body)):
        for number, line in enumerate(words.splitlines(), start=1):
            for place in PLACE.findall(line):
                if place not in used:
                    found.setdefault(place, Problem("unused", place, part, number))
    return list(found.values())


def lines_left_out(text: Wording, values: Mapping[str, str]) -> list[Problem]:
    """Lines of the letter that do not appear, as everything that would be filled into them is empty here."""
    return [
        Problem("empty_here", place, "body", number)
        for number, line in enumerate(text.body.splitlines(), start=1)
        if (places := PLACE.findall(line)) and not any(values.get(place, "").strip() for place in places)
        for place in dict.fromkeys(places)
    ]


def signature() -> str:
    """What stands beneath every letter, in the language of the moment."""
    return "-- \n" + _("Second Round, %(address)s") % {"address": settings.INSTALLATION.address}


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
