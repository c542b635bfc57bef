"""What must hold at every moment, asked of the database itself. Each has a name; none is ever repaired in silence."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from secondround.audit.queries import verify_chain
from secondround.audit.rules import canonical
from secondround.candidates.models import Application, ApplicationState, CandidateSlot, CaseMember, Document
from secondround.candidates.storage import digest, fetch
from secondround.correspondence.actions import SEND
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.models import AnswerOwed, Closing, Debrief, Decision, Offer, OfferApproval, Withdrawal
from secondround.handoff.models import Brief, BriefLink, BriefReader, FigureInputs, Reason, ShortlistEntry
from secondround.handoff.queries.comparison import stored_competencies, stored_figures
from secondround.interviews.models import (
    Assignment,
    AssignmentState,
    ImportFile,
    ImportState,
    Interview,
    InterviewState,
    Scorecard,
)
from secondround.measurement import MODEL_VERSION, Comparison, again, hash_of
from secondround.people.models import BookedSlot, InstallationRight, RightKind
from secondround.people.rules import slots_of
from secondround.positions.models import Competency, Position, RoomSlot, TeamMember, TeamRole
from secondround.visits.models import Session, Visit, VisitState, VisitVersion
from secondround.work.models import WorkItem, WorkState

Check = Callable[[], list[str]]


@dataclass(frozen=True)
class Violation:
    name: str
    what: str


def chain() -> list[str]:
    """The record: every link continues from the one before it, and the head is the last."""
    found = verify_chain()
    return [] if found.is_whole else [f"{found.problem} at entry {found.broken_at}"]


def answers() -> list[str]:
    """Whoever is open has an owner and a date; whoever is closed has an outcome, and an answer owed or given."""
    bare = Application.objects.exclude(state=ApplicationState.CLOSED).filter(Q(owner=None) | Q(answer_by=None))
    closings = Closing.in_force.filter(application=OuterRef("pk"))
    owed = AnswerOwed.in_force.filter(application=OuterRef("pk"))
    closed = Application.objects.filter(state=ApplicationState.CLOSED).filter(~Exists(closings) | ~Exists(owed))
    return [f"application {pk} is left without an answer" for pk in (bare | closed).values_list("pk", flat=True)]


def blindness() -> list[str]:
    """Who owes a card is blind on its round, and nobody else is: the sight row says what the assignments say."""
    owing = Assignment.objects.filter(state=AssignmentState.OWED)
    owed = set(owing.values_list("user", "interview__application", "interview__round"))
    gates = CaseMember.objects.filter(owes_round__isnull=False, to_at__isnull=True)
    held = set(gates.values_list("user", "application", "owes_round"))
    return [f"user {user}, application {application}, round {of}" for user, application, of in sorted(owed ^ held)]


def submissions() -> list[str]:
    """A submitted assignment has a submitted card, versions without gaps; an owed one has none."""
    cards = Scorecard.objects.filter(assignment=OuterRef("pk"), submitted_at__isnull=False)
    wrong = Assignment.objects.filter(
        Q(state=AssignmentState.SUBMITTED) & ~Exists(cards) | Q(state=AssignmentState.OWED) & Exists(cards)
    )
    versions = Scorecard.objects.values("assignment").annotate(cards=Count("pk"), newest=Max("version"))
    gaps = versions.exclude(cards=F("newest")).values_list("assignment", flat=True)
    return [f"assignment {pk}" for pk in [*wrong.values_list("pk", flat=True), *gaps]]


def figures() -> list[str]:
    """Stored figures are what the model makes of their kept inputs, to the last byte. Those of an earlier model stand as they were."""
    kept = FigureInputs.objects.filter(model_version=MODEL_VERSION)
    wrong: list[str] = []
    for inputs in kept.iterator():
        if hash_of(inputs.text) != inputs.sha256:
            wrong.append(f"inputs {inputs.sha256[:16]} are not what their hash says")
            continue
        wrong += _differing(again(inputs.text), inputs.sha256)
    bare = ShortlistEntry.objects.filter(figures__model_version=MODEL_VERSION).exclude(
        figures__inputs_sha256__in=list(kept.values_list("sha256", flat=True))
    )
    return wrong + [f"shortlist entry {pk} has figures without inputs" for pk in bare.values_list("pk", flat=True)]


def _differing(comparison: Comparison, sha256: str) -> list[str]:
    wrong = []
    for model in (ShortlistEntry, Closing):
        for row in model.objects.filter(figures__inputs_sha256=sha256):
            now = stored_figures(comparison, str(row.application_id))
            if canonical({name: part for name, part in row.figures.items() if name in now}) != canonical(now):
                wrong.append(f"{model.__name__} {row.pk}")
    for brief in Brief.objects.filter(body__text__contains=sha256).select_related("body"):
        numbers = json.loads(brief.body.text)["numbers"] if brief.body else {}
        now = {
            str(Competency.objects.get(pk=int(key)).uid): part
            for key, part in stored_competencies(comparison, str(brief.application_id)).items()
        }
        overall = stored_figures(comparison, str(brief.application_id)) if now else {}
        if numbers and canonical([numbers["overall"], numbers["competencies"]]) != canonical([overall, now]):
            wrong.append(f"Brief {brief.pk}")
    return wrong


def reasons() -> list[str]:
    """A shortlist decision names a competency and cites something written on the same candidacy."""
    used = ShortlistEntry.objects.values("reason")
    found = Reason.objects.filter(pk__in=used)
    bare = found.filter(competencies=None) | found.filter(notes=None, scorecards=None)
    elsewhere = found.exclude(notes=None).exclude(notes__scorecard__assignment__interview__application=F("application"))
    return [f"reason {pk}" for pk in {*bare.values_list("pk", flat=True), *elsewhere.values_list("pk", flat=True)}]


def states() -> list[str]:
    """What an application's state says and the decision in force are the same."""
    entry = ShortlistEntry.objects.filter(application=OuterRef("pk"), superseded_at__isnull=True)
    decision = Decision.objects.filter(application=OuterRef("pk"), superseded_at__isnull=True)
    closing = Closing.in_force.filter(application=OuterRef("pk"))
    first_round = ["not_advanced", "before_interview", "position_closed"]
    open_states = {"hire": ApplicationState.OFFERED, "reserve": ApplicationState.RESERVE}
    wrong = Application.objects.filter(
        Q(state__in=[ApplicationState.ADVANCED, ApplicationState.OFFERED]) & ~Exists(entry.filter(verdict="advance"))
        | Q(state=ApplicationState.RESERVE)
        & ~Exists(entry.filter(verdict="reserve"))
        & ~Exists(decision.filter(verdict="reserve"))
        | Q(state=ApplicationState.OFFERED) & ~Exists(decision.filter(verdict="hire"))
        | ~Q(state=ApplicationState.CLOSED) & (Exists(closing) | Exists(decision.filter(verdict="no")))
        | Q(state=ApplicationState.CLOSED)
        & (~Exists(closing) | Exists(closing.filter(outcome__in=first_round)) & Exists(entry))
        | Q(state__in=[ApplicationState.FIRST_ROUND, ApplicationState.RECEIVED]) & (Exists(entry) | Exists(decision))
        | ~Q(state__in=[ApplicationState.CLOSED, *open_states.values()]) & Exists(decision)
    )
    return [f"application {pk}" for pk in wrong.values_list("pk", flat=True)]


