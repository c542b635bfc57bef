"""What a position can begin with: competencies, weights, rounds and their interviews. Pure.

A blueprint comes from a template that ships with the product, or from a position that was there before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from secondround.positions.library import Library, library


@dataclass(frozen=True)
class Judged:
    """A competency to begin with. `attribute` names the library's entry; "" with anchors of its own, or none."""

    name: str
    attribute: str = ""
    weight: float = 1.0
    definition: str = ""
    anchors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A question to begin with: about which competency ("" for none), the library's key or "" and its words."""

    about: str
    text: str
    key: str = ""
    listen_for: str = ""


@dataclass(frozen=True)
class Conversation:
    """An interview of a round. `focus` and `Asked.about` name competencies; `pool` is the outward id of who may hold it."""

    name: str
    minutes: int
    is_assessed: bool
    focus: tuple[str, ...]
    questions: tuple[Asked, ...]
    advice: str = ""
    pool: str = ""


@dataclass(frozen=True)
class Stretch:
    """A round with its interviews."""

    name: str
    interviews: tuple[Conversation, ...]


@dataclass(frozen=True)
class OwnWording:
    """A library entry as the position words it; `kind`: attribute or question."""

    kind: str
    key: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Blueprint:
    """Everything a new position begins with. `key`: the template's id, or the outward id of the position it was taken from."""

    key: str
    name: str
    about: str
    choose: int
    judged: tuple[Judged, ...]
    rounds: tuple[Stretch, ...]
    wordings: tuple[OwnWording, ...] = ()


NOTHING = Blueprint("", "", "", 3, (), ())
"""A position that begins with an empty plan."""


@lru_cache
def templates(language: str = "en") -> tuple[Blueprint, ...]:
    """The templates that ship with the product, the usual one first; English stands in where there is no translation yet."""
    folder = resources.files("secondround.positions") / "content"
    source = folder / f"templates.{language}.yaml"
    body = yaml.safe_load((source if source.is_file() else folder / "templates.en.yaml").read_text("utf-8"))
    words = library(language)
    return tuple(_template(one, words) for one in body["templates"])


def template(key: str) -> Blueprint | None:
    return next((one for one in templates() if one.key == key), None)


def _template(given: Mapping[str, Any], words: Library) -> Blueprint:
    named = {one.id: one.name for one in words.attributes}
    return Blueprint(
        key=given["id"],
        name=given["name"],
        about=given["about"],
        choose=given["choose"],
        judged=tuple(Judged(named[key], key, float(weight)) for key, weight in given["weights"].items()),
        rounds=tuple(
            Stretch(of["name"], tuple(_conversation(one, words, named) for one in of["interviews"]))
            for of in given["rounds"]
        ),
    )


def _conversation(given: Mapping[str, Any], words: Library, named: Mapping[str, str]) -> Conversation:
    questions = {one.id: one for one in words.questions}
    asked = [questions[key] for key in given["questions"]]
    return Conversation(
        name=given["name"],
        minutes=given["minutes"],
        is_assessed=given["is_assessed"],
        focus=tuple(named[key] for key in given["focus"]),
        questions=tuple(Asked(named[one.attribute], one.ask, one.id, one.listen_for) for one in asked),
        advice=given["advice"],
    )
