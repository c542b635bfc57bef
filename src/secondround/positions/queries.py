"""Named reads of positions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from secondround.people.models import User
from secondround.positions.access import live
from secondround.positions.blueprints import Asked, Blueprint, Conversation, Judged, OwnWording, Stretch
from secondround.positions.library import Attribute, Question, attribute_from, library, question_from
from secondround.positions.models import (
    Competency,
    Kit,
    KitFocus,
    KitQuestion,
    LibraryEdit,
    Pool,
    PoolMember,
    Position,
    PositionState,
    Scale,
    Site,
    TeamMember,
    TeamRole,
    Weighting,
)
from secondround.positions.repeats import near
from secondround.positions.rules import Coverage, PlannedKit, PlannedQuestion, coverage


def weights_in_force(position: Position) -> Weighting | None:
    """The newest version; None while nobody has set any (all weigh the same)."""
    return position.weightings.first()


def weight_of(position: Position, competencies: Sequence[Competency]) -> dict[int, float]:
    """Weight per competency pk, equal where nobody has set any."""
    weighting = weights_in_force(position)
    if weighting is None:
        return {one.pk: 1.0 for one in competencies}
    return {one.pk: float(weighting.weights.get(str(one.pk), 0.0)) for one in competencies}


def own_wordings(position: Position, kind: str) -> dict[str, LibraryEdit]:
    """The newest own wording per key."""
    newest: dict[str, LibraryEdit] = {}
    for edit in position.library_edits.filter(kind=kind).order_by("key", "-version"):
        newest.setdefault(edit.key, edit)
    return newest


def attribute_of(competency: Competency) -> Attribute | None:
    """The library attribute a competency is mapped to, in this position's own wording where it has one."""
    if not competency.attribute:
        return None
    own = (
        competency.position.library_edits.filter(kind="attribute", key=competency.attribute)
        .order_by("-version")
        .first()
    )
    return attribute_from(own.body) if own else library().attribute(competency.attribute)


def attributes_for(position: Position) -> dict[str, Attribute]:
    """All ten attributes by id, each in this position's wording."""
    own = own_wordings(position, "attribute")
    return {one.id: attribute_from(own[one.id].body) if one.id in own else one for one in library().attributes}


def questions_for(position: Position) -> dict[str, Question]:
    """All questions by id, each in this position's wording, own questions last."""
    own = own_wordings(position, "question")
    base = {one.id: question_from(own[one.id].body) if one.id in own else one for one in library().questions}
    return base | {key: question_from(edit.body) for key, edit in own.items() if key not in base}


def members(position: Position, role: TeamRole, at: datetime) -> list[User]:
    """Who holds `role` now, longest first."""
    rows = (
        TeamMember.objects.filter(live(at), position=position, role=role)
        .select_related("user")
        .order_by("from_at", "pk")
    )
    return [row.user for row in rows]


def newest_scales(competencies: Sequence[Competency]) -> dict[int, Scale]:
    """The anchors in force, by competency pk, in one query; a competency without any is left out."""
    found: dict[int, Scale] = {}
    for scale in Scale.objects.filter(competency__in=competencies).order_by("version"):
        found[scale.competency_id] = scale
    return found


def kits_of(position: Position) -> list[Kit]:
    """The interviews of the plan in order, with focus and the questions that stand: three queries."""
    return list(
        Kit.objects.filter(round__position=position, retired_at__isnull=True)
        .select_related("round", "pool")
        .prefetch_related(
            Prefetch("focus", KitFocus.objects.select_related("competency")),
            Prefetch("questions", KitQuestion.objects.filter(removed_at__isnull=True).select_related("competency")),
        )
    )


def repeated_in(kit: Kit, kits: Sequence[Kit], wordings: Sequence[str]) -> dict[str, list[KitQuestion]]:
    """Of `wordings`, those that ask in this kit what `kits`, from `kits_of`, ask in an earlier round; by wording, with what they repeat."""
    before = [one for other in kits if other.round.number < kit.round.number for one in other.questions.all()]
    texts = [one.text for one in before]
    found = {words: set(near(words, texts)) for words in wordings}
    return {words: [one for one in before if one.text in again] for words, again in found.items() if again}


def coverage_of(competencies: Sequence[Competency], kits: Sequence[Kit]) -> Coverage:
    """What these kits, from `kits_of`, cover of these competencies, by outward ids."""
    minutes = {one.id: one.minutes for one in library().questions}
    return coverage(
        [str(one.uid) for one in competencies],
        [
            PlannedKit(
                key=str(kit.uid),
                round=str(kit.round_id),
                minutes=kit.minutes,
                focus=frozenset(str(one.competency.uid) for one in kit.focus.all()),
                questions=tuple(
                    PlannedQuestion(
                        str(one.competency.uid) if one.competency else "",
                        one.key or one.text,
                        minutes.get(one.key, 5),
                        one.text,
                    )
                    for one in kit.questions.all()
                ),
            )
            for kit in kits
        ],
    )


def blueprint_of(position: Position) -> Blueprint:
    """What another position begins with when it is to be as this one: weights and wordings in force, the plan as it stands."""
    judged = list(position.competencies.all())
    weights, scales = weight_of(position, judged), newest_scales(judged)
    kits = kits_of(position)
    return Blueprint(
        key=str(position.uid),
        name=position.title,
        about="",
        choose=position.choose,
        judged=tuple(_judged(one, weights[one.pk], scales.get(one.pk)) for one in judged),
        rounds=tuple(
            Stretch(of.name, tuple(_conversation(kit) for kit in kits if kit.round_id == of.pk))
            for of in position.rounds.all()
        ),
        wordings=tuple(
            OwnWording(kind, key, edit.body)
            for kind in ("attribute", "question")
            for key, edit in own_wordings(position, kind).items()
        ),
    )


def _judged(one: Competency, weight: float, scale: Scale | None) -> Judged:
    own = scale is not None and not one.attribute and bool(scale.anchors)
    anchors = {level: tuple(lines) for level, lines in scale.anchors.items()} if scale and own else {}
    return Judged(one.name, one.attribute, weight, scale.definition if scale and own else "", anchors)


def _conversation(kit: Kit) -> Conversation:
    return Conversation(
        name=kit.name,
        minutes=kit.minutes,
        is_assessed=kit.is_assessed,
        focus=tuple(one.competency.name for one in kit.focus.all()),
        questions=tuple(
            Asked(one.competency.name if one.competency else "", one.text, one.key, one.listen_for)
            for one in kit.questions.all()
        ),
        advice=kit.advice,
        pool=str(kit.pool.uid) if kit.pool else "",
    )


def pool_holders(pool: Pool | None, at: datetime) -> frozenset[int]:
    """Pks of whoever is in a pool now; nobody where there is none."""
    if pool is None:
        return frozenset()
    return frozenset(PoolMember.objects.filter(live(at), pool=pool).values_list("user", flat=True))


def is_day_off(site: Site, moment: datetime) -> bool:
    """Whether nobody is met at `site` on the day on which `moment` lies on its clocks."""
    return moment.astimezone(ZoneInfo(site.zone)).date().isoformat() in site.days_off


def postings() -> QuerySet[Position]:
    """Positions whose public page takes applications, by title."""
    return Position.objects.filter(published_at__isnull=False, state=PositionState.OPEN).order_by("title", "pk")


def find_posting(uid: UUID) -> Position | None:
    """A position whose public page is up: open, or paused for a while."""
    states = (PositionState.OPEN, PositionState.PAUSED)
    return Position.objects.filter(uid=uid, published_at__isnull=False, state__in=states).first()
