"""The second-interview library: ten attributes with definitions, anchors and prompts, sixty questions.

Read once from the package's own file. What never to ask stands in `care.py`.
Pure: a position's own wordings are laid over it in `queries.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

ANCHORED = ("1", "3", "5")


@dataclass(frozen=True)
class Prompt:
    """A follow-up's wording with blanks. `when`: thin, unclear or conflict."""

    when: str
    ask: str


@dataclass(frozen=True)
class Attribute:
    id: str
    name: str
    definition: str
    not_this: str
    boundary: str
    indicators: tuple[str, ...]
    anchors: Mapping[str, tuple[str, ...]]  # keys "1", "3", "5"
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True)
class Question:
    id: str
    attribute: str
    type: str
    ask: str
    listen_for: str
    follow_ups: tuple[str, ...]
    prepare: str
    care: str
    minutes: int
    best_with: str


@dataclass(frozen=True)
class Library:
    version: int
    language: str
    rule: str
    status: str
    sources: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    questions: tuple[Question, ...]
    candidate: Mapping[str, Any]
    employer: Mapping[str, Any]

    def attribute(self, key: str) -> Attribute | None:
        return next((one for one in self.attributes if one.id == key), None)

    def questions_for(self, key: str) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.attribute == key)


def attribute_from(body: Mapping[str, Any]) -> Attribute:
    return Attribute(
        id=body["id"],
        name=body["name"],
        definition=body["definition"],
        not_this=body.get("not_this", ""),
        boundary=body.get("boundary", ""),
        indicators=tuple(body.get("indicators", ())),
        anchors={level: tuple(_level(body["anchors"], level)) for level in ANCHORED},
        prompts=tuple(Prompt(one["when"], one["ask"]) for one in body.get("elaboration_prompts", ())),
    )


def question_from(body: Mapping[str, Any]) -> Question:
    return Question(
        id=body["id"],
        attribute=body["attribute"],
        type=body["type"],
        ask=body["ask"],
        listen_for=body.get("listen_for", ""),
        follow_ups=tuple(body.get("follow_ups", ())),
        prepare=body.get("prepare", ""),
        care=body.get("care", ""),
        minutes=int(body.get("minutes", 5)),
        best_with=body.get("best_with", "any"),
    )


def _level(anchors: Mapping[Any, Any], level: str) -> list[str]:
    lines: list[str] = anchors.get(level, anchors.get(int(level), []))
    return lines


@lru_cache
def library(language: str = "en") -> Library:
    """The library in `language`; English stands in where there is no translation yet."""
    folder = resources.files("secondround.positions") / "content"
    source = folder / f"library.{language}.yaml"
    body = yaml.safe_load((source if source.is_file() else folder / "library.en.yaml").read_text("utf-8"))
    meta = body["meta"]
    return Library(
        version=meta["version"],
        language=meta["language"],
        rule=meta["rule"],
        status=meta["status"],
        sources=tuple(meta["sources"]),
        attributes=tuple(attribute_from(one) for one in body["attributes"]),
        questions=tuple(question_from(one) for one in body["questions"]),
        candidate=body["candidate"],
        employer=body["employer"],
    )


def suggested_attribute(name: str) -> str:
    """The attribute whose name equals a competency's name, letter case aside; '' where none does. Never a guess by likeness."""
    wanted = " ".join(name.casefold().split())
    return next((one.id for one in library().attributes if one.name.casefold() == wanted), "")
