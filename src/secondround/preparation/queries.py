"""Reads of preparation: one's own jottings and notes beside the people met; and, for the release alone, who may have theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from secondround.candidates.models import Application, ApplicationState
from secondround.decisions.models import Decider, Decision
from secondround.decisions.queries import knows_of_decision
from secondround.interviews.models import Assignment, AssignmentState
from secondround.people.models import User
from secondround.positions.models import TeamMember, TeamRole
from secondround.preparation import rules
from secondround.preparation.access import people_of
from secondround.preparation.models import Jotting, ThanksState, ThankYou
from secondround.preparation.sealing import Closed, unseal
from secondround.visits.models import Visit
from secondround.visits.queries import Met

LINES = ("said", "promised", "spelt")


@dataclass(frozen=True)
class Kept:
    """One person met, with what the candidate wrote about and to them. `is_closed`: written under a key that is not here."""

    met: Met
    jotting: dict[str, str] = field(default_factory=dict)
    jotting_version: int = 0
    text: str = ""
    state: ThanksState | None = None
    version: int = 0
    back_until: datetime | None = None  # while it can still be taken back
    is_closed: bool = False

    @property
    def has_jotting(self) -> bool:
        return any(self.jotting.get(name, "").strip() for name in LINES)


def kept_of(owner: User, visit: Visit, at: datetime) -> list[Kept]:
    """Everybody met, in the order of the day, each with what was kept."""
    jottings = {one.about_id: one for one in Jotting.objects.filter(owner=owner, visit=visit)}
    notes = {one.to_id: one for one in ThankYou.objects.filter(owner=owner, visit=visit)}
    known = _known_to_its_writer(visit.application) if any(map(_is_released, notes.values())) else None
    people = people_of(owner, visit, at)
    return [_kept(met, jottings.get(met.user.pk), notes.get(met.user.pk), known, at) for met in people]


def _is_released(note: ThankYou) -> bool:
    return note.state == ThanksState.RELEASED


def _known_to_its_writer(application: Application) -> Callable[[User], bool]:
    """Whom a note may be said to have reached. A card that comes in delivers a note, and so does a decision before its candidate hears of
    it: of whoever was asked to judge, or decides, it stands there as given until then, else its state would tell what is in."""
    judging = set(Assignment.objects.filter(interview__application=application).values_list("user", flat=True))
    deciders, is_told = _deciders(application), knows_of_decision(application)
    return lambda user: rules.may_deliver(rules.Reader(user.pk in judging, user.pk in deciders, is_told))


def _kept(
    met: Met, jotting: Jotting | None, note: ThankYou | None, known: Callable[[User], bool] | None, at: datetime
) -> Kept:
    try:
        words = unseal(jotting.sealed) if jotting else {}
        text = unseal(note.sealed).get("text", "") if note else ""
        is_closed = False
    except Closed:
        words, text, is_closed = {}, "", True
    state = ThanksState(note.state) if note else None
    if state == ThanksState.RELEASED and known and not known(met.user):
        state = ThanksState.WAITING
    return Kept(
        met=met,
        jotting=words,
        jotting_version=jotting.version if jotting else 0,
        text=text,
        state=state,
        version=note.version if note else 0,
        back_until=_back_until(note, at) if note else None,
        is_closed=is_closed,
    )


def _back_until(note: ThankYou, at: datetime) -> datetime | None:
    if note.given_at is None or not rules.can_be_taken_back(note.given_at, at):
        return None
    return note.given_at + rules.TAKEN_BACK_WITHIN


def overlap(kept: Kept, everybody: list[Kept]) -> tuple[str, str]:
    """Whose note says the same as this one in the same words, and those words; empty where none does."""
    others = {one.met.user.name: one.text for one in everybody if one.met.user.pk != kept.met.user.pk and one.text}
    return rules.most_shared(kept.text, others)


def reader_of(application: Application, user: User) -> rules.Reader:
    """What decides whether somebody may have their note: cards of any round still owed, a part in the decision, a decision."""
    return rules.Reader(
        owes_card=_owing(application).filter(user=user).exists(),
        decides=user.pk in _deciders(application),
        is_decided=application.state == ApplicationState.CLOSED
        or Decision.objects.filter(application=application, superseded_at=None).exists(),
    )


def _owing(application: Application) -> QuerySet[Assignment]:
    """What is still to be written down about this person, in any round."""
    return Assignment.objects.filter(interview__application=application, state=AssignmentState.OWED)


def _deciders(application: Application) -> set[int]:
    """Whoever is named to decide, else the position's senior readers."""
    named = Decider.objects.filter(position=application.position_id, to_at=None).values_list("user", flat=True)
    team = TeamMember.objects.filter(
        position=application.position_id, role=TeamRole.SENIOR_READER, to_at=None
    ).values_list("user", flat=True)
    return set(named) or set(team)
