"""The plan of a position: rounds, the interviews in them with their kits, and the questions of a kit.

A question that was worded anew is a new row: whoever asked the old one asked the old words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from secondround.audit.actions import Machine, record, turn
from secondround.people.models import User
from secondround.positions import access
from secondround.positions.models import Competency, Kit, KitFocus, KitQuestion, Pool, Round

Actor = User | Machine


class PlanRefused(ValueError):
    """What a plan cannot hold; the argument is a code: name_wanted, minutes, name_taken, elsewhere, text_wanted, retired."""


@dataclass(frozen=True)
class KitGiven:
    """An interview of the plan as somebody describes it."""

    name: str
    minutes: int
    focus: Sequence[Competency]
    is_assessed: bool = True
    pool: Pool | None = None
    advice: str = ""


def make_kit(*, by: Actor, at: datetime, round: Round, given: KitGiven) -> Kit:
    """One more interview in a round, after those that are there."""
    access.check(by, round.position, at, "plan.write")
    _check(round, given)
    with turn():
        last = round.kits.aggregate(last=Max("order"))["last"] or 0
        made = Kit.objects.create(
            round=round,
            name=given.name.strip(),
            order=last + 1,
            minutes=given.minutes,
            is_assessed=given.is_assessed,
            pool=given.pool,
            advice=given.advice.strip(),
            made_at=at,
        )
        _focus(made, given.focus)
        _record(by, at, "positions.make_kit", made, name=given.name)
    return made


def change_kit(*, by: Actor, at: datetime, kit: Kit, given: KitGiven) -> None:
    """Describe an interview of the plan anew. Cards that were written keep the anchors and questions they were written under."""
    access.check(by, kit.round.position, at, "plan.write")
    _check(kit.round, given)
    with turn():
        Kit.objects.filter(pk=kit.pk).update(
            name=given.name.strip(),
            minutes=given.minutes,
            is_assessed=given.is_assessed,
            pool=given.pool,
            advice=given.advice.strip(),
        )
        kit.focus.all().delete()
        _focus(kit, given.focus)
        _record(by, at, "positions.change_kit", kit, name=given.name)


def retire_kit(*, by: Actor, at: datetime, kit: Kit) -> None:
    """Out of the plan. What was held with it keeps it."""
    access.check(by, kit.round.position, at, "plan.write")
    with turn():
        Kit.objects.filter(pk=kit.pk, retired_at__isnull=True).update(retired_at=at)
        _record(by, at, "positions.retire_kit", kit)


def rename_round(*, by: Actor, at: datetime, round: Round, name: str) -> None:
    access.check(by, round.position, at, "plan.write")
    if not name.strip():
        raise PlanRefused("name_wanted")
    if round.position.rounds.filter(name=name.strip()).exclude(pk=round.pk).exists():
        raise PlanRefused("name_taken")
    with turn():
        Round.objects.filter(pk=round.pk).update(name=name.strip()[:100])
        record(
            by=by, at=at, act="positions.rename_round", about={"position": round.position_id, "round": round.pk},
            text={"name": name},
        )  # fmt: skip


def add_question(
    *, by: Actor, at: datetime, kit: Kit, text: str, competency: Competency | None, key: str = "", listen_for: str = ""
) -> KitQuestion:
    """A question at the end of a kit: the library's `key` in this position's wording, or one's own."""
    access.check(by, kit.round.position, at, "plan.write")
    if kit.retired_at is not None:
        raise PlanRefused("retired")
    if not text.strip():
        raise PlanRefused("text_wanted")
    if competency is not None and competency.position_id != kit.round.position_id:
        raise PlanRefused("elsewhere")
    with turn():
        last = kit.questions.aggregate(last=Max("order"))["last"] or 0
        made = KitQuestion.objects.create(
            kit=kit,
            competency=competency,
            key=key,
            text=" ".join(text.split()),
            listen_for=listen_for.strip(),
            order=last + 1,
            made_at=at,
        )
        _record(by, at, "positions.add_question", kit, question=made.text)
    return made


def word_question(*, by: Actor, at: datetime, question: KitQuestion, text: str, listen_for: str) -> KitQuestion:
    """The same question in other words, in the same place: a new row, the old one is kept for whoever asked it."""
    access.check(by, question.kit.round.position, at, "plan.write")
    if not text.strip():
        raise PlanRefused("text_wanted")
    with turn():
        ended = KitQuestion.objects.filter(pk=question.pk, removed_at__isnull=True).update(removed_at=at)
        if not ended:
            raise PlanRefused("retired")
        made = KitQuestion.objects.create(
            kit=question.kit,
            competency=question.competency,
            key=question.key,
            text=" ".join(text.split()),
            listen_for=listen_for.strip(),
            order=question.order,
            made_at=at,
        )
        _record(by, at, "positions.word_question", question.kit, question=made.text)
    return made


def remove_question(*, by: Actor, at: datetime, question: KitQuestion) -> None:
    access.check(by, question.kit.round.position, at, "plan.write")
    with turn():
        KitQuestion.objects.filter(pk=question.pk, removed_at__isnull=True).update(removed_at=at)
        _record(by, at, "positions.remove_question", question.kit, question=question.text)


def move_question(*, by: Actor, at: datetime, question: KitQuestion, up: bool) -> None:
    """One place up or down; at the end it stays."""
    access.check(by, question.kit.round.position, at, "plan.write")
    with turn():
        standing = list(question.kit.questions.select_for_update().filter(removed_at__isnull=True))
        place = next((number for number, one in enumerate(standing) if one.pk == question.pk), None)
        if place is None:
            raise PlanRefused("retired")
        other = place - 1 if up else place + 1
        if 0 <= other < len(standing):
            standing[place], standing[other] = standing[other], standing[place]
            for number, one in enumerate(standing, start=1):
                KitQuestion.objects.filter(pk=one.pk).update(order=number)
        _record(by, at, "positions.move_question", question.kit, question=question.text)


def _check(round: Round, given: KitGiven) -> None:
    if not given.name.strip():
        raise PlanRefused("name_wanted")
    if not 5 <= given.minutes <= 480:
        raise PlanRefused("minutes")
    if any(one.position_id != round.position_id for one in given.focus):
        raise PlanRefused("elsewhere")


def _focus(kit: Kit, competencies: Sequence[Competency]) -> None:
    KitFocus.objects.bulk_create(KitFocus(kit=kit, competency=one) for one in competencies)


def _record(by: Actor, at: datetime, act: str, kit: Kit, **words: str) -> None:
    record(by=by, at=at, act=act, about={"position": kit.round.position_id, "kit": kit.pk}, text=words)
