"""Named reads of assessments. Callers bring applications that their viewer may read; nothing here widens sight."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.interviews.access import readable_rounds
from secondround.interviews.models import (
    AskedQuestion,
    Assignment,
    AssignmentState,
    Draft,
    Exposure,
    FollowUpReply,
    Interview,
    Note,
    Rating,
    Scorecard,
)
from secondround.people.models import User
from secondround.people.policy import Condition, Role
from secondround.positions.models import Round


def cards_in_force(applications: Collection[int] | QuerySet[Application]) -> QuerySet[Scorecard]:
    """The newest submitted version of every card on these applications."""
    newer = Scorecard.objects.filter(
        assignment=OuterRef("assignment"), submitted_at__isnull=False, version__gt=OuterRef("version")
    )
    return Scorecard.objects.filter(
        ~Exists(newer), submitted_at__isnull=False, assignment__interview__application__in=applications
    )


@dataclass(frozen=True)
class GivenRating:
    """One rating as the comparison needs it: internal ids only. `value` None: not covered."""

    application: int
    assessor: int
    competency: int
    value: float | None
    sitting: int


def ratings_on(applications: Collection[int], rounds: Collection[Round] | None = None) -> list[GivenRating]:
    """Every rating in force on these applications, in a fixed order; of all rounds, or of these alone."""
    return ratings_of_cards(_of(cards_in_force(applications), rounds))


def _of(cards: QuerySet[Scorecard], rounds: Collection[Round] | None) -> QuerySet[Scorecard]:
    return cards if rounds is None else cards.filter(assignment__interview__round__in=rounds)


def ratings_of_cards(cards: QuerySet[Scorecard]) -> list[GivenRating]:
    """Every rating on just these versions of cards, in a fixed order."""
    rows = (
        Rating.objects.filter(scorecard__in=cards)
        .order_by("scorecard__assignment__interview__application", "scorecard__assignment__user", "competency")
        .values_list(
            "scorecard__assignment__interview__application",
            "scorecard__assignment__user",
            "competency",
            "value",
            "scorecard__assignment__interview",
        )
    )
    return [
        GivenRating(application, assessor, competency, None if value is None else float(value), sitting)
        for application, assessor, competency, value, sitting in rows
    ]


def card_counts(applications: Collection[int]) -> dict[int, int]:
    """How many cards are in, by application."""
    rows = (
        cards_in_force(applications)
        .values("assignment__interview__application")
        .annotate(number=Count("pk"))
        .values_list("assignment__interview__application", "number")
    )
    return dict(rows)


def may_close_early(user: User, application: Application, at: datetime) -> bool:
    """Whether `user` may end this before anything took place; whoever owes a card is not told by it whether others are in."""
    holds = [] if card_counts([application.pk]) else [Condition.NOT_INTERVIEWED]
    is_open = application.state != ApplicationState.CLOSED
    return (
        is_open and candidates_access.decide(user, application, at, "application.close_early", holds=holds).is_allowed
    )


def owed_cards(applications: Collection[int]) -> dict[int, list[Assignment]]:
    """Assignments whose card is still owed, by application, longest owed first."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(state=AssignmentState.OWED, interview__application__in=applications)
    for row in rows.select_related("interview", "user").order_by("assigned_at", "pk"):
        found[row.interview.application_id].append(row)
    return found


def whole_cards(
    applications: Collection[int], *, with_competencies: bool = True, rounds: Collection[Round] | None = None
) -> list[Scorecard]:
    """Cards in force with author, interview, ratings, notes and asked questions: a fixed number of queries.

    A caller that knows the position's competencies already does without one object of them per rating and note, and without what
    the card brought to follow-ups.
    """
    ratings, notes = Rating.objects.order_by("competency__order"), Note.objects.order_by("number")
    if with_competencies:
        ratings, notes = ratings.select_related("competency", "scale"), notes.select_related("competency")
    found = _of(cards_in_force(applications), rounds)
    if with_competencies:
        found = found.prefetch_related(
            Prefetch("replies", FollowUpReply.objects.select_related("follow_up").order_by("pk"))
        )
    return list(
        found.select_related("assignment__user", "assignment__interview__round", "assignment__interview__application")
        .prefetch_related(
            Prefetch("ratings", ratings),
            Prefetch("notes", notes),
            Prefetch("asked", AskedQuestion.objects.select_related("kit_question").order_by("pk")),
        )
        .order_by("assignment__interview__at", "assignment__interview__round__number", "pk")
    )


