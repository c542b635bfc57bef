"""What stands in the outbox."""

import re
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from secondround.correspondence.models import Letter, LetterState, LetterTemplate, SendingPause

ONE_TIME_KEY = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
"""The secret of a link, as `secrets.token_urlsafe(32)` makes it."""
WANTS_SOMEBODY = (LetterState.UNKNOWN, LetterState.FAILED)


def letters(*, states: tuple[LetterState, ...] = ()) -> QuerySet[Letter]:
    """Letters from the newest back, of all states or of these."""
    found = Letter.objects.order_by("-queued_at", "-pk")
    return found.filter(state__in=states) if states else found


def counts() -> dict[LetterState, int]:
    """How many letters there are in each state; every state is named."""
    found = dict(Letter.objects.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in LetterState}


def wanting_somebody() -> QuerySet[Letter]:
    """Letters that a person must decide about: refused, or of unknown fate."""
    return letters(states=WANTS_SOMEBODY)


def find_letter(beginning: str) -> Letter | None:
    """The one letter whose id begins so; none where several do, or none does."""
    plain = beginning.replace("-", "").lower()
    if len(plain) < 4 or not set(plain) <= set("0123456789abcdef"):
        return None
    low, high = f"{plain:0<32}", f"{plain:f<32}"
    found = list(Letter.objects.filter(uid__gte=low, uid__lte=high)[:2])
    return found[0] if len(found) == 1 else None


def current_pause() -> SendingPause | None:
    """Why nothing is sent, where sending is paused."""
    return SendingPause.objects.filter(to_at__isnull=True).order_by("from_at").first()


def letters_about(key: str) -> QuerySet[Letter]:
    """Letters that the room which queued them filed under this key, the newest first."""
    return Letter.objects.filter(about=key).order_by("-queued_at", "-pk")


def versions_of(kind: str, language: str) -> QuerySet[LetterTemplate]:
    """An organisation's wordings of one kind of letter in one language, the newest first."""
    found = LetterTemplate.objects.filter(kind=kind, language=language).select_related("made_by")
    return found.order_by("-version")


def own_versions() -> dict[str, int]:
    """Which kinds of letter have an organisation's own wording, and in how many versions."""
    return dict(LetterTemplate.objects.order_by().values_list("kind").annotate(number=Count("pk")))


LOOKED_BACK = timedelta(days=30)


def letters_that_failed(at: datetime) -> list[Letter]:
    """Letters of the last month that were refused, or of unknown fate, the oldest first."""
    found = Letter.objects.filter(state__in=WANTS_SOMEBODY, queued_at__gt=at - LOOKED_BACK)
    return list(found.order_by("queued_at", "pk"))


def without_keys(text: str) -> str:
    """A letter's words for anybody but its reader: the secret of a link is theirs alone, and is left out."""
    return ONE_TIME_KEY.sub("…", text)
