"""A scorecard being written, as one plain document, and what can be said of it before it is submitted.

{"ratings": {competency uid: "1".."5" or "none"}, "notes": {competency uid or "": text}, "asked": [question uids],
 "questions": "one a line", "recommendation": "", "new": "what stands in the composer",
 "answers": {follow-up uid: what was answered}, "put": [follow-up uids that were asked]}. An empty line in a text begins a new note.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LEVELS = ("1", "2", "3", "4", "5")
NOT_COVERED = "none"
LOOSE = ""
LONGEST_TEXT = 20_000
EMPTY: dict[str, Any] = {
    "ratings": {}, "notes": {}, "asked": [], "questions": "", "recommendation": "", "new": "",
    "answers": {}, "put": [],
}  # fmt: skip


def clean(
    raw: Mapping[str, Any],
    competencies: Collection[str],
    questions: Collection[str],
    recommendations: Collection[str],
    follow_ups: Collection[str] = (),
) -> dict[str, Any]:
    """Only what a draft may hold, whatever came: unknown competencies, levels and questions are left out, texts cut at 20,000 letters."""
    ratings, notes = raw.get("ratings", {}), raw.get("notes", {})
    texts = {key: _text(notes[key]) for key in (*competencies, LOOSE) if key in notes}
    answers = {key: _text(raw["answers"][key]) for key in follow_ups if key in raw.get("answers", {})}
    recommendation = raw.get("recommendation", "")
    return {
        "ratings": {key: ratings[key] for key in competencies if ratings.get(key) in (*LEVELS, NOT_COVERED)},
        "notes": {key: text for key, text in texts.items() if text.strip()},
        "asked": [key for key in questions if key in raw.get("asked", ())],
        "questions": _text(raw.get("questions", "")),
        "recommendation": recommendation if recommendation in recommendations else "",
        "new": _text(raw.get("new", "")),
        "answers": {key: text for key, text in answers.items() if text.strip()},
        "put": [key for key in follow_ups if key in raw.get("put", ())],
    }


def _text(value: Any) -> str:
    return str(value).replace("\r\n", "\n")[:LONGEST_TEXT]


def paragraphs(text: str) -> list[str]:
    """The notes of one text: an empty line lies between two."""
    return [one.strip() for one in text.replace("\r\n", "\n").split("\n\n") if one.strip()]


def lines(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.splitlines() if one.strip()]


def tagged(body: Mapping[str, Any], competency: str) -> dict[str, Any]:
    """The draft after what stands in the composer became a note on one competency."""
    said = body["new"].strip()
    if not said:
        return dict(body)
    before = body["notes"].get(competency, "").rstrip()
    return {**body, "notes": {**body["notes"], competency: f"{before}\n\n{said}" if before else said}, "new": ""}


def is_empty(body: Mapping[str, Any]) -> bool:
    """Whether nothing on it could be submitted: no level, no note and no answer."""
    return not body["notes"] and not body["answers"] and not any(value in LEVELS for value in body["ratings"].values())


@dataclass(frozen=True)
class Difference:
    """One place in which two states of a draft are not the same. `what`: ratings, notes, answers, questions ..."""

    what: str
    key: str
    here: str
    there: str


def differences(here: Mapping[str, Any], there: Mapping[str, Any]) -> list[Difference]:
    """Where the text typed here and the text saved elsewhere differ, in a fixed order."""
    found = []
    for what in ("notes", "answers", "ratings"):
        for key in sorted({*here[what], *there[what]}):
            mine, other = here[what].get(key, ""), there[what].get(key, "")
            found += [Difference(what, key, mine, other)] if mine != other else []
    for what in ("asked", "put"):
        if here[what] != there[what]:
            found.append(Difference(what, "", str(len(here[what])), str(len(there[what]))))
    for what in ("questions", "recommendation", "new"):
        found += [Difference(what, "", here[what], there[what])] if here[what] != there[what] else []
    return found


def joined(here: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """Both together: every note of either once, what was chosen here where it was chosen at all."""
    return {
        "ratings": {**there["ratings"], **here["ratings"]},
        "notes": _every(here["notes"], there["notes"]),
        "answers": _every(here["answers"], there["answers"]),
        "asked": [*there["asked"], *(key for key in here["asked"] if key not in there["asked"])],
        "put": [*there["put"], *(key for key in here["put"] if key not in there["put"])],
        "questions": _both(lines, "\n", there["questions"], here["questions"]),
        "recommendation": here["recommendation"] or there["recommendation"],
        "new": _both(paragraphs, "\n\n", there["new"], here["new"]),
    }  # fmt: skip


def _every(here: Mapping[str, str], there: Mapping[str, str]) -> dict[str, str]:
    keys = [*there, *(key for key in here if key not in there)]
    return {key: _both(paragraphs, "\n\n", there.get(key, ""), here.get(key, "")) for key in keys}


def _both(parts: Any, between: str, first: str, second: str) -> str:
    found: list[str] = parts(first)
    return between.join([*found, *(one for one in parts(second) if one not in found)])


@dataclass(frozen=True)
class Hints:
    """What its author should look at before submitting, by competency; none of it stops them."""

    rated_without_note: tuple[str, ...]
    focus_left_out: tuple[str, ...]
    noted_without_rating: tuple[str, ...]
    has_no_recommendation: bool
    has_composed: bool


def hints(body: Mapping[str, Any], focus: Iterable[str]) -> Hints:
    rated = {key for key, value in body["ratings"].items() if value in LEVELS}
    said = {key for key in body["notes"] if key != LOOSE}
    return Hints(
        rated_without_note=tuple(sorted(rated - said)),
        focus_left_out=tuple(key for key in focus if key not in body["ratings"] and key not in said),
        noted_without_rating=tuple(sorted(said - set(body["ratings"]))),
        has_no_recommendation=not body["recommendation"],
        has_composed=bool(body["new"].strip()),
    )
