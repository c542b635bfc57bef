"""Who may see and do what: the access table as data, and one pure function that reads it.

Roles are assignments with from and to, never account flags; `Facts` are supplied by each room's `access.py`.
Vetoes are on the person and come first: whatever roles somebody holds, being blind, in conflict or oneself wins.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    NOBODY = "N"
    CANDIDATE = "C"
    INTERVIEWER = "I"
    INTRODUCED = "X"
    HIRING_MANAGER = "H"
    SENIOR = "S"
    RECRUITER = "R"
    ADMINISTRATOR = "A"
    STEWARD = "E"
    PRIVACY = "P"
    OPENER = "opener"  # installation-wide: may open positions
    IMPORTER = "importer"  # installation-wide: may import
    STAFF = "staff"  # signed in, no role on the thing at hand
    MACHINE = "machine"  # the command line, the worker


class Veto(StrEnum):
    BLIND = "k2"  # owes a scorecard on this candidate in a round of the thing read
    CONFLICT = "k3"  # declared conflict with this candidate
    SELF = "k4"  # is this candidate


class Condition(StrEnum):
    HANDED_OVER = "handed_over"  # named as reader of this application: the hand-over, which ends with the naming
    SAME_ROUND = "same_round"  # has assessed in the round of the thing read, or is informed
    OWN = "k5"  # authored it, or it is about oneself
    DRAFT = "k9"  # not yet submitted
    RELEASED = "k6"  # published to the candidate
    NUMBERS = "numbers"  # own rating is in, or numbers were opened by a recorded act
    NOT_INTERVIEWED = "not_interviewed"  # no interview has taken place yet
    SECOND_PERSON = (
        "second_person"  # not granting oneself, or no second administrator exists; not checking one's own words
    )
    DECIDER = "decider"  # named to decide on this position; where nobody is named, its senior reader
    HOST = "host"  # walks this candidate round on the day
    APPROVER = "approver"  # named to approve this offer


@dataclass(frozen=True)
class Facts:
    """What is true of one person and one thing at one moment. Everything is absent unless stated."""

    roles: frozenset[Role] = frozenset()
    holds: frozenset[Condition] = frozenset()
    vetoes: frozenset[Veto] = frozenset()


@dataclass(frozen=True)
class Cell:
    """A permission of one role for one action: all `conditions` must hold; `mask` names the only fields shown, if not all."""

    conditions: frozenset[Condition] = frozenset()
    mask: frozenset[str] | None = None


@dataclass(frozen=True)
class Row:
    """One action of the table: what is vetoed for everybody, and the cells of the roles that may."""

    vetoes: frozenset[Veto]
    cells: dict[Role, Cell]


@dataclass(frozen=True)
class Decision:
    is_allowed: bool
    rule: str  # "brief.read:S", or "brief.read:k2" where a veto spoke, or "brief.read:none"
    mask: frozenset[str] | None = None

    def shows(self, field: str) -> bool:
        return self.is_allowed and (self.mask is None or field in self.mask)


N, C, I, X, H, S, R, A, E, P = (  # noqa: E741  the letters of the table
    Role.NOBODY, Role.CANDIDATE, Role.INTERVIEWER, Role.INTRODUCED, Role.HIRING_MANAGER,
    Role.SENIOR, Role.RECRUITER, Role.ADMINISTRATOR, Role.STEWARD, Role.PRIVACY,
)  # fmt: skip
ASSESSORS = (I, X, H, S)
BLIND, CONFLICT, SELF = Veto.BLIND, Veto.CONFLICT, Veto.SELF


def _row(*vetoes: Veto, **cells: Cell) -> Row:
    return Row(frozenset(vetoes), {Role(letter): cell for letter, cell in cells.items()})


def _if(*conditions: Condition, mask: tuple[str, ...] | None = None) -> Cell:
    return Cell(frozenset(conditions), None if mask is None else frozenset(mask))


YES = Cell()
HANDED_OVER = _if(Condition.HANDED_OVER)
APPROVER, SECOND = Condition.APPROVER, Condition.SECOND_PERSON
OWN = _if(Condition.OWN)
OWN_DRAFT = _if(Condition.OWN, Condition.DRAFT)
HOST = _if(Condition.HOST)

TABLE: dict[str, Row] = {
    # the installation
    "health.read": _row(N=YES, staff=YES),
    "account.own": _row(staff=YES),
    "today.read": _row(staff=YES),
    "person.list": _row(A=YES, R=YES, H=YES),
    "person.invite": _row(A=YES),
    "person.rights": _row(A=_if(Condition.SECOND_PERSON)),
    "installation.read": _row(A=YES),
    "organisation.write": _row(A=YES),
    "letter.state": _row(A=_if(mask=("state", "kind", "times"))),
    "letter.mend": _row(A=YES),
    "letter.word": _row(A=YES, R=YES),
    "pool.read": _row(A=YES, H=YES, R=YES),
    "pool.write": _row(A=YES, R=YES),
    "site.write": _row(A=YES, R=YES),
    "audit.read": _row(A=_if(mask=("metadata",)), P=YES, staff=OWN),
    "position.open": _row(opener=YES),
    "import.run": _row(importer=YES),
    "import.read": _row(importer=OWN),
    "library.read": _row(staff=YES),
    "posting.read": _row(N=YES, staff=YES),
    "posting.apply": _row(N=YES, staff=YES),
    # a position
    "position.read": _row(I=YES, H=YES, S=YES, R=YES),
    "position.write": _row(H=YES, R=YES),
    "position.name_team": _row(R=YES),
    "position.publish": _row(R=YES),
    "position.state": _row(H=YES, R=YES),
    "plan.read": _row(I=YES, H=YES, S=YES, R=YES),
    "plan.write": _row(H=YES, R=YES),
    "candidate.add": _row(H=YES, R=YES),
    "weights.set": _row(H=YES, R=YES),
    "library.edit": _row(H=YES, R=YES),
    # a candidate, an application
    "application.read": _row(CONFLICT, SELF, I=YES, H=YES, S=HANDED_OVER, R=YES),
    "application.list": _row(CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "contact.read": _row(CONFLICT, SELF, R=YES),
    "fact.write": _row(CONFLICT, SELF, R=YES),
    "candidate.merge": _row(CONFLICT, SELF, R=YES),
    "tag.write": _row(CONFLICT, SELF, R=YES),
    "application.move": _row(BLIND, CONFLICT, SELF, H=YES, R=YES),
    "letter.read": _row(BLIND, CONFLICT, SELF, R=YES),
    "letter.write": _row(BLIND, CONFLICT, SELF, R=YES),
    "conflict.declare": _row(CONFLICT, SELF, I=YES, H=YES, S=HANDED_OVER, R=YES),
    "interview.assign": _row(CONFLICT, SELF, H=YES, R=YES),
    "interview.read": _row(CONFLICT, SELF, I=OWN, X=OWN, H=YES, S=HANDED_OVER, R=YES),
    "interview.schedule": _row(CONFLICT, SELF, R=YES),
    "busy.read": _row(R=YES, staff=OWN),
    # assessments
    "assessment.write_own": _row(CONFLICT, SELF, I=OWN_DRAFT, X=OWN_DRAFT, H=OWN_DRAFT, S=OWN_DRAFT),
    "assessment.read_own": _row(SELF, I=OWN, X=OWN, H=OWN, S=OWN),
    "assessment.amend": _row(CONFLICT, SELF, I=OWN, X=OWN, H=OWN, S=OWN),
    "assessment.read_others": _row(BLIND, CONFLICT, SELF, I=_if(Condition.SAME_ROUND), H=YES, S=HANDED_OVER, R=YES),
    "progress.names": _row(CONFLICT, SELF, R=YES),
    "progress.count": _row(CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    # comparison and shortlist
    "comparison.read": _row(BLIND, CONFLICT, SELF, H=YES, S=_if(Condition.HANDED_OVER, Condition.NUMBERS), R=YES),
    "comparison.open": _row(BLIND, CONFLICT, SELF, S=HANDED_OVER),
    "shortlist.read": _row(BLIND, CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "shortlist.decide": _row(BLIND, CONFLICT, SELF, H=YES),
    "application.close_early": _row(BLIND, CONFLICT, SELF, R=_if(Condition.NOT_INTERVIEWED)),
    "answer.settle": _row(BLIND, CONFLICT, SELF, H=YES, R=YES),
    # the brief
    "brief.freeze": _row(BLIND, CONFLICT, SELF, H=YES, R=YES),
    "brief.name_reader": _row(BLIND, CONFLICT, SELF, H=YES, R=YES),
    "brief.read": _row(BLIND, CONFLICT, SELF, H=YES, S=_if(Condition.HANDED_OVER), R=YES),
    "brief.annotate": _row(BLIND, CONFLICT, SELF, H=YES, S=_if(Condition.HANDED_OVER)),
    "brief.numbers": _row(BLIND, CONFLICT, SELF, H=YES, S=_if(Condition.HANDED_OVER, Condition.NUMBERS), R=YES),
    "brief.open_numbers": _row(BLIND, CONFLICT, SELF, H=YES, S=_if(Condition.HANDED_OVER), R=YES),
    "brief.send_link": _row(BLIND, CONFLICT, SELF, H=YES, R=YES),
    # the debrief, the decision, the offer, and how everybody ends
    "debrief.read": _row(BLIND, CONFLICT, SELF, I=_if(Condition.SAME_ROUND), H=YES, S=HANDED_OVER, R=YES),
    "debrief.open": _row(BLIND, CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "debrief.speak": _row(BLIND, CONFLICT, SELF, I=_if(Condition.SAME_ROUND), H=YES, S=HANDED_OVER),
    "debrief.order": _row(BLIND, CONFLICT, SELF, R=YES),
    "debrief.figures": _row(BLIND, CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "decider.name": _row(R=YES),
    "decision.read": _row(BLIND, CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "decision.make": _row(
        BLIND, CONFLICT, SELF, H=_if(Condition.DECIDER), S=_if(Condition.HANDED_OVER, Condition.DECIDER)
    ),
    "offer.terms": _row(BLIND, CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "offer.write": _row(BLIND, CONFLICT, SELF, H=YES, R=YES),
    "offer.approve": _row(
        BLIND, CONFLICT, SELF, H=_if(APPROVER), S=_if(Condition.HANDED_OVER, APPROVER), R=_if(APPROVER)
    ),
    "offer.send": _row(BLIND, CONFLICT, SELF, R=YES),
    "offer.own": _row(C=_if(Condition.RELEASED)),
    "feedback.write": _row(BLIND, CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "feedback.check": _row(BLIND, CONFLICT, SELF, H=_if(SECOND), S=_if(Condition.HANDED_OVER, SECOND), R=_if(SECOND)),
    "withdrawal.own": _row(C=YES),
    "withdrawal.enter": _row(BLIND, CONFLICT, SELF, R=YES),
    "treatment.read": _row(BLIND, CONFLICT, SELF, H=YES, R=YES),
    # the invitation, what helps, what is told ahead
    "invitation.send": _row(BLIND, CONFLICT, SELF, R=YES),
    "invitation.read": _row(BLIND, CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "adjustment.read": _row(BLIND, CONFLICT, SELF, R=YES),
    "adjustment.arrange": _row(BLIND, CONFLICT, SELF, R=YES),
    "topics.publish": _row(BLIND, CONFLICT, SELF, S=HANDED_OVER),
    # the second-round day
    "visit.plan": _row(BLIND, CONFLICT, SELF, R=YES),
    "visit.read": _row(BLIND, CONFLICT, SELF, H=YES, S=HANDED_OVER, R=YES),
    "visit.own": _row(CONFLICT, SELF, I=OWN, X=OWN),
    "visit.arrangement": _row(CONFLICT, SELF, I=OWN, X=HOST, H=YES, S=HANDED_OVER, R=YES),
    "visit.happen": _row(CONFLICT, SELF, X=HOST, S=HANDED_OVER, R=YES),
    # what the worker does by itself: few verbs, none of them a judgement
    "reminder.send": _row(machine=YES),
    "resume.keep": _row(machine=YES),
    "answer.note_told": _row(machine=YES),
    "offer.expire": _row(machine=YES),
    "invitation.nudge": _row(machine=YES),
    # a candidate's own page: own rows only, in a session of their own (people/candidate_door.py)
    "key.ask": _row(N=YES, staff=YES),
    "key.send": _row(machine=YES),
    "page.own": _row(C=YES),
    "invitation.own": _row(C=YES),
    "adjustment.own": _row(C=YES),
    "topics.own": _row(C=YES),
    "visit.my_day": _row(C=YES),
    "paper.give": _row(C=YES),
    "line.confirm": _row(C=YES),
    "privacy.ask": _row(C=YES),
    # what the privacy officer does with what was asked; an erasure takes two
    "privacy.read": _row(SELF, P=YES),
    "privacy.release": _row(SELF, P=YES),
    "privacy.erase": _row(SELF, P=YES),
    "privacy.confirm": _row(SELF, A=_if(Condition.SECOND_PERSON), P=_if(Condition.SECOND_PERSON)),
    # doors that come with later issues: denied to everybody until they do
    "equality.read": _row(E=_if(Condition.RELEASED)),
    "fairness.read": _row(E=_if(Condition.RELEASED), P=_if(Condition.RELEASED)),
}
AFTER_FIRST_ROUND = frozenset(
    {"invitation.send", "invitation.read", "adjustment.read", "adjustment.arrange", "visit.plan", "visit.read"}
)
"""What is there because the first round let somebody go on: blind on it is who owes a card of that round. Whoever owes one of a
later round knows already, and may be the one who plans the day."""
PREPARATION_IS_NOBODYS = "No row here ever names the candidate's preparation: no role of the product reads it."


def decide(facts: Facts, action: str) -> Decision:
    """May somebody of whom `facts` are true do `action`? Unknown actions are denied. The first role in the table's order speaks."""
    row = TABLE.get(action)
    if row is None:
        return Decision(False, f"{action}:unknown")
    for veto in Veto:
        if veto in row.vetoes and veto in facts.vetoes:
            return Decision(False, f"{action}:{veto}")
    granted = [
        (role, cell) for role, cell in row.cells.items() if role in facts.roles and cell.conditions <= facts.holds
    ]
    if not granted:
        return Decision(False, f"{action}:none")
    masks = [cell.mask for _, cell in granted if cell.mask is not None]
    mask = None if len(masks) < len(granted) else frozenset[str]().union(*masks)
    return Decision(True, f"{action}:{granted[0][0]}", mask)


def row(action: str) -> Row:
    """The row of an action, for access code that turns it into a query; unknown actions have an empty one."""
    return TABLE.get(action, Row(frozenset(Veto), {}))


def cells() -> Iterator[tuple[str, Role, Cell | None]]:
    """Every action × role of the table, with its cell or None: what a mutation run flips."""
    for action, of_action in TABLE.items():
        for role in Role:
            yield action, role, of_action.cells.get(role)


@contextmanager
def override_cell(action: str, role: Role, change: Callable[[Cell | None], Cell | None]) -> Iterator[None]:
    """For the mutation run only: while inside, the cell is what `change` makes of it."""
    before = TABLE[action]
    after = dict(before.cells)
    changed = change(after.pop(role, None))
    if changed is not None:
        after[role] = changed
    TABLE[action] = Row(before.vetoes, after)
    try:
        yield
    finally:
        TABLE[action] = before


@contextmanager
def override_vetoes(action: str, vetoes: frozenset[Veto]) -> Iterator[None]:
    """For the mutation run only: while inside, the row's vetoes are these."""
    before = TABLE[action]
    TABLE[action] = Row(vetoes, before.cells)
    try:
        yield
    finally:
        TABLE[action] = before
