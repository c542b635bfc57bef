"""The situation that every test of sight is about, and how a door's address is made in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, BEGAN, Cast, applicant, cast, come_in, owe, person, seen_just_now, signed_in, submit

from secondround.candidates import storage
from secondround.candidates.actions import (
    add_document,
    ask_privacy,
    merge_candidates,
    open_case,
    propose_erasure,
    save_view,
)
from secondround.candidates.models import (
    Application,
    CandidateFact,
    CaseRole,
    Conflict,
    ConflictKind,
    Merge,
    PrivacyKind,
    PrivacyRequest,
    SavedView,
)
from secondround.candidates.storage import StoredFile
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions import (
    Choice,
    Final,
    OfferGiven,
    answer_approval,
    close,
    decide,
    decide_round,
    enter_debrief,
    open_debrief,
    send_offer,
    speak,
    write_feedback,
    write_offer,
)
from secondround.decisions.models import FinalVerdict
from secondround.handoff.actions.briefs import freeze_brief, hand_over, write_margin
from secondround.handoff.actions.links import LinkMade, send_link
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Brief, BriefReader, Verdict
from secondround.interviews.actions import (
    CardEntry,
    answer_follow_up,
    assign,
    plan_interview,
    submit_scorecard,
    waive_scorecard,
)
from secondround.interviews.actions.imports import keep_for_preview
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Assignment, FollowUp, ImportRun, Interview, Note, Scorecard
from secondround.interviews.planned import Given, GivenFile, Options
from secondround.people.actions import grant_right
from secondround.people.actions.times import add_busy
from secondround.people.models import BusyTime, CandidateSession, InstallationRight, RightKind, User
from secondround.positions.actions import (
    KitGiven,
    SiteGiven,
    add_competency,
    add_question,
    add_room,
    add_round,
    end_team,
    join_pool,
    make_kit,
    make_pool,
    make_site,
    name_team,
    open_position,
)
from secondround.positions.models import Kit, MeetingRoom, Pool, Round, TeamMember, TeamRole
from secondround.preparation.actions import keep_jotting, keep_note, send_thank_you
from secondround.visits.actions import DayGiven, SessionGiven, add_session, confirm_day, plan_day
from secondround.visits.models import (
    Adjustment,
    Invitation,
    InvitationState,
    ItemKind,
    ItemState,
    Session,
    SessionPart,
    SessionPerson,
    Topic,
    Visit,
    VisitState,
)


@dataclass
class Stage:
    """The cast with everything set up, and one browser per actor."""

    world: Cast
    actors: dict[str, User]
    clients: dict[str, Client]
    brief: Brief
    reader: BriefReader
    link: LinkMade
    run: ImportRun
    assignments: dict[str, Assignment]
    interview: Interview
    kit: Kit
    merge: Merge
    view: SavedView
    pool: Pool
    room: MeetingRoom
    visit: Visit
    applications: dict[str, object] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


def add_selves(stage: Stage) -> None:
    """Y: hiring manager here, and applied for the same position as Emil. L: a recruiter with a declared conflict with everybody.
    V: met Cleo in the second round only. W: owes a card on Nils, whom they referred. U: may open positions and import, and has none.
    Q: recruits here and owes Cleo's card.
    """
    world, at = stage.world, stage.world.at + timedelta(days=2)
    emil, lara = person("Emil Self"), person("Lara Conflict")
    name_team(by=world.rosa, at=at, position=world.position, user=emil, role=TeamRole.HIRING_MANAGER)
    name_team(by=world.rosa, at=at, position=world.position, user=emil, role=TeamRole.RECRUITER)
    name_team(by=world.rosa, at=at, position=world.position, user=lara, role=TeamRole.RECRUITER)
    own = applicant(world.rosa, world.position, "Emil Self", at=at)
    type(own.candidate).objects.filter(pk=own.candidate.pk).update(email=emil.email)
    own.candidate.refresh_from_db()
    submit(world, world.nora, own, {"Teamwork": 4}, notes={"Teamwork": ["A colleague of ours."]})
    stage.applications["Emil"] = own
    queue_letter(by=world.rosa, at=at, to=Recipient("Emil Self", emil.email), kind="interviews.changed_candidate", subject="Another time",
                 body="We meet later.", about=f"application:{own.pk}")  # fmt: skip
    for one in stage.applications.values():
        Conflict.objects.create(user=lara, candidate=one.candidate, kind=ConflictKind.RELATIVE, declared_at=at)
    vera, wim = person("Vera Second"), person("Wim Torn")
    second = add_round(by=world.rosa, at=at, position=world.position, name="Second round")
    interview = plan_interview(by=world.rosa, at=at, application=world.cleo, round=second)
    assigned = assign(by=world.rosa, at=at, interview=interview, user=vera)
    waive_scorecard(by=world.rosa, at=at, assignment=assigned, reason="met informally")
    stage.assignments["W"] = owe(world, wim, world.nils)
    Conflict.objects.create(user=wim, candidate=world.nils.candidate, kind=ConflictKind.REFERRER, declared_at=at)
    quirin = person("Quirin Torn")
    name_team(by=world.rosa, at=at, position=world.position, user=quirin, role=TeamRole.RECRUITER)
    owe(world, quirin, world.cleo)
    ulla = person("Ulla Rights", rights=[RightKind.OPEN_POSITIONS, RightKind.IMPORT])
    for key, user in (("Y", emil), ("L", lara), ("V", vera), ("W", wim), ("U", ulla), ("Q", quirin)):
        stage.actors[key], stage.clients[key] = user, signed_in(user)


def token(name: str) -> str:
    """A canary: one unbroken word that no page would hold by chance."""
    return "zq" + name.replace("-", "") + "qz"


def set_stage() -> Stage:
    world = cast()
    world.ines.zone = "Europe/Amsterdam"
    others = {
        "C": person("Clara Account"),
        "X": person("Xenia Stone"),
        "E": _steward(person("Erik Holm")),
        "M": person("Mona Neighbour"),
        "K": person("Kurt Conflict"),
        "B": person("Bea Owing"),
        "G": person("Greta Host"),
    }
    User.objects.filter(pk=others["C"].pk).update(email=world.cleo.candidate.email)
    others["C"].refresh_from_db()
    others["C"].email = world.cleo.candidate.email
    at = world.at + timedelta(days=3)
    type(world.cleo.candidate).objects.filter(pk=world.cleo.candidate.pk).update(phone=token("contact-phone-of-cleo"))
    actors = {
        "I": world.ines, "H": world.hugo, "S": world.sami, "R": world.rosa, "A": world.ada, "P": world.pia, "O": world.otto, **others,
    }  # fmt: skip
    _neighbour(world, others["M"])
    name_team(by=world.rosa, at=at, position=world.position, user=others["K"], role=TeamRole.HIRING_MANAGER)
    former = name_team(by=world.rosa, at=at, position=world.position, user=world.otto, role=TeamRole.HIRING_MANAGER)
    end_team(by=world.rosa, at=at + timedelta(hours=1), member=former)
    zoe = applicant(world.rosa, world.position, "Zoe Adler", at=at)
    quinn = applicant(world.rosa, world.position, "Quinn Abel", at=at)
    submit(world, world.ines, world.cleo, {"Teamwork": 4, "Technical judgement": 5},
           notes={"Teamwork": [f"She asked the crew of 12 first {token('note-by-ines')}."]})  # fmt: skip
    submit(
        world,
        world.nora,
        world.cleo,
        {"Teamwork": 2},
        notes={"Teamwork": [f"Spoke over a crew of 8 {token('note-by-nora')}."]},
    )
    submit(
        world,
        world.nora,
        world.nils,
        {"Teamwork": 3},
        notes={"Teamwork": [f"Let others finish {token('note-on-nils')}."]},
    )
    submit(world, world.nora, quinn, {"Teamwork": 1}, notes={"Teamwork": ["Would not say."]})
    assignments = {
        "I": Assignment.objects.get(user=world.ines, interview__application=world.cleo),
        "H": owe(world, world.hugo, world.nils),
        "B": owe(world, others["B"], world.cleo),
    }
    open_case(
        by=world.rosa, at=at, application=world.cleo, user=others["X"], role=CaseRole.INTRODUCED, reason="meets Cleo"
    )
    Conflict.objects.create(
        user=others["K"], candidate=world.cleo.candidate, kind=ConflictKind.RELATIVE, declared_at=at
    )
    draft = Scorecard.objects.create(assignment=assignments["H"])
    Note.objects.create(scorecard=draft, competency=world.teamwork, number=1, text=token("draft-of-hugo"))
    interview = schedule_interview(
        by=world.rosa, at=at, application=world.cleo, round=world.first_round, kit=None, assessors=[others["B"]], tells=False,
        when=Appointment(timezone.now() + timedelta(days=7), 45, "Europe/Amsterdam"),
    )  # fmt: skip
    add_busy(by=world.rosa, at=at, from_at=timezone.now(), to_at=timezone.now() + timedelta(days=1))
    kit = make_kit(
        by=world.rosa, at=at, round=world.first_round, given=KitGiven("Conversation on the work", 45, [world.teamwork])
    )
    add_question(by=world.rosa, at=at, kit=kit, text="Whom did you ask first?", competency=world.teamwork)
    _paper(world, at)
    note = Note.objects.get(text__contains=token("note-by-ines"))
    reason = ReasonGiven(f"Two people heard it {token('reason-for-cleo')}.", [world.teamwork], [note])
    world.cleo.refresh_from_db()
    decide_round(by=world.hugo, at=at, choices=[Choice(world.cleo, world.rosa, ANSWER_BY, Verdict.ADVANCE, reason)])
    poor = ReasonGiven(
        f"Nothing was heard {token('reason-for-quinn')}.", [world.teamwork], [Note.objects.get(text="Would not say.")]
    )
    close(by=world.hugo, at=at, application=quinn, reason=poor, owner=world.hugo, due_on=ANSWER_BY)
    world.cleo.refresh_from_db()
    brief = freeze_brief(by=world.hugo, at=at, application=world.cleo)
    reader = hand_over(by=world.hugo, at=at, application=world.cleo, reader=world.sami)
    link = send_link(by=world.hugo, at=timezone.now(), brief=brief, reader=reader, address="http://127.0.0.1:8000")
    for user, name in ((world.sami, "margin-of-sami"), (world.hugo, "margin-of-hugo")):
        write_margin(by=user, at=at, application=world.cleo, text=token(name), version=0)
    answered = FollowUp.objects.filter(application=world.cleo).order_by("pk").last()
    answer_follow_up(by=world.sami, at=at, follow_up=answered, answer=token("answer-noted"))
    one, two = (applicant(world.rosa, world.position, name, at=at) for name in ("Piet Twin", "Pieter Twin"))
    merge = merge_candidates(by=world.rosa, at=at, kept=one.candidate, gone=two.candidate)
    pool = make_pool(by=world.rosa, at=at, name="Technical interviewers")
    join_pool(by=world.rosa, at=at, pool=pool, user=world.ines)
    site = make_site(by=world.rosa, at=at, given=SiteGiven("Rotterdam", "Europe/Amsterdam"))
    room = add_room(by=world.rosa, at=at, site=site, name="Quay")
    view = save_view(by=world.rosa, at=at, name="Mine", query="state=received")
    visit = a_day(world, others, kit, room)
    to = Recipient("Cleo Marin", "cleo@mail.example")
    queue_letter(by=world.rosa, at=at, to=to, kind="interviews.changed_candidate", subject="Another time",
                 body=f"We meet later {token('letter-to-cleo')}.", about=f"application:{world.cleo.pk}")  # fmt: skip
    run = keep_for_preview(
        by=world.rosa, at=timezone.now(), given=Given((GivenFile("scorecards.csv", SHEET),)), options=Options()
    )
    dana = _ending(world, others)
    candidates = {"c": Client(), "n": Client(), "d": Client()}
    come_in(candidates["c"], world.cleo.candidate)
    actors["c"] = world.cleo.candidate.user  # Clara Account: staff who applied, in both sessions
    actors["n"] = come_in(candidates["n"], world.nils.candidate)
    _asked(world, at)
    _held_day(world, actors["c"], at)
    _requests(world, actors, quinn, at)
    actors["d"] = come_in(candidates["d"], dana.candidate)
    staff = {key: seen_just_now(signed_in(user)) for key, user in actors.items() if key not in candidates}
    return Stage(
        world, actors, {"N": Client(), **staff, **candidates}, brief, reader, link, run,
        assignments, interview, kit, merge, view, pool, room, visit,
        {"Cleo": world.cleo, "Nils": world.nils, "Zoe": zoe, "Quinn": quinn, "Dana": dana},
    )  # fmt: skip


def _requests(world: Cast, actors: dict[str, User], quinn: Any, at: Any) -> None:
    """Cleo asked for a copy and to be forgotten; Quinn and Nils to be forgotten, which another officer and Pia have prepared."""
    Letter.objects.filter(kind="interviews.changed_candidate").update(state=LetterState.SENT, sent_at=at)
    cleo, erase = world.cleo.candidate, PrivacyKind.ERASE
    ask_privacy(by=actors["c"], at=at, candidate=cleo, kind=PrivacyKind.EXPORT, words=token("words-to-privacy"))
    ask_privacy(by=actors["c"], at=at, candidate=cleo, kind=erase)
    other = person("Petra Second", rights=[RightKind.PRIVACY])
    theirs = ask_privacy(by=come_in(Client(), quinn.candidate), at=at, candidate=quinn.candidate, kind=erase)
    propose_erasure(by=other, at=at, request=theirs)
    asked = ask_privacy(by=actors["n"], at=at, candidate=world.nils.candidate, kind=erase)
    propose_erasure(by=world.pia, at=at, request=asked)


def _ending(world: Cast, others: dict[str, User]) -> Application:
    """Dana, for another position of the same team: her second round is held, it was decided, an offer is with her.

    Ines has assessed her in it; Bea was asked afterwards and owes a card; Kurt, a hiring manager there too, has a conflict.
    """
    at = world.at + timedelta(days=3)
    post = open_position(by=world.rosa, at=world.at, title="Harbour master", recruiter=world.rosa)
    for user, role in (
        (world.hugo, TeamRole.HIRING_MANAGER),
        (others["K"], TeamRole.HIRING_MANAGER),
        (world.sami, TeamRole.SENIOR_READER),
    ):
        name_team(by=world.rosa, at=world.at, position=post, user=user, role=role)
    care = add_competency(by=world.rosa, at=world.at, position=post, name="Care")
    dana = applicant(world.rosa, post, "Dana Voss", at=world.at)
    second = add_round(by=world.rosa, at=world.at, position=post, name="Second round")
    Conflict.objects.create(
        user=others["K"], candidate=dana.candidate, kind=ConflictKind.RELATIVE, declared_at=world.at
    )

    def judge(user: User, of: Round, words: str) -> Scorecard:
        interview = plan_interview(by=world.rosa, at=at, application=dana, round=of, held_at=at)
        asked = assign(by=world.rosa, at=at, interview=interview, user=user)
        return submit_scorecard(by=user, at=at, assignment=asked, entries=[CardEntry(care, 4.0, [words])])

    judge(world.nora, post.rounds.get(number=1), f"Looked twice {token('first-round-of-dana')}.")
    judge(world.ines, second, f"Checked every line {token('second-round-of-dana')}.")
    noted = judge(world.sami, second, "Knew the tide.").notes.get()
    reason = ReasonGiven("It was heard.", [care], [noted])
    decide_round(by=world.hugo, at=at, choices=[Choice(dana, world.rosa, ANSWER_BY, Verdict.ADVANCE, reason)])
    dana.refresh_from_db()
    freeze_brief(by=world.hugo, at=at, application=dana)
    hand_over(by=world.hugo, at=at, application=dana, reader=world.sami)
    debrief = open_debrief(by=world.rosa, at=at, application=dana)
    for user in (world.sami, world.ines):
        enter_debrief(by=user, at=at, debrief=debrief)
    speak(by=world.ines, at=at, debrief=debrief, words=f"I would {token('view-of-ines')}.")
    why = ReasonGiven(f"She is careful {token('decision-on-dana')}.", [care], [noted])
    decide(
        by=world.sami,
        at=at,
        application=dana,
        final=Final(FinalVerdict.HIRE, why, world.rosa, ANSWER_BY, dissent=token("dissent-on-dana")),
    )
    write_feedback(
        by=world.hugo, at=at, application=dana, parts={str(care.uid): f"You looked twice {token('feedback-for-dana')}."}
    )
    terms = {
        "title": "Harbour master",
        "pay": token("pay-of-dana"),
        "currency": "EUR",
        "period": "year",
        "start_on": "2027-02-01",
    }
    dana.refresh_from_db()
    offer = write_offer(by=world.rosa, at=at, application=dana, given=OfferGiven(terms, ANSWER_BY, [world.sami]))
    answer_approval(by=world.sami, at=at, offer=offer, says_yes=True, terms_sha256=offer.terms_sha256)
    offer.refresh_from_db()
    send_offer(by=world.rosa, at=at, offer=offer)
    interview = plan_interview(by=world.rosa, at=at, application=dana, round=second, held_at=at)
    assign(by=world.rosa, at=at, interview=interview, user=others["B"])
    return dana


def a_day(world: Cast, others: dict[str, User], kit: Kit, room: MeetingRoom) -> Visit:
    """Cleo's second-round day, three weeks ahead: Bea holds an interview, Greta is introduced and walks her round."""
    at, on = world.at + timedelta(days=3), timezone.localdate() + timedelta(days=21)
    bea, greta, start = others["B"], others["G"], datetime.combine(on, time(9), ZoneInfo("Europe/Amsterdam"))
    given = DayGiven(on, "Europe/Amsterdam", room.site, greta, world.rosa, f"The blue door {token('welcome-to-cleo')}.")
    visit = plan_day(by=world.rosa, at=at, application=world.cleo, given=given)
    talk = SessionGiven(ItemKind.INTERVIEW, start, 45, kit=kit, room=room, people=[(bea, SessionPart.ASSESSOR)])
    team = SessionGiven(ItemKind.INTRODUCTION, start + timedelta(hours=1), 30, title="The team", room=room,
                        people=[(greta, SessionPart.INTRODUCED)])  # fmt: skip
    for edit, one in enumerate((talk, team)):
        add_session(by=world.rosa, at=at, visit=visit, edit=edit, given=one)
    visit.refresh_from_db()
    confirm_day(by=world.rosa, at=at, visit=visit, edit=visit.edit)
    Adjustment.objects.create(
        application=world.cleo, words=token("needs-of-cleo"), arrangement=token("arrangement-of-cleo")
    )
    visit.refresh_from_db()
    return visit


