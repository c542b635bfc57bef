"""The cast of every test, brought in through the real actions: one small position, as a hiring team would set it up.

Rosa recruits, Hugo hires, Ines interviews, Sami decides in the second round, Dora heads the department, Otto stands outside.
Ada administers, Pia is the privacy officer, Nora is another interviewer. Cleo and Nils are candidates; Nils has no scorecards.

    world = cast()                       # the people, the position "Site engineer" and its two candidates
    card = submit(world, world.ines, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["She asked the crew first."]})
    client = signed_in(world.rosa)       # a browser of hers, second factor included
    second = second_round(world)         # Cleo goes on: brief with Sami, kits of a second round, a site with rooms
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from secondround.audit.actions import Machine
from secondround.candidates.actions import add_candidate, invite_to_page, receive_application
from secondround.candidates.models import Application, Candidate
from secondround.decisions.actions import Choice, decide_round
from secondround.handoff.actions.briefs import freeze_brief, hand_over
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Brief, BriefReader, Verdict
from secondround.interviews.actions import CardEntry, assign, plan_interview, submit_scorecard
from secondround.interviews.models import Assignment, AssignmentState, Recommendation, Scorecard
from secondround.people.actions import add_person, grant_right
from secondround.people.models import Organisation, RightKind, User
from secondround.positions.actions import (
    KitGiven,
    SiteGiven,
    add_competency,
    add_room,
    add_round,
    make_kit,
    make_site,
    name_team,
    open_position,
)
from secondround.positions.models import Competency, Kit, MeetingRoom, Position, Round, Site, TeamRole
from tests.replay import replayed

CONSOLE = Machine("console")
BEGAN = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)  # a Monday
TODAY = datetime.now(UTC).date()
ANSWER_BY = TODAY + timedelta(days=21 + (4 - TODAY.weekday()) % 7)  # a Friday three to four weeks ahead, in any year
PASSWORD = "a walk along the river"


@dataclass
class People:
    ada: User  # administrator
    pia: User  # privacy officer
    rosa: User  # recruiter
    hugo: User  # hiring manager
    ines: User  # interviewer
    nora: User  # interviewer
    sami: User  # senior manager
    dora: User  # department head
    otto: User  # outsider: no role anywhere


@dataclass
class Cast(People):
    at: datetime  # when everything so far had been set up
    position: Position
    first_round: Round
    technical: Competency
    teamwork: Competency
    cleo: Application
    nils: Application

    @property
    def competencies(self) -> dict[str, Competency]:
        return {"Technical judgement": self.technical, "Teamwork": self.teamwork}


@cache
def hashed_password() -> str:
    """Hashed once: the hasher is slow on purpose, and the cast is nine people."""
    return make_password(PASSWORD)


def organisation() -> Organisation:
    made, _ = Organisation.objects.get_or_create(
        pk=1, defaults={"name": "Delta Works", "zone": "Europe/Amsterdam", "created_at": BEGAN}
    )
    return made


def person(name: str, *, rights: Sequence[RightKind] = (), title: str = "", at: datetime = BEGAN) -> User:
    """Somebody who has accepted an invitation: may sign in with `PASSWORD`."""
    email = f"{name.split()[0].lower()}@delta.example"
    user = add_person(by=CONSOLE, at=at, name=name, email=email, title=title, department="Projects")
    user.password = hashed_password()
    user.invited_at = at
    user.save()
    for kind in rights:
        grant_right(by=CONSOLE, at=at, user=user, kind=kind)
    return user


def people() -> People:
    """Everybody of the cast who works here; no position yet."""
    organisation()
    return People(
        ada=person("Ada Obi", rights=[RightKind.ADMINISTRATOR], title="IT"),
        pia=person("Pia Lund", rights=[RightKind.PRIVACY], title="Privacy officer"),
        rosa=person("Rosa Keller", rights=[RightKind.OPEN_POSITIONS, RightKind.IMPORT], title="Recruiter"),
        hugo=person("Hugo Brandt", title="Head of construction"),
        ines=person("Ines Carvalho", title="Senior engineer"),
        nora=person("Nora Wójcik", title="Planner"),
        sami=person("Sami Haddad", title="Director"),
        dora=person("Dora van den Bosch", title="Head of projects"),
        otto=person("Otto Lindqvist", title="Buyer"),
    )


@replayed
def cast() -> Cast:
    """The people, and the position "Site engineer": Rosa R, Hugo H, Sami S; Cleo and Nils applied; nobody is asked to assess yet."""
    everybody = people()
    rosa, at = everybody.rosa, BEGAN + timedelta(days=1)
    position = open_position(by=rosa, at=at, title="Site engineer", recruiter=rosa, place="Rotterdam", choose=1)
    name_team(by=rosa, at=at, position=position, user=everybody.hugo, role=TeamRole.HIRING_MANAGER)
    name_team(by=rosa, at=at, position=position, user=everybody.sami, role=TeamRole.SENIOR_READER)
    technical = add_competency(by=rosa, at=at, position=position, name="Technical judgement")
    teamwork = add_competency(by=rosa, at=at, position=position, name="Teamwork")
    return Cast(
        **vars(everybody),
        at=at,
        position=position,
        first_round=position.rounds.get(number=1),
        technical=technical,
        teamwork=teamwork,
        cleo=applicant(rosa, position, "Cleo Marin", at=at),
        nils=applicant(rosa, position, "Nils Berg", at=at),
    )


def applicant(recruiter: User, position: Position, name: str, *, at: datetime) -> Application:
    """A new candidate for `position`, to whom its recruiter owes an answer."""
    candidate: Candidate = add_candidate(
        by=recruiter, at=at, position=position, name=name, email=f"{name.split()[0].lower()}@mail.example"
    )
    return receive_application(
        by=recruiter, at=at, candidate=candidate, position=position, owner=recruiter, answer_by=ANSWER_BY
    )


def open_for(world: Cast, title: str) -> Position:
    """Another position that Rosa recruits for."""
    return open_position(by=world.rosa, at=world.at, title=title, recruiter=world.rosa)


def owe(world: Cast, user: User, application: Application, *, at: datetime | None = None) -> Assignment:
    """`user` is asked to assess in the first round and is blind on it from now on."""
    moment = at or world.at + timedelta(days=1)
    interview = plan_interview(
        by=world.rosa, at=moment, application=application, round=world.first_round, held_at=moment
    )
    return assign(by=world.rosa, at=moment, interview=interview, user=user)


def submit(
    world: Cast,
    user: User,
    application: Application,
    ratings: Mapping[str, float | None],
    *,
    notes: Mapping[str, Sequence[str]] | None = None,
    recommendation: Recommendation | None = None,
    at: datetime | None = None,
) -> Scorecard:
    """`user` assesses in the first round, as named by competency; answers an assignment still owed, else gets one."""
    moment = at or world.at + timedelta(days=2)
    standing = Assignment.objects.filter(
        user=user,
        state=AssignmentState.OWED,
        interview__application=application,
        interview__round=world.first_round,
    ).first()
    assignment = standing or owe(world, user, application, at=moment)
    said = notes or {}
    entries = [
        CardEntry(competency=world.competencies[name], value=value, notes=said.get(name, ()))
        for name, value in ratings.items()
    ]
    return submit_scorecard(by=user, at=moment, assignment=assignment, entries=entries, recommendation=recommendation)


def come_in(client: Client, candidate: Candidate) -> User:
    """`client` becomes a browser in which this candidate is signed in, by a letter's link as they would be."""
    link = invite_to_page(by=CONSOLE, at=timezone.now(), candidate=candidate)
    answer = client.post(urlsplit(link).path)
    assert answer.status_code == 302, answer.content
    candidate.refresh_from_db()
    return candidate.user