def decisions() -> list[str]:
    """A decision rests on a debrief of the same person whose bytes have not changed; whoever was hired fills an opening that was there."""
    changed = [
        f"debrief {one.pk} was changed"
        for one in Debrief.objects.exclude(body="").iterator(200)
        if sha256(one.body.encode()).hexdigest() != one.sha256
    ]
    foreign = Decision.objects.exclude(debrief__application=F("application"))
    foreign |= Decision.objects.exclude(debrief__sha256=F("debrief_sha256"))
    hired = Closing.in_force.filter(outcome="hired").values("application__position").annotate(number=Count("pk"))
    over = hired.filter(number__gt=F("application__position__openings")).values_list("application__position", flat=True)
    return [
        *changed,
        *[f"decision {pk} rests on nothing" for pk in foreign.values_list("pk", flat=True)],
        *[f"position {pk} has more people than openings" for pk in over],
    ]


def offers() -> list[str]:
    """What went out was approved by everybody named, in these terms; what was accepted is a hire, and no hire came about otherwise."""
    approval = OfferApproval.objects.filter(offer=OuterRef("pk"))
    yes = approval.filter(is_yes=True, terms_sha256=OuterRef("terms_sha256"))
    out = Offer.objects.filter(state__in=["sent", "accepted", "declined", "expired"])
    bare = out.filter(~Exists(yes)) | out.filter(
        Exists(approval.exclude(is_yes=True, terms_sha256=OuterRef("terms_sha256")))
    )
    accepted = set(Offer.objects.filter(state="accepted").values_list("application", flat=True))
    hired = set(Closing.in_force.filter(outcome="hired").values_list("application", flat=True))
    withdrawn = set(Withdrawal.objects.filter(undone_at__isnull=True).values_list("application", flat=True))
    ended = set(Closing.in_force.filter(outcome="withdrawn").values_list("application", flat=True))
    return [
        *[f"offer {pk} went out without its approvals" for pk in bare.values_list("pk", flat=True)],
        *[f"application {pk}: accepted and hired part" for pk in sorted(accepted ^ hired)],
        *[f"application {pk}: withdrawn and closed part" for pk in sorted(withdrawn ^ ended)],
    ]