def _steward(user: User) -> User:
    """The verb of naming a steward comes with the steward's doors; the role is in the policy from the start."""
    InstallationRight.objects.create(user=user, kind=RightKind.STEWARD, from_at=BEGAN)
    return user


SHEET = (
    b"position,candidate,interviewer,competency,rating,note\nWelder,Ola Ray,ines@delta.example,Welding,4,Even seams.\n"
)


def _neighbour(world: Cast, mona: User) -> None:
    """All three team roles, on another position."""
    grant_right(by=world.ada, at=world.at, user=mona, kind=RightKind.OPEN_POSITIONS)
    other = open_position(by=mona, at=world.at, title="Surveyor", recruiter=mona)
    for role in (TeamRole.HIRING_MANAGER, TeamRole.SENIOR_READER):
        name_team(by=mona, at=world.at, position=other, user=mona, role=role)
    applicant(mona, other, "Vera Other", at=world.at)
    from secondround.people.actions import end_right

    end_right(by=world.ada, at=world.at + timedelta(hours=1), user=mona, kind=RightKind.OPEN_POSITIONS)


def _asked(world: Cast, at: datetime) -> None:
    """Cleo was invited and comes; one topic was told her, another was not."""
    Invitation.objects.create(
        application=world.cleo, meaning="To talk about cranes.", meets="The director.", answer_by=ANSWER_BY, decide_on=ANSWER_BY,
        contact=world.rosa, state=InvitationState.ACCEPTED, sent_by=world.rosa, sent_at=at, answered_at=at,
    )  # fmt: skip
    for order, (name, told) in enumerate((("topic-told", at), ("topic-not-told", None)), start=1):
        Topic.objects.create(
            application=world.cleo, text=token(name), order=order, made_by=world.sami, made_at=at, published_at=told
        )


