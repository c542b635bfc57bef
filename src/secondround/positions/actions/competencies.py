"""What is judged in a position: its competencies, their anchored scales and weights, its own wordings of the library."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.db.models import Max, ProtectedError

from secondround.audit.actions import Machine, record, turn
from secondround.people.models import User
from secondround.positions import access
from secondround.positions.library import ANCHORED, attribute_from, library, question_from, suggested_attribute
from secondround.positions.models import Competency, LibraryEdit, Position, Scale, Weighting
from secondround.positions.queries import attribute_of, weights_in_force
from secondround.positions.rules import checked_weights

Actor = User | Machine


class CompetencyRefused(ValueError):
    """What cannot be judged so; the argument is a code: name_wanted, name_taken, mapped, anchors, in_use."""


def switch_adjustment(*, by: Actor, at: datetime, position: Position, is_adjusted: bool) -> None:
    """Compare on raw means only, or adjusted again."""
    access.check(by, position, at, "weights.set")
    with turn():
        Position.objects.filter(pk=position.pk).update(is_adjusted=is_adjusted)
        record(
            by=by,
            at=at,
            act="positions.switch_adjustment",
            about={"position": position.pk},
            text={"is_adjusted": is_adjusted},
        )


def add_competency(*, by: Actor, at: datetime, position: Position, name: str, attribute: str = "") -> Competency:
    """Add what is judged. Named like an attribute of the library it takes that attribute's anchors; else it has none yet."""
    access.check(by, position, at, "position.write")
    name = " ".join(name.split())
    if not name:
        raise CompetencyRefused("name_wanted")
    if position.competencies.filter(name=name).exists():
        raise CompetencyRefused("name_taken")
    attribute = attribute or suggested_attribute(name)
    with turn():
        newest = position.competencies.aggregate(newest=Max("order"))["newest"] or 0
        made = Competency.objects.create(
            position=position, name=name, order=newest + 1, attribute=attribute, made_at=at
        )
        _new_scale(by=by, at=at, competency=made)
        _reweigh_with(by=by, at=at, competency=made)
        record(
            by=by,
            at=at,
            act="positions.add_competency",
            about={"position": position.pk, "competency": made.pk},
            text={"name": name, "attribute": attribute},
        )
    return made


def map_competency(*, by: Actor, at: datetime, competency: Competency, attribute: str) -> None:
    """Say which library attribute a competency is, or none; its scale gets a new version, given ratings keep theirs."""
    access.check(by, competency.position, at, "weights.set")
    if attribute and library().attribute(attribute) is None:
        raise ValueError(f"no attribute {attribute!r}")
    with turn():
        Competency.objects.filter(pk=competency.pk).update(attribute=attribute)
        competency.attribute = attribute
        _new_scale(by=by, at=at, competency=competency)
        record(
            by=by,
            at=at,
            act="positions.map_competency",
            about={"competency": competency.pk},
            text={"attribute": attribute},
        )


def word_competency(
    *,
    by: Actor,
    at: datetime,
    competency: Competency,
    definition: str,
    anchors: Mapping[str, Sequence[str]],
    reason: str,
) -> Scale:
    """Anchors of a competency that is none of the library's, as a new version; given ratings keep the text they were given under.

    `anchors`: lines at "1", "3" and "5", as many at each: the first line of every level is about the same thing.
    """
    access.check(by, competency.position, at, "library.edit")
    if competency.attribute:
        raise CompetencyRefused("mapped")  # the position's own wording of that attribute is the place
    lines = {level: [text.strip() for text in anchors.get(level, ()) if text.strip()] for level in ANCHORED}
    if not definition.strip() or len({len(of_level) for of_level in lines.values()}) != 1 or not lines["1"]:
        raise CompetencyRefused("anchors")
    with turn():
        made = _scale(by=by, at=at, competency=competency, definition=definition.strip(), anchors=lines)
        record(
            by=by,
            at=at,
            act="positions.word_competency",
            about={"competency": competency.pk, "scale": made.pk},
            text={"reason": reason},
        )
    return made