def briefs() -> list[str]:
    """Every frozen brief still has the hash that it was frozen with, and its versions count up from one."""
    changed = [
        f"brief {one.pk} was changed"
        for one in Brief.objects.select_related("body").filter(body__isnull=False).iterator(200)
        if one.body and sha256(one.body.text.encode()).hexdigest() != one.sha256
    ]
    counts = Brief.objects.values("application").annotate(number=Count("pk")).values_list("application", "number")
    newest = dict(Brief.objects.order_by("version").values_list("application", "version"))
    return changed + [f"briefs of application {key}" for key, number in counts if newest[key] != number]


def readers() -> list[str]:
    """Sight of a senior reader is the naming of one, and a link never outlives its naming unspent."""
    named = set(BriefReader.objects.filter(to_at__isnull=True).values_list("user", "application"))
    seen = set(CaseMember.objects.filter(role="S", to_at__isnull=True).values_list("user", "application"))
    foreign = BriefLink.objects.exclude(brief__application=F("reader__application"))
    return [f"user {user}, application {key}" for user, key in sorted(named ^ seen)] + [
        f"link {pk}" for pk in foreign.values_list("pk", flat=True)
    ]


def recruiters() -> list[str]:
    """Every position has somebody who recruits for it."""
    held = TeamMember.objects.filter(position=OuterRef("pk"), role=TeamRole.RECRUITER, to_at__isnull=True)
    return [f"position {pk}" for pk in Position.objects.filter(~Exists(held)).values_list("pk", flat=True)]


def stewards() -> list[str]:
    """An equality steward has no role on any position or candidacy."""
    rights = InstallationRight.objects.filter(kind=RightKind.STEWARD, to_at__isnull=True).values("user")
    team = TeamMember.objects.filter(user__in=rights, to_at__isnull=True).values_list("user", flat=True)
    cases = CaseMember.objects.filter(user__in=rights, to_at__isnull=True).values_list("user", flat=True)
    return [f"user {pk}" for pk in {*team, *cases}]


def files() -> list[str]:
    """Every kept paper is there, byte for byte; files of an ended import are forgotten."""
    found = []
    for stored_as, sha in Document.objects.values_list("stored_as", "sha256"):
        try:
            if digest(fetch(stored_as)) != sha:
                found.append(f"file {stored_as} was changed")
        except FileNotFoundError:
            found.append(f"file {stored_as} is missing")
    kept = ImportFile.objects.exclude(run__state=ImportState.PREVIEW).exclude(content=b"")
    return found + [f"import file {pk}" for pk in kept.values_list("pk", flat=True)]


def letters() -> list[str]:
    """Every letter that has not left has a piece of work that will send it: saved and never sent is a promise broken."""
    open_work = WorkItem.objects.filter(kind=SEND, state__in=[WorkState.WAITING, WorkState.RUNNING])
    coming = {payload["letter"] for payload in open_work.values_list("payload", flat=True)}
    waiting = Letter.objects.filter(state__in=[LetterState.QUEUED, LetterState.SENDING])
    return [f"letter {pk} waits for nobody" for pk in waiting.values_list("pk", flat=True) if pk not in coming]


