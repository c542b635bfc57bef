"""Opening a position, naming its team, its competencies, scales and weights."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max

from secondround.audit.actions import Machine, record
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.positions import access
from secondround.positions.library import attribute_from, library, question_from, suggested_attribute
from secondround.positions.models import (
    Competency,
    LibraryEdit,
    Position,
    Round,
    Scale,
    TeamMember,
    TeamRole,
    Weighting,
)
from secondround.positions.queries import attribute_of, weights_in_force
from secondround.positions.rules import checked_weights

Actor = User | Machine


def open_position(
    *,
    by: Actor,
    at: datetime,
    title: str,
    recruiter: User,
    department: str = "",
    place: str = "",
    openings: int = 1,
    choose: int = 3,
    terms: str = "",
    about: str = "",
    duties: Sequence[str] = (),
    through: Literal["position.open", "import.run"] = "position.open",
) -> Position:
    """Open a position with its first round. Whoever opens or imports it is its recruiter."""
    if isinstance(by, User):
        people_access.check(by, people_access.facts_about(by, at), through)
    with transaction.atomic():
        position = Position.objects.create(
            title=title,
            department=department,
            place=place,
            openings=openings,
            choose=choose,
            terms=terms,
            about=about,
            duties=list(duties),
            opened_at=at,
        )
        Round.objects.create(position=position, number=1, name="First round")
        TeamMember.objects.create(position=position, user=recruiter, role=TeamRole.RECRUITER, from_at=at)
        record(
            by=by,
            at=at,
            act="positions.open",
            about={"position": position.pk, "recruiter": recruiter.pk},
            text={"title": title},
        )
    return position


def name_team(*, by: Actor, at: datetime, position: Position, user: User, role: TeamRole) -> TeamMember:
    """Give somebody a role on this position from now on; naming twice changes nothing."""
    access.check(by, position, at, "position.name_team")
    with transaction.atomic():
        held = TeamMember.objects.filter(access.live(at), position=position, user=user, role=role).first()
        if held:
            return held
        member = TeamMember.objects.create(position=position, user=user, role=role, from_at=at)
        record(
            by=by,
            at=at,
            act="positions.name_team",
            about={"position": position.pk, "user": user.pk},
            text={"role": role.value},
        )
    return member


class LastRecruiter(Exception):
    """A position keeps at least one recruiter: somebody owes its candidates an answer."""


def end_team(*, by: Actor, at: datetime, member: TeamMember) -> None:
    """End a role. Sight ends with it in this transaction, open sessions and signed links included; records remain."""
    access.check(by, member.position, at, "position.name_team")
    with transaction.atomic():
        others = TeamMember.objects.filter(access.live(at), position=member.position, role=TeamRole.RECRUITER)
        if member.role == TeamRole.RECRUITER and not others.exclude(pk=member.pk).exists():
            raise LastRecruiter
        TeamMember.objects.filter(pk=member.pk, to_at__isnull=True).update(to_at=at)
        record(
            by=by,
            at=at,
            act="positions.end_team",
            about={"position": member.position_id, "user": member.user_id},
            text={"role": member.role},
        )


def describe_position(
    *,
    by: Actor,
    at: datetime,
    position: Position,
    title: str,
    department: str,
    place: str,
    openings: int,
    choose: int,
    terms: str = "",
    about: str = "",
    duties: Sequence[str] = (),
) -> None:
    """What the position is, for the team and, once it is published, for applicants."""
    access.check(by, position, at, "position.write")
    new: dict[str, object] = {
        "title": title, "department": department, "place": place, "openings": openings, "choose": choose,
        "terms": terms, "about": about, "duties": list(duties),
    }  # fmt: skip
    with transaction.atomic():
        Position.objects.filter(pk=position.pk).update(**new)
        record(by=by, at=at, act="positions.describe", about={"position": position.pk}, text=new)


def switch_adjustment(*, by: Actor, at: datetime, position: Position, is_adjusted: bool) -> None:
    """Compare on raw means only, or adjusted again."""
    access.check(by, position, at, "weights.set")
    with transaction.atomic():
        Position.objects.filter(pk=position.pk).update(is_adjusted=is_adjusted)
        record(
            by=by,
            at=at,
            act="positions.switch_adjustment",
            about={"position": position.pk},
            text={"is_adjusted": is_adjusted},
        )


def add_round(*, by: Actor, at: datetime, position: Position, name: str) -> Round:
    access.check(by, position, at, "position.write")
    with transaction.atomic():
        newest = position.rounds.aggregate(newest=Max("number"))["newest"] or 0
        made = Round.objects.create(position=position, number=newest + 1, name=name)
        record(
            by=by,
            at=at,
            act="positions.add_round",
            about={"position": position.pk, "round": made.pk},
            text={"name": name},
        )
    return made


def add_competency(*, by: Actor, at: datetime, position: Position, name: str, attribute: str = "") -> Competency:
    """Add what is judged. Named like an attribute of the library it takes that attribute's anchors; else it has none yet."""
    access.check(by, position, at, "position.write")
    attribute = attribute or suggested_attribute(name)
    with transaction.atomic():
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
    with transaction.atomic():
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


def set_weights(*, by: Actor, at: datetime, position: Position, weights: Mapping[str, float], reason: str) -> Weighting:
    """A new version of the weights, with its reason; earlier ones stay. Raises `rules.WeightsRefused`."""
    access.check(by, position, at, "weights.set")
    checked = checked_weights(weights, {str(pk) for pk in position.competencies.values_list("pk", flat=True)})
    with transaction.atomic():
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
    with transaction.atomic():
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
    newest = competency.scales.aggregate(newest=Max("version"))["newest"] or 0
    return Scale.objects.create(
        competency=competency,
        version=newest + 1,
        definition=attribute.definition if attribute else "",
        anchors={level: list(lines) for level, lines in attribute.anchors.items()} if attribute else {},
        made_at=at,
        made_by=_user(by),
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


def _user(by: Actor) -> User | None:
    return by if isinstance(by, User) else None
