"""How a candidate is known in a browser: a cookie of its own, whose hash is a row that they can end anywhere.

It is no sign-in of the hiring side: it opens the doors whose name begins with `my_` and no other, and those open to nobody else.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from secondround.people.models import CandidateSession, User

LIVES = timedelta(days=14)
MY = "my_"


def is_candidate_door(view_name: str) -> bool:
    return view_name.rpartition(":")[2].startswith(MY)


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def find_session(request: HttpRequest, at: datetime) -> CandidateSession | None:
    """The session that this browser's cookie stands for, unless it ended or is older than two weeks."""
    key = request.COOKIES.get(settings.CANDIDATE_COOKIE_NAME, "")
    if not key:
        return None
    found = CandidateSession.objects.select_related("user").filter(key_hash=hashed(key), ended_at=None).first()
    return found if found and found.began_at + LIVES > at and found.user.is_active else None


def whose_browser(request: HttpRequest) -> int | None:
    """Whose session this browser's cookie stood for, ended or not: the only one who gets back what came too late."""
    key = request.COOKIES.get(settings.CANDIDATE_COOKIE_NAME, "")
    return CandidateSession.objects.filter(key_hash=hashed(key)).values_list("user", flat=True).first() if key else None


def signed_in_candidate(request: HttpRequest) -> User:
    """Whose page this is. The middleware let nobody else through to a door that asks this."""
    session: CandidateSession | None = getattr(request, "candidate_session", None)
    if session is None:
        raise Http404
    return session.user


def keep_in_browser(response: HttpResponse, key: str) -> None:
    """Put a new session's key into the browser: sent to this site alone, out of reach of any script."""
    response.set_cookie(
        settings.CANDIDATE_COOKIE_NAME, key, max_age=LIVES, secure=settings.INSTALLATION.is_https, httponly=True, samesite="Lax"
    )  # fmt: skip


def forget_in_browser(response: HttpResponse) -> None:
    response.delete_cookie(settings.CANDIDATE_COOKIE_NAME, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # what was kept offline goes with the session