def _held_day(world: Cast, cleo: User, at: datetime) -> None:
    """Cleo met Ines, jotted a line and gave a note that waits for Ines's card of the second round."""
    day = Visit.objects.create(
        application=world.cleo,
        on=at.date(),
        zone="Europe/Amsterdam",
        coordinator=world.rosa,
        state=VisitState.HELD,
        made_at=at,
    )
    talk = Session.objects.create(
        visit=day, kind=ItemKind.INTERVIEW, starts_at=at, minutes=45, state=ItemState.TOOK_PLACE
    )
    SessionPerson.objects.create(session=talk, user=world.ines, part=SessionPart.ASSESSOR)
    keep_jotting(by=cleo, at=at, visit=day, about=world.ines, base=0, words={"said": token("jotting-on-ines")})
    note = keep_note(by=cleo, at=at, visit=day, to=world.ines, text=token("note-to-ines"), base=0)
    send_thank_you(by=cleo, at=at, note=note)


def _paper(world: Cast, at: object) -> None:
    data = b"A paper of Cleo's."
    add_document(
        by=world.rosa, at=at, application=world.cleo,
        file=StoredFile(storage.keep(data), "cv.txt", "text/plain", len(data), storage.digest(data), "A paper of Cleo's.", "text"),
    )  # fmt: skip
    CandidateFact.objects.filter(candidate=world.cleo.candidate).exists()


