"""Named reads of candidates: who is known by an e-mail, which day an answer is promised for, the notice applicants are shown."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondround.candidates import access
from secondround.candidates.duplicates import Known, name_key, suspected
from secondround.candidates.models import (
    Application,
    Candidate,
    CaseMember,
    Conflict,
    Enquiry,
    KeptApart,
    Merge,
    PrivacyRequest,
    PrivacyState,
)
from secondround.candidates.rules import ANSWER_WITHIN_WORKING_DAYS, folded_words, working_days_after
from secondround.correspondence.models import Letter, LetterState
from secondround.people import policy
from secondround.people.candidate_door import LIVES
from secondround.people.models import CandidateSession, InstallationRight, Organisation, RightKind, User
from secondround.people.queries import known_language
from secondround.positions.access import live
from secondround.positions.models import Position, PositionState, TeamMember, TeamRole
from secondround.positions.queries import members

FORGOTTEN_AFTER = timedelta(days=1)
ONLY_PAPER = "only_paper"
"""Says of an enquiry that nothing but a résumé is kept in it: the form was not right yet, and it can be confirmed by nobody."""
MOST_PAIRS = 100
MOST_NEW, MOST_ALIKE, LATELY = 200, 1000, timedelta(days=90)
"""Of whom Today looks whether they are here twice; the page of duplicates looks at everybody."""
Pair = tuple[Candidate, Candidate, tuple[str, ...]]
KEY = "candidates.key"
"""The kind of letter that carries a way in: a secret between its reader and the door."""


def language_of(candidate: Candidate) -> str:
    """In which language somebody is written to: their own where this installation speaks it."""
    return known_language(candidate.language)


def hash_of(token: str) -> str:
    """What is kept of the token in an applicant's form."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_by_email(email: str) -> Candidate | None:
    """The person behind an address; where two records were found to be one, the one that was kept."""
    found = (
        Candidate.objects.select_related("merged_into").filter(email__iexact=email.strip()).first() if email else None
    )
    return (found.merged_into or found) if found else None


def own_user(email: str) -> User | None:
    """The user who comes in by this address: the one that the person's record names. Nobody's address asks as much of the database."""
    known = Candidate.objects.select_related("user", "merged_into__user").filter(email__iexact=email.strip()).first()
    return (known.merged_into or known).user if known else None


def letters_to(user: User) -> QuerySet[Letter]:
    """Letters that were sent to this candidate, the newest first; the ways in that they asked for are left out.

    Of somebody who works here, too, only those about an application of theirs: the others are another person's business in them.
    """
    own = access.records_of(user)
    own_keys = Application.objects.filter(Q(candidate__in=own) | Q(candidate__merged_into__in=own)).values_list(
        "pk", flat=True
    )
    addresses = {user.email.lower(), *(one.lower() for one in own.values_list("email", flat=True) if one)}
    found = (
        Letter.objects.filter(state=LetterState.SENT)
        .annotate(address=Lower("to_address"))
        .filter(address__in=addresses)
    )
    if user.is_staff:
        found = found.filter(about__in=[f"application:{key}" for key in own_keys])
    return found.exclude(kind=KEY).order_by("-sent_at", "-pk")


def sessions_of(user: User, at: datetime) -> QuerySet[CandidateSession]:
    """The browsers in which a candidate is signed in, the newest first."""
    return CandidateSession.objects.filter(user=user, ended_at=None, began_at__gt=at - LIVES).order_by(
        "-began_at", "-pk"
    )


def open_requests(candidate: Candidate) -> QuerySet[PrivacyRequest]:
    """What a candidate asked under the law and nobody has carried out yet."""
    return PrivacyRequest.objects.filter(candidate=candidate, state__in=[PrivacyState.OPEN, PrivacyState.PROPOSED])


def requests_for(user: User, at: datetime) -> list[PrivacyRequest]:
    """Requests that `user` may read, or whose erasure they may confirm: what is due first comes first."""
    rows = PrivacyRequest.objects.select_related("candidate", "owner", "proposed_by", "confirmed_by").order_by(
        "due_on", "pk"
    )
    return [one for one in rows if _may_read(user, one, at)]


def _may_read(user: User, one: PrivacyRequest, at: datetime) -> bool:
    may = policy.decide(access.privacy_facts(user, one, at), "privacy.read").is_allowed
    return may or may_confirm(user, one, at)


