"""Looking for people who applied, among those one may see: filters, pages, and what can be chosen to narrow by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from secondround.candidates import access
from secondround.candidates.models import Application, ApplicationState, ApplicationTag, Candidate
from secondround.candidates.rules import folded_words
from secondround.people.models import User
from secondround.positions.models import Position

PAGE = 50
FIELDS = ("q", "position", "state", "source", "tag", "owner", "before")


@dataclass(frozen=True)
class Search:
    """What is asked. Whatever is not an id, a state or a day asks nothing."""

    q: str = ""
    position: str = ""
    state: str = ""
    source: str = ""
    tag: str = ""
    owner: str = ""
    before: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Search":
        asked = {name: given.get(name, "").strip()[:200] for name in FIELDS}
        for name in ("position", "owner"):
            asked[name] = asked[name] if _uid(asked[name]) else ""
        if asked["state"] not in ApplicationState.values:
            asked["state"] = ""
        if _day(asked["before"]) is None:
            asked["before"] = ""
        return cls(**asked)

    def __getitem__(self, name: str) -> str:
        return str(getattr(self, name))

    @property
    def query(self) -> str:
        """As the address holds it; what is empty is left out."""
        return urlencode({name: getattr(self, name) for name in FIELDS if getattr(self, name)})


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Page:
    """Up to fifty people in the order of their family names; `next` is the outward id of the last one, where there are more."""

    rows: list[Application]
    next: str = ""


def listed(user: User, at: datetime) -> QuerySet[Application]:
    return access.visible_to(user, at, "application.list")


def narrowed(user: User, at: datetime, search: Search) -> QuerySet[Application]:
    """Everybody whom `user` may list and who fits. Tags narrow only where `user` may read them."""
    found = listed(user, at)
    # A name holds no such sign: it is an address, whole, and finds only those whose address `user` may read.
    is_address = "@" in search.q
    if is_address:
        at_address = Candidate.objects.alias(address=Lower("email")).filter(address=Lower(Value(search.q)))
        readable = access.visible_to(user, at, "contact.read").filter(candidate__in=at_address.values("pk"))
        found = found.filter(candidate__in=at_address.values("pk"), pk__in=readable.values("pk"))
    for word in [] if is_address else folded_words(search.q)[:6]:
        # Records from before names were folded have only the name itself.
        found = found.filter(
            Q(candidate__folded__contains=f" {word}") | Q(candidate__folded="", candidate__name__icontains=search.q)
        )
    if search.position:
        found = found.filter(position__uid=search.position)
    blind = access.blind_on(user, at)
    if search.state:
        found = access.standing_in(found, search.state, blind)
    if search.source:
        found = found.filter(source=search.source)
    # Who answers, and by when, changes with what is decided: nobody is found by it who finds them blind.
    if search.owner:
        found = found.filter(owner__uid=search.owner).exclude(pk__in=blind)
    if search.before:
        found = found.filter(answer_by__lt=search.before).exclude(Q(pk__in=blind) | Q(state=ApplicationState.CLOSED))
    if search.tag:
        tagged = ApplicationTag.objects.filter(name=search.tag).values("application")
        found = found.filter(pk__in=access.visible_to(user, at, "tag.write").filter(pk__in=tagged).values("pk"))
    return found


def page_of(user: User, at: datetime, search: Search, after: str = "") -> Page:
    """By family name, name and when the record was made; nothing that anybody judged is in the order."""
    found = narrowed(user, at, search).order_by("candidate__family_name", "candidate__name", "pk")
    last = listed(user, at).filter(uid=after).select_related("candidate").first() if _uid(after) else None
    if last is not None:
        family, name = last.candidate.family_name, last.candidate.name
        found = found.filter(
            Q(candidate__family_name__gt=family)
            | Q(candidate__family_name=family, candidate__name__gt=name)
            | Q(candidate__family_name=family, candidate__name=name, pk__gt=last.pk)
        )
    rows = access.as_seen(found.select_related("candidate", "position", "owner")[: PAGE + 1], access.blind_on(user, at))
    return Page(rows[:PAGE], str(rows[PAGE - 1].uid) if len(rows) > PAGE else "")


@dataclass(frozen=True)
class Choices:
    """What a search can be narrowed by: only what occurs among the people one may see."""

    positions: list[Position]
    sources: list[str]
    owners: list[User]
    tags: list[str]


def choices_for(user: User, at: datetime) -> Choices:
    seen, blind = listed(user, at), access.blind_on(user, at)
    tagged = access.visible_to(user, at, "tag.write").values("pk")
    return Choices(
        positions=list(Position.objects.filter(pk__in=seen.values("position")).order_by("title", "pk")),
        sources=sorted(set(seen.exclude(source="").values_list("source", flat=True))),
        owners=list(User.objects.filter(pk__in=seen.exclude(pk__in=blind).values("owner")).order_by("name", "pk")),
        tags=sorted(set(ApplicationTag.objects.filter(application__in=tagged).values_list("name", flat=True))),
    )


def tags_of(user: User, at: datetime, applications: list[Application]) -> dict[int, list[str]]:
    """The tags of these applications, as far as `user` may read them; one query, however many there are."""
    keys = [one.pk for one in applications]
    readable = access.visible_to(user, at, "tag.write").filter(pk__in=keys).values("pk")
    found: dict[int, list[str]] = {}
    for key, name in ApplicationTag.objects.filter(application__in=readable).values_list("application", "name"):
        found.setdefault(key, []).append(name)
    return found