def second_factor(user: User) -> str:
    """Give somebody an authenticator app and recovery codes, as the pages would; returns the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def signed_in(user: User) -> Client:
    """A browser in which `user` is signed in with both factors, as a real installation wants it of staff."""
    from allauth.mfa.models import Authenticator

    if not Authenticator.objects.filter(user=user).exists():
        second_factor(user)
    client = Client()
    client.force_login(user)
    return client


@dataclass
class SecondRound:
    """Cleo goes on: her brief is frozen and with Sami, the plan has a second round, and there is a house to meet in."""

    at: datetime
    round: Round
    conversation: Kit  # assessed, 60 minutes, about both competencies
    figures: Kit  # assessed, 45 minutes, technical
    team: Kit  # meeting the team, 30 minutes, not assessed
    site: Site  # Rotterdam, on Amsterdam's clocks
    rooms: list[MeetingRoom]  # Maas, Schie
    brief: Brief | None  # None: nobody has been handed over yet
    reader: BriefReader | None


@replayed
def second_round(world: Cast) -> SecondRound:
    """Ines and Nora have assessed Cleo, Hugo let her go on with a reason and handed her brief to Sami. No day is planned yet."""
    at = world.at + timedelta(days=3)
    card = submit(world, world.ines, world.cleo, {"Teamwork": 4, "Technical judgement": 5},
                  notes={"Teamwork": ["She asked the crew first."], "Technical judgement": ["Drew the load path unasked."]})  # fmt: skip
    submit(world, world.nora, world.cleo, {"Teamwork": 2}, notes={"Teamwork": ["Spoke over a colleague once."]})
    reason = ReasonGiven("Two people heard it.", [world.teamwork], list(card.notes.filter(competency=world.teamwork)))
    decide_round(by=world.hugo, at=at, choices=[Choice(world.cleo, world.rosa, ANSWER_BY, Verdict.ADVANCE, reason)])
    world.cleo.refresh_from_db()
    brief = freeze_brief(by=world.hugo, at=at, application=world.cleo)
    reader = hand_over(by=world.hugo, at=at, application=world.cleo, reader=world.sami)
    return SecondRound(at, *second_plan(world, at), brief, reader)


def second_plan(world: Cast, at: datetime) -> tuple[Round, Kit, Kit, Kit, Site, list[MeetingRoom]]:
    """A second round with its three kits, and the house to meet in."""
    of = add_round(by=world.rosa, at=at, position=world.position, name="Second round")
    both = [world.technical, world.teamwork]
    conversation, figures, team = (
        make_kit(by=world.rosa, at=at, round=of, given=given)
        for given in (
            KitGiven("Conversation with the director", 60, both),
            KitGiven("The figures", 45, [world.technical]),
            KitGiven("Meet the team", 30, [], is_assessed=False),
        )
    )
    house = SiteGiven("Rotterdam office", "Europe/Amsterdam", "Kade 1\n3011 Rotterdam")
    site = make_site(by=world.rosa, at=at, given=house)
    rooms = [add_room(by=world.rosa, at=at, site=site, name=name) for name in ("Maas", "Schie")]
    return of, conversation, figures, team, site, rooms


def seen_just_now(client: Client) -> Client:
    """That somebody was seen is noted once a minute; not while a test counts queries, or asks a thousand times."""
    session = client.session
    session["seen_at"] = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    session.save()
    return client