def may_confirm(user: User, one: PrivacyRequest, at: datetime) -> bool:
    """Whether this erasure waits for `user`'s word: somebody else prepared it."""
    if one.state != PrivacyState.PROPOSED:
        return False
    return policy.decide(access.privacy_facts(user, one, at), "privacy.confirm").is_allowed


def privacy_officers(at: datetime) -> list[User]:
    """Who holds the right, longest first."""
    held = InstallationRight.objects.filter(live(at), kind=RightKind.PRIVACY, user__is_active=True)
    return [one.user for one in held.select_related("user").order_by("from_at", "pk")]


def answer_day(today: date) -> date:
    """The day by which whoever applies today is promised an answer."""
    return working_days_after(today, ANSWER_WITHIN_WORKING_DAYS, days_off())


def days_off() -> set[date]:
    """Days on which the organisation promises nothing and sends no answer."""
    days = Organisation.objects.values_list("days_off", flat=True).first() or []
    return {date.fromisoformat(one) for one in days}


def privacy_notice() -> str:
    """What an applicant is told about their data: the organisation's own words, or the product's with its retention and contact."""
    of = Organisation.objects.first()
    if of is None:
        return ""
    if of.privacy_notice.strip():
        return of.privacy_notice.strip()
    lines = [
        _(
            "%(name)s uses what you send here only to decide about this application, and only the people who decide about it read it."
        )
        % {"name": of.name},
        _("Your résumé is read by a person. No machine decides about you."),
    ]
    if of.retention_months:
        lines.append(
            ngettext(
                "It is kept for %(number)s month after the decision.",
                "It is kept for %(number)s months after the decision.",
                of.retention_months,
            )
            % {"number": of.retention_months}
        )
    lines.append(_("You may ask what is kept about you, have it corrected, and have it erased."))
    if of.contact_email:
        lines.append(_("Ask %(name)s, %(email)s.") % {"name": of.contact_name or of.name, "email": of.contact_email})
    return "\n".join(lines)


def find_open_position(uid: UUID, at: datetime) -> Position | None:
    """A position that takes applications: published, open, and somebody recruits for it."""
    found = Position.objects.filter(uid=uid, published_at__isnull=False, state=PositionState.OPEN).first()
    return found if found and members(found, TeamRole.RECRUITER, at) else None


def find_enquiry(token: str, position: Position, at: datetime) -> Enquiry | None:
    """What its sender began for this position within a day, confirmed or not."""
    return _enquiries(token, position, at).exclude(given__has_key=ONLY_PAPER).first()


def find_kept_paper(token: str, position: Position, at: datetime) -> Enquiry | None:
    """A résumé that came with a form in which something else was wrong, while no later form has taken it over."""
    return _enquiries(token, position, at).filter(given__has_key=ONLY_PAPER, ended_at=None).first()


def _enquiries(token: str, position: Position, at: datetime) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(token_hash=hash_of(token), position=position, made_at__gt=at - FORGOTTEN_AFTER)


def namesakes(user: User, at: datetime, name: str, email: str) -> list[Candidate]:
    """People with this address or this name whom `user` may list already; nobody learns of others from typing a name."""
    listed = access.visible_to(user, at, "application.list").values("candidate")
    words = folded_words(name)
    seen = Candidate.objects.filter(pk__in=listed, merged_into__isnull=True)
    same = [one for one in seen.filter(_contains(words)) if name_key(one.name) == name_key(name)] if words else []
    contact = access.visible_to(user, at, "contact.read").values("candidate")
    by_email = find_by_email(email)
    if by_email and Candidate.objects.filter(pk=by_email.pk, pk__in=contact).exists() and by_email not in same:
        same.insert(0, by_email)
    return same[:10]


def _contains(words: list[str]) -> Q:
    found = Q()
    for word in words:
        found &= Q(folded__contains=f" {word}") | Q(folded="", name__icontains=word)
    return found


@dataclass(frozen=True)
class Intake:
    """What an application's page shows of intake, for those who may write tags."""

    tags: tuple[str, ...]


def intake_of(user: User, application: Application, at: datetime) -> Intake | None:
    if not access.decide(user, application, at, "tag.write").is_allowed:
        return None
    return Intake(tuple(application.tags.values_list("name", flat=True)))


