"""Break the policy one cell, one condition, one veto at a time, and ask real doors again: is it noticed?

Noticed means that some request of the broken resource is answered otherwise than the unbroken policy answers it (status, or any byte but
nonces); that the unbroken answers are right is what test_doors.py, test_canaries.py and test_non_interference.py show.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from tests.access.stage import SENT, Stage, address, undone

from secondround.people import policy
from secondround.people.policy import TABLE, Cell, Facts, Role, Veto, cells, override_cell, override_vetoes

Ask = tuple[str, str]
NONCE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|data-key="[^"]+"|/static/[^"]+|\d\d:\d\d')
CLEO_FILE = [("GET", "interviews:application"), ("GET", "interviews:document"), ("GET", "interviews:position")]
COMPARING = [
    ("GET", "handoff:compare"),
    ("GET", "handoff:compare_csv"),
    ("GET", "handoff:made_of"),
    ("GET", "handoff:made_of Nils"),
]

# What to ask again when a row of the policy is broken. A table is read across: its rows are long.
# ruff: noqa: E501
REQUESTS: dict[str, list[Ask]] = {
    "today.read": [("GET", "web:today")],
    "account.own": [("GET", "people:me"), ("POST", "people:sign_out_elsewhere")],
    "person.list": [("GET", "people:list")],
    "person.invite": [("GET", "people:invite"), ("GET", "people:person"), ("GET", "web:today")],
    "person.rights": [("POST", "people:grant"), ("POST", "people:end_right")],
    "audit.read": [("GET", "people:record")],
    "position.open": [("GET", "positions:open"), ("GET", "interviews:positions")],
    "import.run": [("GET", "interviews:import"), ("GET", "interviews:import_preview"), ("GET", "web:today")],
    "library.read": [("GET", "positions:library"), ("GET", "positions:attribute")],
    "organisation.write": [("GET", "people:organisation"), ("GET", "web:settings")],
    "pool.read": [("GET", "positions:pools"), ("GET", "positions:pool"), ("GET", "web:settings")],
    "pool.write": [("GET", "positions:pools"), ("GET", "positions:pool"), ("POST", "positions:leave_pool")],
    "site.write": [("GET", "positions:sites"), ("GET", "positions:site"), ("GET", "web:settings")],
    "position.read": [("GET", "interviews:weights"), ("GET", "positions:own_library"), ("GET", "interviews:position")],
    "position.write": [("GET", "positions:about")],
    "position.name_team": [("GET", "positions:team")],
    "plan.read": [("GET", "positions:plan")],
    "plan.write": [("GET", "positions:kit"), ("GET", "positions:make_kit"), ("GET", "positions:plan")],
    "position.publish": [("GET", "positions:publish"), ("GET", "positions:about")],
    "position.state": [("POST", "positions:turn"), ("GET", "positions:about"), ("GET", "decisions:close_position")],
    "weights.set": [("POST", "interviews:weights"), ("POST", "positions:competencies")],
    "library.edit": [("GET", "positions:edit_attribute"), ("GET", "positions:edit_question")],
    "application.read": [*CLEO_FILE, ("GET", "interviews:application Nils"), ("GET", "interviews:application Emil")],
    "application.list": [*COMPARING, ("GET", "candidates:search"), ("GET", "candidates:board"), ("GET", "interviews:application"), ("GET", "interviews:application Nils")],
    "contact.read": [("GET", "interviews:application"), ("GET", "interviews:application Emil")],
    "fact.write": [("POST", "interviews:write_lines"), ("POST", "interviews:write_lines Emil"), ("GET", "decisions:close_early Zoe")],
    "candidate.add": [("GET", "candidates:enter"), ("POST", "candidates:enter")],
    "candidate.merge": [("GET", "candidates:merge"), ("POST", "candidates:undo_merge"), ("GET", "candidates:duplicates"), ("GET", "candidates:merge Emil")],
    "tag.write": [("GET", "interviews:application"), ("POST", "candidates:tags"), ("POST", "candidates:source"), ("POST", "candidates:tags Emil"), ("GET", "candidates:search")],
    "application.move": [("GET", "candidates:board"), ("POST", "candidates:move"), ("POST", "candidates:move Nils"), ("POST", "candidates:move Zoe"), ("POST", "candidates:move Emil"), ("GET", "web:today")],
    "conflict.declare": [("POST", "interviews:conflict"), ("POST", "interviews:conflict Nils"), ("POST", "interviews:conflict Emil")],
    "interview.assign": [("POST", "interviews:assign"), ("POST", "interviews:assign Emil")],
    "interview.read": [("GET", "interviews:interview"), ("GET", "interviews:application")],
    "interview.schedule": [("GET", "interviews:plan"), ("GET", "interviews:move"), ("GET", "interviews:application"), ("GET", "interviews:plan Emil")],
    "assessment.amend": [("POST", "interviews:amend of I")],
    "assessment.write_own": [("GET", "interviews:scorecard of B"), ("GET", "interviews:scorecard of H"), ("GET", "interviews:scorecard of W"), ("GET", "web:today")],
    "assessment.read_own": [("GET", "interviews:scorecard of I")],
    "assessment.read_others": [("GET", "interviews:application"), ("GET", "interviews:application Nils"), ("GET", "interviews:application Emil")],
    "progress.names": [("GET", "interviews:application"), ("GET", "interviews:position"), ("POST", "interviews:waive"), ("GET", "interviews:application Emil")],
    "progress.count": [("GET", "interviews:application"), ("GET", "interviews:position"), ("GET", "interviews:application Emil")],
    "comparison.read": COMPARING,
    "comparison.open": COMPARING,
    "shortlist.read": [("GET", "handoff:compare"), ("GET", "web:today")],
    "shortlist.decide": [("GET", "decisions:decide"), ("GET", "handoff:compare"), ("GET", "web:today")],
    "answer.settle": [("POST", "interviews:promise"), ("POST", "decisions:answered Quinn"), ("POST", "interviews:promise Emil"), ("GET", "web:today")],
    "letter.read": [("GET", "decisions:letter"), ("GET", "decisions:letter Emil"), ("GET", "interviews:application"), ("GET", "interviews:application Emil")],
    "letter.write": [("POST", "decisions:letter_again"), ("POST", "decisions:letter_again Emil")],
    "letter.state": [("GET", "web:outbox")],
    "letter.mend": [("GET", "web:outbox"), ("POST", "web:letter_back")],
    "letter.word": [("GET", "web:wordings"), ("GET", "web:word")],
    "brief.freeze": [("GET", "handoff:prepare"), ("GET", "handoff:prepare Nils"), ("GET", "handoff:prepare Emil")],
    "brief.name_reader": [("POST", "handoff:name_reader"), ("POST", "handoff:name_reader Nils"), ("POST", "handoff:name_reader Emil")],
    "brief.read": [("GET", "handoff:brief"), ("GET", "handoff:print")],
    "brief.annotate": [("POST", "handoff:ask_own"), ("POST", "handoff:margin"), ("GET", "handoff:brief")],
    "brief.open_numbers": [("POST", "handoff:open_numbers"), ("GET", "handoff:brief")],
    "debrief.read": [("GET", "decisions:debrief Dana"), ("POST", "decisions:enter_debrief Dana")],
    "debrief.open": [("POST", "decisions:open_debrief Dana")],
    "debrief.speak": [("POST", "decisions:speak Dana")],
    "debrief.order": [("POST", "decisions:order_debrief Dana"), ("GET", "decisions:debrief Dana")],
    "debrief.figures": [("GET", "decisions:debrief Dana")],
    "decider.name": [("GET", "decisions:decider Dana")],
    "decision.make": [("GET", "decisions:decide_finally Dana")],
    "offer.terms": [("GET", "decisions:offer Dana")],
    "offer.write": [("GET", "decisions:offer Dana"), ("POST", "decisions:offer Dana")],
    "offer.approve": [("POST", "decisions:approve_offer Dana")],
    "offer.send": [("POST", "decisions:send_offer Dana"), ("POST", "decisions:take_back_offer Dana")],
    "feedback.write": [("GET", "decisions:feedback Dana")],
    "feedback.check": [("POST", "decisions:check_feedback Dana")],
    "withdrawal.enter": [("GET", "decisions:withdrawal"), ("GET", "decisions:withdrawal Emil")],
    "withdrawal.own": [("GET", "decisions:my_withdrawal")],
    "offer.own": [("GET", "decisions:my_offer Dana")],
    "treatment.read": [("GET", "decisions:treatment Dana"), ("POST", "decisions:note_treatment Dana")],
    "invitation.send": [("GET", "visits:invite"), ("POST", "visits:invite"), ("POST", "visits:take_back_invitation")],
    "invitation.read": [("GET", "visits:invite")],
    "adjustment.read": [("GET", "visits:invite")],
    "adjustment.arrange": [("GET", "visits:invite"), ("POST", "visits:arrange")],
    "topics.publish": [("GET", "visits:topics"), ("POST", "visits:publish_topics")],
    "invitation.own": [("GET", "visits:my_invitation"), ("POST", "visits:my_answer_to_day")],
    "adjustment.own": [("POST", "visits:my_help")],
    "topics.own": [("GET", "visits:my_topics")],
    "visit.plan": [("GET", "visits:plan"), ("GET", "visits:frame"), ("GET", "visits:session"), ("GET", "visits:move"), ("GET", "visits:send"), ("GET", "visits:day")],
    "visit.read": [("GET", "visits:day"), ("GET", "visits:itinerary")],
    "visit.own": [("GET", "visits:itinerary"), ("GET", "visits:calendar")],
    "visit.arrangement": [("GET", "visits:itinerary")],
    "visit.happen": [("GET", "visits:happening"), ("POST", "visits:happening"), ("GET", "visits:itinerary")],
    "visit.my_day": [("GET", "visits:my_day"), ("GET", "visits:my_calendar")],
    "brief.send_link": [("POST", "handoff:send_link"), ("POST", "handoff:end_link")],
    "page.own": [("GET", "candidates:my_papers"), ("GET", "candidates:my_readers"), ("GET", "candidates:my_paper")],
    "paper.give": [("POST", "candidates:my_papers")],
    "line.confirm": [("POST", "candidates:my_lines")],
    "privacy.ask": [("POST", "candidates:my_privacy"), ("POST", "candidates:my_privacy_back")],
    "privacy.read": [("GET", "web:privacy"), ("GET", "web:today")],
    "privacy.release": [("GET", "web:privacy_release"), ("POST", "web:privacy_release")],
    "privacy.erase": [("GET", "web:privacy_erase"), ("POST", "web:privacy_erase")],
    "privacy.confirm": [("GET", "web:privacy_erase Quinn"), ("GET", "web:privacy_erase"), ("GET", "web:privacy")],
}  # fmt: skip
HOLDERS: dict[Role, str] = {
    Role.INTERVIEWER: "I B V", Role.INTRODUCED: "X G", Role.HIRING_MANAGER: "H K Y", Role.SENIOR: "S", Role.RECRUITER: "R",
    Role.CANDIDATE: "c n", Role.ADMINISTRATOR: "A", Role.STEWARD: "E", Role.PRIVACY: "P", Role.OPENER: "U", Role.IMPORTER: "U", Role.STAFF: "O M",
}  # fmt: skip


@dataclass(frozen=True)
class Flip:
    """One way to break the policy."""

    name: str
    action: str
    of: str
    actors: str
    breaking: Callable[[], AbstractContextManager[None]]

    def asks(self) -> list[tuple[str, Ask]]:
        return [(actor, ask) for actor in self.actors.split() for ask in REQUESTS[self.action]]


def is_candidates(door: str) -> bool:
    """Whether this is a door of a candidate's own."""
    return door.partition(" ")[0].rpartition(":")[2].startswith("my_")


