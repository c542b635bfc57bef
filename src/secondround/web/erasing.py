"""Forgetting a person: every room forgets its part, in one transaction, from the top down; then the record's words go.

What stays are ratings, outcomes and dates of somebody who is nobody any more, and the chain of the record, which still holds.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from secondround.audit.actions import About, erase_words_about, turn
from secondround.candidates.actions import confirm_erasure, forget_candidate, propose_erasure
from secondround.candidates.models import Application, ApplicationState, Candidate, Document, PrivacyRequest
from secondround.correspondence.actions import forget_letters
from secondround.decisions.actions import withdraw
from secondround.decisions.actions.forgetting import forget_endings
from secondround.handoff.actions.forgetting import forget_briefs
from secondround.interviews.actions.forgetting import forget_assessments
from secondround.people.actions.persons import forget_person
from secondround.people.models import User
from secondround.preparation.actions import forget_preparation
from secondround.visits.actions.forgetting import forget_visits
from secondround.work.actions import forget_payloads

Forget = Callable[..., About]
ROOMS: list[Forget] = [forget_endings, forget_visits, forget_briefs, forget_assessments]
"""Rooms that hold something about an application, the uppermost first. Their verbs take `by`, `at` and `applications`."""
LETTERS_ABOUT = (
    "application",
    "interview",
    "invitation",
    "visit",
    "session",
    "thanks",
    "owed",
    "brief-link",
    "link",
    "key-of",
    "privacy",
)


class StillOpen(ValueError):
    """An application was begun since the erasure was prepared: it ends first."""


def records_with(candidate: Candidate) -> list[Candidate]:
    """The record and those that were put together with it."""
    return list(Candidate.objects.filter(Q(pk=candidate.pk) | Q(merged_into=candidate)).select_related("user"))


def words_of(records: Collection[Candidate]) -> list[str]:
    """What would betray the person anywhere: names, addresses, numbers."""
    told = [part for one in records for part in (one.name, one.email or "", one.phone)]
    return list(dict.fromkeys(part.strip() for part in told if part.strip()))


def open_applications(records: Collection[Candidate]) -> list[Application]:
    mine = Application.objects.filter(candidate__in=[one.pk for one in records], duplicate_of=None)
    return list(mine.exclude(state=ApplicationState.CLOSED).select_related("position", "candidate__user"))


def prepare_erasure(*, by: User, at: datetime, request: PrivacyRequest) -> None:
    """The first person's word. Whatever is under way ends as if its candidate had stepped back, so that nobody waits for them.

    Those who were to meet them hear of it by letter before the second person's word takes the letters, too.
    """
    with turn():
        propose_erasure(by=by, at=at, request=request)
        for one in open_applications(records_with(request.candidate)):
            if one.candidate.user is not None:  # by their own word: they asked for it on their page
                withdraw(by=one.candidate.user, at=at, application=one)


def erase_person(*, by: User, at: datetime, request: PrivacyRequest) -> list[str]:
    """Carry an erasure out on the second person's word. Says in which tables a name or an address still stands: those of others."""
    records = records_with(request.candidate)
    words = words_of(records)
    if open_applications(records):
        raise StillOpen
    with turn():
        confirm_erasure(by=by, at=at, request=request)
        keys = [one.pk for one in records]
        own = list(Application.objects.filter(candidate__in=keys).values_list("pk", flat=True))
        users = {one.user.pk: one.user for one in records if one.user}
        about: dict[str, Collection[int]] = {
            "application": own,
            "candidate": keys,
            "kept": keys,
            "gone": keys,
            "document": list(Document.objects.filter(application__in=own).values_list("pk", flat=True)),
            "request": list(PrivacyRequest.objects.filter(candidate__in=keys).values_list("pk", flat=True)),
            "user": [pk for pk, user in users.items() if not user.is_staff],
        }
        for user in users.values():
            forget_preparation(by=by, at=at, owner=user)
        for forget in ROOMS:
            about |= forget(by=by, at=at, applications=own)
        filed = {f"{noun}:{pk}" for noun, of in _filed_under(about, users).items() for pk in of}
        addresses = [one.email for one in records if one.email]
        about["letter"] = forget_letters(by=by, at=at, about=filed, addresses=addresses)
        forget_candidate(by=by, at=at, records=records, words=words)
        for user in users.values():
            forget_person(by=by, at=at, user=user)
        forget_payloads(words=words)
        erase_words_about(by=by, at=at, about=about, words=words, reason=f"erasure {request.pk}")
    return list(traces(words))


def _filed_under(about: Mapping[str, Collection[int]], users: Mapping[int, User]) -> dict[str, Collection[int]]:
    """Under which keys rooms file their letters about this person."""
    found = {noun: about[noun] for noun in LETTERS_ABOUT if noun in about}
    return {
        **found,
        "thanks": about["application"],
        "brief-link": about.get("link", ()),
        "key-of": list(users),
        "privacy": about["request"],
        "invitation-answer": about["application"],
    }


def traces(words: Collection[str]) -> Iterator[str]:
    """Every field of every table that still holds one of these words: "Letter.body 2"."""
    for model in apps.get_app_config("secondround").get_models():
        for one in model._meta.get_fields():
            if not isinstance(one, models.CharField | models.TextField | models.JSONField):
                continue
            rows = model._default_manager.annotate(as_text=Cast(one.name, models.TextField()))
            found = Q()
            for word in words:
                found |= Q(as_text__icontains=word)
            number = rows.filter(found).count() if words else 0
            if number:
                yield f"{model.__name__}.{one.name} {number}"