def mergeable(user: User, at: datetime) -> QuerySet[Candidate]:
    """People on every application of whom `user` may put records together."""
    may = access.visible_to(user, at, "candidate.merge")
    elsewhere = Application.objects.filter(duplicate_of__isnull=True).exclude(pk__in=may.values("pk"))
    return Candidate.objects.filter(merged_into__isnull=True, pk__in=may.values("candidate")).exclude(
        pk__in=elsewhere.values("candidate")
    )


def suspected_pairs(user: User, at: datetime) -> list[Pair]:
    """Records that may be one person, among those whose files `user` may read and put together; not those known to be two."""
    return _pairs(mergeable(user, at))[:MOST_PAIRS]


def new_pairs(user: User, at: datetime) -> int:
    """How many pairs wait for a look because one of the two came in lately. Bounded, however many people there are."""
    may = access.visible_to(user, at, "candidate.merge")
    lately = may.filter(candidate__made_at__gt=at - LATELY, candidate__merged_into__isnull=True)
    newest = lately.order_by("-candidate__made_at", "-candidate").values_list("candidate", flat=True)[:MOST_NEW]
    new = _wholly(may, newest)
    names, phones = {one.name_key for one in new} - {""}, {one.phone_key for one in new} - {""}
    alike = Candidate.objects.filter(Q(name_key__in=names) | Q(phone_key__in=phones), merged_into__isnull=True)
    also = _wholly(may, alike.order_by("-pk").values_list("pk", flat=True)[:MOST_ALIKE]) if new else []
    return len(_pairs([*new, *also]))


def _wholly(may: QuerySet[Application], keys: Iterable[int]) -> list[Candidate]:
    """Those of a few people all of whose applications are among `may`, as `mergeable` has it; asked of these few alone."""
    few = set(keys)
    theirs = Application.objects.filter(duplicate_of__isnull=True, candidate__in=few).values_list("pk", "candidate")
    mine = set(may.filter(candidate__in=few).values_list("pk", flat=True))
    elsewhere = {candidate for key, candidate in theirs if key not in mine}
    return list(Candidate.objects.filter(pk__in={candidate for _key, candidate in theirs} - elsewhere))


def _pairs(found: Iterable[Candidate]) -> list[Pair]:
    people = {one.pk: one for one in found}
    records = [Known(one.pk, one.name, one.email or "", one.phone) for one in people.values()]
    apart = (
        set(KeptApart.objects.filter(one__in=people, other__in=people).values_list("one", "other")) if people else set()
    )
    return [
        (people[pair.one], people[pair.other], pair.reasons)
        for pair in suspected(records)
        if (pair.one, pair.other) not in apart
    ]


def merges_of(user: User, at: datetime) -> list[Merge]:
    """What was put together and could be taken apart by `user`, newest first."""
    standing = Merge.objects.filter(undone_at__isnull=True, kept__in=mergeable(user, at).values("pk"))
    return list(standing.select_related("kept", "gone", "made_by").order_by("-made_at", "-pk")[:50])


@dataclass(frozen=True)
class Sight:
    """Somebody who may or might open one file: as what (a team role or a case role), why, from when to when."""

    user: User
    role: str
    reason: str
    from_at: datetime
    to_at: datetime | None


def sight_on(application: Application) -> list[Sight]:
    """Everybody who could ever open this file, those who still can first: the rows that sight follows from. Two queries.

    A senior reader of the team reads nobody before the hand-over, which is a row of its own, and is left out until then.
    """
    team = TeamMember.objects.filter(position=application.position_id).exclude(role=TeamRole.SENIOR_READER)
    case = CaseMember.objects.filter(application=application)
    rows = [Sight(one.user, one.role, "", one.from_at, one.to_at) for one in team.select_related("user")]
    rows += [Sight(one.user, one.role, one.reason, one.from_at, one.to_at) for one in case.select_related("user")]
    return sorted(rows, key=lambda one: (one.to_at is not None, one.from_at, one.user.name))


def conflicts_on(application: Application) -> list[Conflict]:
    """Who said that they must not judge this person, and whether they had read the file by then."""
    standing = Conflict.objects.filter(candidate=application.candidate_id, ended_at__isnull=True)
    return list(standing.select_related("user").order_by("declared_at", "pk"))
