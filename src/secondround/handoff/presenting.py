"""A frozen brief made ready to be shown to one reader: with figures only where they may be, with that reader's own rows beside it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from secondround.audit.actions import CONSOLE, record
from secondround.candidates import access as candidates_access
from secondround.handoff import wording
from secondround.handoff.access import decide
from secondround.handoff.models import Brief, MarginNote
from secondround.handoff.queries.briefs import QuestionRow, body_of, margin_of, questions_of
from secondround.handoff.rules.places import asked_first
from secondround.interviews.queries import askers_of, has_rated, opened_numbers
from secondround.interviews.wording import pieces, with_blanks
from secondround.people.models import User
from secondround.people.policy import Condition
from secondround.positions.care import NeverAsk, touched


@dataclass(frozen=True)
class ShownQuestion:
    """A follow-up as the page shows it: its pieces, the words with which wording it begins, why it is asked, how long it takes."""

    row: QuestionRow
    pieces: list[tuple[bool, str]]
    in_words: str
    why: str
    minutes: int
    competency: str
    touches: tuple[NeverAsk, ...]  # what it may touch that must not be asked

    @property
    def uid(self) -> str:
        return str(self.row.follow_up.uid)


@dataclass(frozen=True)
class Disagreement:
    title: str
    words: str
    sides: list[dict[str, Any]]
    ratings: list[float]


@dataclass(frozen=True)
class BriefPage:
    """Everything the brief's page, print and PDF show one reader. `numbers` is empty where they are closed to the reader."""

    brief: Brief
    heading: dict[str, str]
    person: list[dict[str, Any]]
    first: list[ShownQuestion]
    later: list[ShownQuestion]
    dropped: list[ShownQuestion]
    disagreements: list[Disagreement]
    thin: list[tuple[str, str]]
    evidence: list[dict[str, Any]]
    asked: list[dict[str, str]]
    notes: int
    authors: int
    margin: MarginNote | None
    may_annotate: bool
    may_open_numbers: bool
    numbers: dict[str, Any] = field(default_factory=dict)
    askers: list[User] = field(default_factory=list)  # to whom its reader may give a question
    may_tell_topics: bool = False


def brief_page(user: User, brief: Brief, at: datetime, *, with_numbers: bool | None = None) -> BriefPage:
    """`with_numbers` None: as this reader has opened them. True or False never widens what the reader may see."""
    body, application = body_of(brief), brief.application
    may_see = decide(user, application, at, "brief.numbers").is_allowed and numbers_are_open(user, brief, at)
    shows = may_see if with_numbers is None else with_numbers and may_see
    annotates = decide(user, application, at, "brief.annotate").is_allowed
    page = build(
        brief,
        body,
        questions_of(application, user, at),
        margin=margin_of(application, user) if annotates else None,
        may_annotate=annotates,
        may_open_numbers=not may_see and decide(user, application, at, "brief.open_numbers").is_allowed,
        numbers=body["numbers"] if shows else {},
    )
    askers = [user, *(one for one in askers_of(application) if one != user)] if annotates else []
    return replace(page, may_tell_topics=decide(user, application, at, "topics.publish").is_allowed, askers=askers)


def console_page(brief: Brief, *, with_numbers: bool, at: datetime) -> BriefPage:
    """The brief for whoever runs the server. Opening the numbers there is recorded as an act of the console."""
    if with_numbers:
        record(by=CONSOLE, at=at, act="handoff.open_numbers", about={"application": brief.application_id})
    body = body_of(brief)
    return build(
        brief,
        body,
        questions_of(brief.application, None, at),
        margin=None,
        may_annotate=False,
        may_open_numbers=False,
        numbers=body["numbers"] if with_numbers else {},
    )


def numbers_are_open(user: User, brief: Brief, at: datetime) -> bool:
    """By a recorded act; for the senior reader also once the own rating is in. Nobody's brief opens on figures."""
    application = brief.application
    if opened_numbers(user, [application.pk]):
        return True
    is_reader = Condition.HANDED_OVER in candidates_access.facts_about(user, application, at).holds
    return is_reader and has_rated(user, application)


def build(
    brief: Brief,
    body: dict[str, Any],
    rows: list[QuestionRow],
    *,
    margin: MarginNote | None,
    may_annotate: bool,
    may_open_numbers: bool,
    numbers: dict[str, Any],
) -> BriefPage:
    """Words around the frozen values. Pure but for translation."""
    names = {one["competency"]: one["name"] for one in body["evidence"]}
    shown = [_question(row) for row in rows]
    standing = [one for one in shown if one.row.state != "dropped"]
    in_sight = asked_first([one.row.follow_up.key for one in standing])
    cited = [quote for one in body["evidence"] for quote in one["quotes"]]
    return BriefPage(
        brief=brief,
        heading=body["heading"],
        person=[{**line, "label": wording.fact_label(line["kind"])} for line in body["person"]],
        first=standing[:in_sight],
        later=standing[in_sight:],
        dropped=[one for one in shown if one.row.state == "dropped"],
        disagreements=[_disagreement(one, names, numbers) for one in body["disagreements"]],
        thin=[(names.get(one["competency"], ""), wording.thin_words(one["code"])) for one in body["thin"]],
        evidence=[
            {
                **one,
                "heard": _heard(one["assessors"]),
                "numbers": numbers.get("competencies", {}).get(one["competency"], {}),
            }
            for one in body["evidence"]
        ],
        asked=[{**one, "name": names.get(one["competency"], "")} for one in body["asked"]],
        notes=len({quote["note"] for quote in cited}),
        authors=len({quote["author"] for quote in cited}),
        margin=margin,
        may_annotate=may_annotate,
        may_open_numbers=may_open_numbers,
        numbers=numbers,
    )


def _question(row: QuestionRow) -> ShownQuestion:
    one = row.follow_up
    reason = one.reason if isinstance(one.reason, dict) else {}
    return ShownQuestion(
        row=row,
        pieces=pieces(one.question),
        in_words=with_blanks(one.question),
        why=wording.reason_words(reason),
        minutes=int(reason.get("minutes", 5)),
        competency=one.competency.name if one.competency else "",
        touches=touched(one.question),
    )


def _disagreement(one: dict[str, Any], names: dict[str, str], numbers: dict[str, Any]) -> Disagreement:
    words = {
        "ratings": _("Two assessors disagree."),
        "figures": _("Two notes give different figures: %(figures)s.") % {"figures": _(" and ").join(one["figures"])},
        "recommendation": _("A recommendation and its own author's ratings point different ways."),
    }[one["kind"]]
    title = names.get(one["competency"]) or _("Overall")
    return Disagreement(title, words, one["sides"], numbers.get("disagreements", {}).get(one["key"], []))


def _heard(assessors: int) -> str:
    if not assessors:
        return _("Nobody asked. No evidence is not a low rating.")
    return _("One person.") if assessors == 1 else _("%(number)s people.") % {"number": assessors}