def address(stage: Stage, door: str) -> str:
    """The address of a door in this situation; looked for once, since whatever a request changes is taken back."""
    if door not in stage.addresses:
        stage.addresses[door] = _address(stage, door)
    return stage.addresses[door]


def _address(stage: Stage, door: str) -> str:
    name, _, about = door.partition(" ")
    whom = stage.applications.get(about, stage.world.cleo)
    world, uid = stage.world, whom.uid
    position = whom.position.uid
    arguments: dict[str, Callable[[], list[object]]] = {
        "people:take_back_busy": lambda: [BusyTime.objects.get(user=world.rosa).uid],
        "people:person": lambda: [world.dora.uid],
        "positions:pool": lambda: [stage.pool.uid],
        "preparation:my_jotting": lambda: [uid, world.ines.uid],
        "preparation:my_thanks": lambda: [uid, world.ines.uid],
        "positions:join_pool": lambda: [stage.pool.uid],
        "positions:leave_pool": lambda: [stage.pool.uid, stage.pool.members.get().pk],
        "positions:site": lambda: [stage.room.site.uid],
        "positions:add_room": lambda: [stage.room.site.uid],
        "positions:retire_room": lambda: [stage.room.site.uid, stage.room.pk],
        "positions:attribute": lambda: ["teamwork"],
        "positions:rename_round": lambda: [position, 1],
        "positions:make_kit": lambda: [position, 1],
        "positions:kit": lambda: [position, stage.kit.uid],
        "positions:retire_kit": lambda: [position, stage.kit.uid],
        "positions:ask_in_kit": lambda: [position, stage.kit.uid],
        "positions:change_question": lambda: [position, stage.kit.questions.get().uid],
        "positions:competency": lambda: [position, world.teamwork.uid],
        "positions:remove_competency": lambda: [position, world.teamwork.uid],
        "positions:end_team": lambda: [position, TeamMember.objects.filter(user=world.sami).first().pk],
        "positions:edit_attribute": lambda: [position, "teamwork"],
        "positions:edit_question": lambda: [position, "teamwork", "new"],
        "interviews:document": lambda: [world.cleo.documents.get().uid],
        "interviews:waive": lambda: [uid, stage.assignments["B"].uid],
        "visits:drop_topic": lambda: [uid, Topic.objects.get(published_at=None).uid],
        "visits:move": lambda: [stage.visit.uid, stage.visit.sessions.first().uid],
        "visits:session": lambda: [stage.visit.uid, stage.visit.sessions.first().uid],
        **{
            f"visits:{name}": lambda: [stage.visit.uid]
            for name in ("day", "frame", "add_session", "send", "cancel", "itinerary", "calendar", "happening")
        },
        "interviews:interview": lambda: [stage.interview.uid],
        "interviews:move": lambda: [stage.interview.uid],
        "interviews:change": lambda: [stage.interview.uid],
        "interviews:review": lambda: [stage.assignments[about[-1]].uid],
        "interviews:amend": lambda: [stage.assignments[about[-1]].uid],
        "interviews:scorecard": lambda: [stage.assignments[about[-1]].uid],
        "interviews:step_back": lambda: [stage.assignments[about[-1]].uid],
        "interviews:import_preview": lambda: [stage.run.uid],
        "candidates:drop_view": lambda: [stage.view.uid],
        "candidates:merge": lambda: [whom.candidate.uid, stage.applications["Zoe"].candidate.uid],
        "candidates:keep_apart": lambda: [whom.candidate.uid, stage.applications["Zoe"].candidate.uid],
        "candidates:undo_merge": lambda: [stage.merge.uid],
        "decisions:letter": lambda: [letter_about(whom)],
        "decisions:letter_again": lambda: [letter_about(whom)],
        "web:letter_again": lambda: [letter_about(whom)],
        "web:letter_back": lambda: [letter_about(whom)],
        "web:word": lambda: ["decisions.no"],
        "handoff:made_of": lambda: [position, uid],
        "handoff:end_reader": lambda: [uid, stage.reader.pk],
        "handoff:send_link": lambda: [uid, stage.reader.pk],
        "handoff:end_link": lambda: [uid, stage.link.link.uid],
        "handoff:change_question": lambda: [
            stage.brief.uid,
            FollowUp.objects.filter(application=world.cleo).first().uid,
        ],
        "handoff:link": lambda: [stage.link.token],
        "handoff:link_code": lambda: [stage.link.token],
        "people:welcome": lambda: ["no-such-token"],
        "candidates:door_link": lambda: ["no-such-token"],
        "candidates:my_letter": lambda: [letter_about(whom)],
        "candidates:my_paper": lambda: [world.cleo.documents.get().uid],
        "candidates:my_session_end": lambda: [CandidateSession.objects.get(user=stage.actors["c"]).uid],
        "candidates:my_privacy_back": lambda: [asked_by(whom, PrivacyKind.EXPORT)],
        "web:privacy_release": lambda: [asked_by(whom, PrivacyKind.EXPORT)],
        "web:privacy_erase": lambda: [asked_by(whom, PrivacyKind.ERASE)],
    }
    if name in arguments:
        return reverse(name, args=arguments[name]())
    pattern = patterns()[name]
    if "uid" not in pattern:
        return reverse(name)
    if name.startswith("people:"):
        return reverse(name, args=[world.rosa.uid if name == "people:end_right" else world.dora.uid])
    if "/briefs/" in f"/{pattern}":
        return reverse(name, args=[stage.brief.uid])
    return reverse(name, args=[position if pattern.startswith("positions/") else uid])