def remove_competency(*, by: Actor, at: datetime, competency: Competency) -> None:
    """Judge it no more. Refused once anything was said about it or a plan asks it: it is given the weight 0 instead."""
    access.check(by, competency.position, at, "position.write")
    position, pk = competency.position, competency.pk
    try:
        with turn():
            competency.scales.all().delete()
            competency.delete()
            before = weights_in_force(position)
            if before is not None and str(pk) in before.weights:
                _weigh_without(by=by, at=at, before=before, key=str(pk))
            record(
                by=by,
                at=at,
                act="positions.remove_competency",
                about={"position": position.pk, "competency": pk},
                text={"name": competency.name},
            )
    except ProtectedError as error:
        raise CompetencyRefused("in_use") from error


def set_weights(*, by: Actor, at: datetime, position: Position, weights: Mapping[str, float], reason: str) -> Weighting:
    """A new version of the weights, with its reason; earlier ones stay. Raises `rules.WeightsRefused`."""
    access.check(by, position, at, "weights.set")
    checked = checked_weights(weights, {str(pk) for pk in position.competencies.values_list("pk", flat=True)})
    with turn():
        newest = position.weightings.aggregate(newest=Max("version"))["newest"] or 0
        made = Weighting.objects.create(
            position=position, version=newest + 1, weights=checked, reason=reason, set_at=at, set_by=_user(by)
        )
        record(
            by=by,
            at=at,
            act="positions.set_weights",
            about={"position": position.pk, "weighting": made.pk},
            text={"weights": checked, "reason": reason},
        )
    return made


def edit_library(
    *,
    by: Actor,
    at: datetime,
    position: Position,
    kind: Literal["attribute", "question"],
    body: Mapping[str, Any],
    reason: str,
) -> LibraryEdit:
    """This position's own wording of a library entry, as a new version. An attribute's new anchors become new scales."""
    access.check(by, position, at, "library.edit")
    key = (attribute_from if kind == "attribute" else question_from)(
        body
    ).id  # raises KeyError where the body is not whole
    with turn():
        newest = position.library_edits.filter(kind=kind, key=key).aggregate(newest=Max("version"))["newest"] or 0
        made = LibraryEdit.objects.create(
            position=position,
            kind=kind,
            key=key,
            version=newest + 1,
            body=dict(body),
            reason=reason,
            made_at=at,
            made_by=_user(by),
        )
        if kind == "attribute":
            for competency in position.competencies.filter(attribute=key):
                _new_scale(by=by, at=at, competency=competency)
        record(
            by=by,
            at=at,
            act="positions.edit_library",
            about={"position": position.pk, "edit": made.pk},
            text={"kind": kind, "key": key, "reason": reason},
        )
    return made


def _new_scale(*, by: Actor, at: datetime, competency: Competency) -> Scale:
    attribute = attribute_of(competency)
    return _scale(
        by=by,
        at=at,
        competency=competency,
        definition=attribute.definition if attribute else "",
        anchors={level: list(lines) for level, lines in attribute.anchors.items()} if attribute else {},
    )


def _scale(*, by: Actor, at: datetime, competency: Competency, definition: str, anchors: dict[str, list[str]]) -> Scale:
    newest = competency.scales.aggregate(newest=Max("version"))["newest"] or 0
    return Scale.objects.create(
        competency=competency, version=newest + 1, definition=definition, anchors=anchors, made_at=at, made_by=_user(by)
    )


def _reweigh_with(*, by: Actor, at: datetime, competency: Competency) -> None:
    """A new competency weighs as much as the mean of the others; before anything was set all weigh the same and no row is needed."""
    before = weights_in_force(competency.position)
    if before is None:
        return
    weights = {**before.weights, str(competency.pk): sum(before.weights.values()) / len(before.weights)}
    Weighting.objects.create(
        position=competency.position, version=before.version + 1, weights=weights, set_at=at, set_by=_user(by)
    )


def _weigh_without(*, by: Actor, at: datetime, before: Weighting, key: str) -> None:
    """The others keep their weights; where none would count any more, all count the same again."""
    left = {other: weight for other, weight in before.weights.items() if other != key}
    if left:
        weights = left if any(left.values()) else dict.fromkeys(left, 1.0)
        Weighting.objects.create(
            position=before.position, version=before.version + 1, weights=weights, set_at=at, set_by=_user(by)
        )


def _user(by: Actor) -> User | None:
    return by if isinstance(by, User) else None