def known_rounds(user: User, application: Application, at: datetime) -> list[Round]:
    """The rounds with a card on this person of which `user` may read others' words; else the first. What they write may tell of these."""
    held = Scorecard.objects.filter(submitted_at__isnull=False, assignment__interview__application=application)
    spoken = application.position.rounds.filter(pk__in=held.values("assignment__interview__round"))
    return readable_rounds(user, application, spoken, at) or list(application.position.rounds.all()[:1])


def mandatory_open(application: Application, of: Round | None = None) -> list[Assignment]:
    """Cards still owed that a decision waits for, of one round or of all: short forms never gate."""
    owed = Assignment.objects.filter(interview__application=application, state=AssignmentState.OWED, is_short=False)
    if of is not None:
        owed = owed.filter(interview__round=of)
    return list(owed.select_related("user", "interview__round").order_by("assigned_at", "pk"))


def asked_round(application: Application) -> Round | None:
    """The latest round after the first in which somebody is, or was, to assess this person; none while there is no second round."""
    stood = [AssignmentState.OWED, AssignmentState.SUBMITTED, AssignmentState.WAIVED]
    asked = Assignment.objects.filter(interview__application=application, state__in=stood, is_short=False)
    rounds = Round.objects.filter(position=application.position_id, pk__in=asked.values("interview__round"))
    found = rounds.order_by("-number").first()
    return found if found is not None and found.number > 1 else None


def asked_before(application: Application, of: Round) -> list[str]:
    """The questions really put to this person in earlier rounds, word for word. By whom, and what was said, is not asked here."""
    earlier = AskedQuestion.objects.filter(
        scorecard__in=cards_in_force([application.pk]), scorecard__assignment__interview__round__number__lt=of.number
    )
    return sorted(set(earlier.values_list("text", flat=True)))


def debts_of(user: User) -> list[Assignment]:
    """The cards that `user` still owes, longest owed first: their own page of debts."""
    return list(
        Assignment.objects.filter(user=user, state=AssignmentState.OWED)
        .select_related("interview__application__candidate", "interview__application__position", "interview__round")
        .order_by("assigned_at", "pk")
    )


def has_rated(user: User, application: Application) -> bool:
    """Whether an own card of `user` on this application is in."""
    return Assignment.objects.filter(
        user=user, interview__application=application, state=AssignmentState.SUBMITTED
    ).exists()


def has_written(user: User, application: Application) -> bool:
    """Whether `user` wrote anything on this application: who did had its file open."""
    mine = Q(assignment__user=user, assignment__interview__application=application)
    return Draft.objects.filter(mine).exists() or Scorecard.objects.filter(mine).exists()


def rated_by(user: User) -> set[int]:
    """Applications on which an own card of `user` is in."""
    mine = Assignment.objects.filter(user=user, state=AssignmentState.SUBMITTED)
    return set(mine.values_list("interview__application", flat=True))


def opened_numbers(user: User, applications: Collection[int] | None = None) -> set[int]:
    """Applications whose numbers `user` has opened by a recorded act."""
    mine = Q(user=user, what=NUMBERS_OPENED)
    if applications is not None:
        mine &= Q(application__in=applications)
    return set(Exposure.objects.filter(mine).values_list("application", flat=True))


NUMBERS_OPENED = "numbers"
OTHERS_READ = "cards"
EARLIER_READ, BRIEF_READ, COMPARED = "earlier_cards", "brief", "comparison"
"""What is kept of somebody who owes a card and reads of the other rounds (`actions.exposures`)."""
OPEN_BEFORE = "open_before"
"""Others' cards stood open to them when they were asked for theirs: whether they had read them, nobody knows."""


@dataclass(frozen=True)
class Seen:
    """What an author had seen before submitting: what, and since when."""

    what: str
    at: datetime


def seen_before(card: Scorecard) -> list[Seen]:
    return seen_by_authors([card])[card.pk]