def bookings() -> list[str]:
    """Time is taken for interviews and items of days only, from their beginning to their end, and given back when they are cancelled.

    A day itself takes rooms alone: between two sessions in one.
    """
    standing = Interview.objects.exclude(state=InterviewState.CANCELLED)
    wanted = {uid: slots_of(at, minutes) for uid, at, minutes in standing.values_list("uid", "at", "minutes") if at}
    told = {one.visit.uid: told_slots(one) for one in told_versions()}
    spans = {uid: (min(map(min, of.values())), max(map(max, of.values()))) for uid, of in told.items() if of}
    for of in told.values():
        wanted |= of
    found = []
    for model, whose in ((BookedSlot, "user"), (CandidateSlot, "candidate"), (RoomSlot, "room")):
        taken = model._default_manager.values_list("booking", whose).annotate(Count("pk"), Min("slot"), Max("slot"))
        for booking, key, number, first, last in taken:
            slots = wanted.get(booking, [])
            if whose == "room" and booking in spans and spans[booking][0] <= first <= last <= spans[booking][1]:
                continue
            if not slots or (number, first, last) != (len(slots), slots[0], slots[-1]):
                found.append(f"{whose} {key} is booked for {booking} otherwise than it takes place")
    return found


def told_versions() -> list[VisitVersion]:
    """Of each second-round day what people were last told."""
    newest = VisitVersion.objects.filter(visit=OuterRef("visit"), version__gt=OuterRef("version"))
    return list(VisitVersion.objects.filter(~Exists(newest)).select_related("visit"))


def told_slots(told: VisitVersion) -> dict[UUID, list[datetime]]:
    """The slots of each item of a day, by its key. Of somebody who was forgotten the words are gone; that it took place stays."""
    if not told.body:
        kept = Session.objects.filter(visit=told.visit, removed_at=None).values_list("uid", "starts_at", "minutes")
        return {uid: slots_of(at, minutes) for uid, at, minutes in kept}
    return {
        UUID(one["uid"]): slots_of(datetime.fromisoformat(one["start"]), one["minutes"])
        for one in told.body.get("sessions", [])
    }


def database() -> list[str]:
    """Pages and foreign keys of SQLite; PostgreSQL keeps its own by itself."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        pages = [row[0] for row in cursor.execute("pragma integrity_check(20)").fetchall()]
        strays = cursor.execute("pragma foreign_key_check").fetchall()[:20]
    return [words for words in pages if words != "ok"] + [f"{row[0]} {row[1]} speaks of no {row[2]}" for row in strays]


def days() -> list[str]:
    """A second-round day is what people were told: its version is the newest told, and a day that is cancelled holds nobody's time."""
    newest = {one.visit_id: one.version for one in told_versions()}
    found = [
        f"visit {pk} says version {version}"
        for pk, version in Visit.objects.values_list("pk", "version")
        if newest.get(pk, 0) != version
    ]
    keys = list(Visit.objects.filter(state=VisitState.CANCELLED).values_list("uid", flat=True))
    keys += Session.objects.filter(visit__state=VisitState.CANCELLED).values_list("uid", flat=True)
    held = {
        "people": BookedSlot.objects.filter(booking__in=keys),
        "the candidate": CandidateSlot.objects.filter(booking__in=keys),
        "a room": RoomSlot.objects.filter(booking__in=keys),
    }
    found += [f"a cancelled day holds {whom}" for whom, slots in held.items() if slots.exists()]
    planned = Interview.objects.filter(is_of_day=True, state=InterviewState.PLANNED)
    kept = Session.objects.exclude(visit__state=VisitState.CANCELLED).values("interview")
    return found + [
        f"interview {pk} is of no day"
        for pk in planned.exclude(pk__in=kept.filter(interview__isnull=False)).values_list("pk", flat=True)
    ]


CHECKS: dict[str, Check] = {
    "the database is whole": database,
    "the record's chain holds": chain,
    "nobody is left without an answer": answers,
    "blindness follows from what is owed": blindness,
    "submitted means submitted": submissions,
    "reasons cite what was written": reasons,
    "stored figures are computed again to the same bytes": figures,
    "states follow from decisions": states,
    "decisions rest on debriefs": decisions,
    "offers are approved and answered": offers,
    "frozen briefs never change": briefs,
    "readers are named": readers,
    "every position has a recruiter": recruiters,
    "a steward stands outside": stewards,
    "a second-round day is what people were told": days,
    "files are whole": files,
    "letters that wait will be sent": letters,
    "bookings follow from interviews": bookings,
}


def violations() -> list[Violation]:
    """Everything that does not hold, by the name of what should."""
    return [Violation(name, what) for name, check in CHECKS.items() for what in check()]