def row_of_staff(action: str) -> bool:
    staff = TABLE[action].cells.get(Role.STAFF)
    return staff is not None and not staff.conditions


def flips() -> Iterator[Flip]:
    """Every cell, condition and veto of every row that has a door."""
    for action, role, cell in cells():
        if action not in REQUESTS or role not in HOLDERS:
            continue
        actors = HOLDERS[role]
        if cell is None and (role is Role.CANDIDATE) is not all(is_candidates(door) for _, door in REQUESTS[action]):
            continue  # whatever a row granted: no sign-in passes the doors of the other side (test_doors.py)
        if cell is None and row_of_staff(action):
            continue  # whoever is signed in may already: granting it to a role changes nothing
        if cell is None:
            yield Flip(
                f"{action}: grant {role}",
                action,
                str(role),
                actors,
                lambda a=action, r=role: override_cell(a, r, lambda _: Cell()),
            )
            continue
        yield Flip(
            f"{action}: deny {role}",
            action,
            str(role),
            actors,
            lambda a=action, r=role: override_cell(a, r, lambda _: None),
        )
        for condition in sorted(cell.conditions):
            less = Cell(cell.conditions - {condition}, cell.mask)
            yield Flip(
                f"{action}: {role} without {condition}",
                action,
                str(role),
                actors,
                lambda a=action, r=role, c=less: override_cell(a, r, lambda _: c),
            )
    for action, row in TABLE.items():
        for veto in sorted(row.vetoes) if action in REQUESTS else ():
            left = row.vetoes - {veto}
            actors = {Veto.BLIND: "H B Q", Veto.CONFLICT: "K L W", Veto.SELF: "Y"}[veto]
            yield Flip(
                f"{action}: no {veto}", action, str(veto), actors, lambda a=action, v=left: override_vetoes(a, v)
            )