def seen_by_authors(cards: Sequence[Scorecard]) -> dict[int, list[Seen]]:
    """What each author could know of others' before submitting this version, by card: numbers they had opened, and, of an amendment,
    cards of the round that were theirs to read once their own was in. Two queries, however many cards."""
    about = {card.assignment.interview.application_id for card in cards}
    exposures = list(Exposure.objects.filter(application__in=about).order_by("at"))
    submitted = Scorecard.objects.filter(assignment__interview__application__in=about, submitted_at__isnull=False)
    moments = list(
        submitted.order_by("submitted_at").values_list(
            "assignment__interview__application", "assignment__interview__round", "assignment__user", "submitted_at"
        )
    )
    return {card.pk: _seen_by_author(card, exposures, moments) for card in cards}


def _seen_by_author(
    card: Scorecard, exposures: Sequence[Exposure], moments: Sequence[tuple[int, int, int, datetime | None]]
) -> list[Seen]:
    interview, author, written = card.assignment.interview, card.assignment.user_id, card.submitted_at
    if written is None:
        return []
    where = (interview.application_id, interview.round_id)
    found = [
        Seen(one.what, one.at)
        for one in exposures
        if (one.user_id, one.application_id) == (author, interview.application_id) and one.at < written
    ]
    of_round = [
        (user, at) for application, of, user, at in moments if (application, of) == where and at and at < written
    ]
    own = next((at for user, at in of_round if user == author), None)
    others = next((at for user, at in of_round if user != author), None)
    if card.version > 1 and own and others:
        found.append(Seen(OTHERS_READ, max(own, others)))
    return found


def earlier_versions(cards: Sequence[Scorecard]) -> dict[int, list[Scorecard]]:
    """Of amended cards what stood before, newest first, by assignment: the original stays beside what replaced it."""
    found: dict[int, list[Scorecard]] = defaultdict(list)
    amended = {card.assignment_id: card.version for card in cards if card.version > 1}
    if amended:
        rows = Scorecard.objects.filter(assignment__in=amended, submitted_at__isnull=False).prefetch_related(
            Prefetch("ratings", Rating.objects.select_related("competency").order_by("competency__order")),
            Prefetch("notes", Note.objects.select_related("competency").order_by("number")),
        )
        for row in rows.order_by("-version"):
            if row.version < amended[row.assignment_id]:
                found[row.assignment_id].append(row)
    return found


def notes_by_uid(applications: Collection[int]) -> Mapping[str, Note]:
    """Notes in force on these applications by outward id: what a reason may cite."""
    rows = Note.objects.filter(scorecard__in=cards_in_force(applications)).select_related(
        "scorecard__assignment__user", "scorecard__assignment__interview", "competency"
    )
    return {str(row.uid): row for row in rows}


EXPECTED = (AssignmentState.OWED, AssignmentState.SUBMITTED, AssignmentState.WAIVED, AssignmentState.NOT_WANTED)


def present(interview: Interview) -> list[Assignment]:
    """The assignments of whoever is expected in the room, in the order in which they were asked."""
    rows = interview.assignments.filter(state__in=EXPECTED)
    return list(rows.select_related("user").order_by("assigned_at", "pk"))


def holders_of(interview: Interview) -> list[User]:
    """Who is expected in the room."""
    return [one.user for one in present(interview)]


def draft_on(assignment: Assignment) -> Draft | None:
    """What its author has written so far. Nobody else ever asks for it."""
    return Draft.objects.filter(assignment=assignment).first()


def versions_of(assignment: Assignment) -> list[Scorecard]:
    """Every submitted version of one card, newest first, whole."""
    return list(
        assignment.scorecards.filter(submitted_at__isnull=False)
        .prefetch_related(
            Prefetch("ratings", Rating.objects.select_related("competency", "scale").order_by("competency__order")),
            Prefetch("notes", Note.objects.select_related("competency").order_by("number")),
            Prefetch("asked", AskedQuestion.objects.select_related("kit_question").order_by("pk")),
        )
        .order_by("-version")
    )


def reads_words_first(user: User, application: Application, at: datetime) -> bool:
    """Whoever reads as the senior reader alone: levels and overall recommendations follow after a rating of their own, or once they
    opened the numbers by an act that is recorded. Otherwise the file would tell what their brief keeps closed, and nothing would say so."""
    roles = candidates_access.facts_about(user, application, at).roles
    if Role.SENIOR not in roles or roles & {Role.HIRING_MANAGER, Role.RECRUITER}:
        return False
    return application.pk not in opened_numbers(user, [application.pk]) | rated_by(user)