def asked_by(application: Any, kind: PrivacyKind) -> object:
    return PrivacyRequest.objects.get(candidate=application.candidate, kind=kind).uid


def letter_about(application: Any) -> object:
    return Letter.objects.get(kind="interviews.changed_candidate", about=f"application:{application.pk}").uid


@cache
def patterns() -> dict[str, str]:
    """Every named door of the product, from the table of URLs itself."""

    def walk(resolver: URLResolver, before: str, space: str) -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                inside = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one, path, inside)
            elif isinstance(one, URLPattern):
                yield f"{space}{one.name}", path

    return dict(walk(get_resolver(), "", ""))


# What a POST must hold for its door to be there at all; the others answer an empty one by saying what is missing.
SENT = {
    "people:grant": {"kind": "import"},
    "people:end_right": {"kind": "import"},
    "candidates:my_privacy": {"kind": "export"},
    "visits:happening": {"what": "arrived"},
    "interviews:amend of I": {"reason": "Heard it wrong.", "version": "0"},
}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a request changed is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(stage: Stage, actor: str, method: str, door: str) -> str:
    """What one actor's request came to, as `outcome` says it."""
    client = stage.clients[actor]
    keep = dict(client.cookies)
    with undone():
        # A body, however small: without a length a request is refused before any door is asked.
        body = {"data": b"x", "content_type": "text/plain"} if method in ("PUT", "PATCH", "DELETE") else {}
        if method == "POST" and door in SENT:
            body = {"data": SENT[door]}
        found = outcome(getattr(client, method.lower())(address(stage, door), **body))
    client.cookies.clear()
    client.cookies.update(keep)
    return found


def outcome(response: Any) -> str:
    """Yes, no (404), sign in, way in (a candidate's), or no such side."""
    status, place = response.status_code, response.headers.get("Location", "")
    if status == 405:
        return "no such side"
    if status == 302 and "/account/login/" in place:
        return "sign in"
    if status == 302 and place.startswith("/mine/in/?next="):
        return "way in"
    return "no" if status == 404 else "yes"


UNKNOWN = uuid4()
