"""Named reads of positions."""

from collections.abc import Sequence
from datetime import datetime

from secondround.people.models import User
from secondround.positions.access import live
from secondround.positions.library import Attribute, Question, attribute_from, library, question_from
from secondround.positions.models import Competency, LibraryEdit, Position, Scale, TeamMember, TeamRole, Weighting


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