@contextmanager
def watched(consulted: set[tuple[str, str]]) -> Iterator[None]:
    """Write down which cells and vetoes requests really ask for: (action, role or veto) that stand in the facts they bring."""
    decide, row = policy.decide, policy.row

    def deciding(facts: Facts, action: str) -> policy.Decision:
        consulted.update((action, str(one)) for one in (*facts.roles, *facts.vetoes))
        return decide(facts, action)

    def reading(action: str) -> policy.Row:
        # Turned into a query, a row speaks of the roles on a position or candidacy, and of every veto.
        consulted.update((action, str(one)) for one in (*"IHSR", *Veto))
        return row(action)

    policy.decide, policy.row = deciding, reading
    try:
        yield
    finally:
        policy.decide, policy.row = decide, row


class Answers:
    """The unbroken policy's answers, asked once each; and whether a broken one answers otherwise."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.right: dict[tuple[str, Ask], tuple[int, bytes]] = {}
        self.consulted: dict[tuple[str, Ask], set[tuple[str, str]]] = {}

    def _ask(self, actor: str, ask: Ask) -> tuple[int, bytes]:
        method, door = ask
        client = self.stage.clients[actor]
        cookies = dict(client.cookies)
        body = {"data": SENT[door]} if method == "POST" and door in SENT else {}
        with undone():
            response = getattr(client, method.lower())(address(self.stage, door), **body)
            found = response.status_code, NONCE.sub(b"", response.content)
        client.cookies.clear()
        client.cookies.update(cookies)
        return found

    def _learn(self, flip: Flip) -> None:
        for actor, ask in flip.asks():
            if (actor, ask) not in self.right:
                seen: set[tuple[str, str]] = set()
                with watched(seen):
                    self.right[actor, ask] = self._ask(actor, ask)
                self.consulted[actor, ask] = seen

    def has_door(self, flip: Flip) -> bool:
        """Whether any of its requests brings the role or veto of this cell before the policy."""
        self._learn(flip)
        return any((flip.action, flip.of) in self.consulted[one] for one in flip.asks())

    def notices(self, flip: Flip) -> bool:
        self._learn(flip)
        with flip.breaking():
            return any(self._ask(actor, ask) != self.right[actor, ask] for actor, ask in flip.asks())


def run(stage: Stage, chosen: list[Flip]) -> tuple[list[str], list[str], int]:
    """Names of flips that no door noticed, names of flips without a door, and how many were noticed."""
    answers, unnoticed, doorless, noticed = Answers(stage), [], [], 0
    for flip in chosen:
        if not answers.has_door(flip):
            doorless.append(flip.name)
        elif answers.notices(flip):
            noticed += 1
        else:
            unnoticed.append(flip.name)
    return unnoticed, doorless, noticed
