"""What every answer carries, and what is refused before anything is read."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.defaults import page_not_found

from secondround.people.access import Refused
from secondround.people.actions.keys import note_seen
from secondround.people.candidate_door import find_session, is_candidate_door
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.web.doors import OPEN_DOORS, OPEN_PREFIXES, door_of, place_to_sign_in
from secondround.web.unsent import keep, settle

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
        "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'", "object-src 'none'",
        "frame-ancestors 'none'",
    )
)  # fmt: skip
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


class SecurityHeaders:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if settings.SECURE_HSTS_SECONDS:
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
            )
        if not request.path.startswith(settings.STATIC_URL):
            patch_cache_control(response, no_store=True, private=True)
        return response


class UploadLimit:
    """Refuse a body before reading it: too large, or of unknown length."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("POST", "PUT", "PATCH"):
            length = request.META.get("CONTENT_LENGTH") or ""
            if not length.isdigit():
                return HttpResponse("Length required.", status=411, content_type="text/plain")
            if int(length) > settings.UPLOAD_LIMIT_BYTES:
                return HttpResponse("At most 20 MB at once.", status=413, content_type="text/plain")
        return self.get_response(request)


class PlainText:
    """A NUL is in no text that anybody types, and PostgreSQL keeps none: such a request is refused before a door is asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        given = [*request.GET.lists(), *request.POST.lists()]
        if "\0" in request.path_info or any("\0" in text for name, texts in given for text in (name, *texts)):
            raise BadRequest("a NUL in what was sent")


class OnlyThisComputer:
    """The demo answers this computer only: anything that came through a proxy is refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.INSTALLATION.is_demo and any(name in request.META for name in FORWARDED):
            return HttpResponseNotFound("The demo answers only this computer.", content_type="text/plain")
        return self.get_response(request)


class SignedIn:
    """Deny by default: every door but a few asks for a sign-in, and of staff outside the demo for a second factor."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_idle(request):
            request.left_by = request.user.pk  # type: ignore[attr-defined]  # whose form it is that comes too late
            logout(request)
        if is_candidate_door(door_of(request)):
            session = request.candidate_session = find_session(request, timezone.now())  # type: ignore[attr-defined]
            reader = session.user if session else None
            if session is not None:
                note_seen(at=timezone.now(), session=session)
        else:
            reader = request.user if isinstance(request.user, User) else None
        if reader is None:
            return self.get_response(request)
        with timezone.override(clock_of(reader)), translation.override(reader.language):
            response = self.get_response(request)
        settle(request, response)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        place = place_to_sign_in(request)
        if place:
            return keep(request) or HttpResponseRedirect(f"{place}?next={quote(request.get_full_path())}")
        name = door_of(request)
        if name in OPEN_DOORS or name.startswith(OPEN_PREFIXES) or is_candidate_door(name):
            return None
        if not settings.INSTALLATION.is_demo and not name.startswith("mfa_") and not _has_second_factor(request):
            return HttpResponseRedirect(reverse("mfa_index"))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An action that the policy refuses looks like an address that is not there, whatever its view thought."""
        if isinstance(exception, Refused):
            return page_not_found(request, exception)
        return None

    @staticmethod
    def _is_idle(request: HttpRequest) -> bool:
        now = timezone.now()
        seen = request.session.get("seen_at")
        if seen and (now - datetime.fromisoformat(seen)).total_seconds() > settings.SESSION_IDLE_SECONDS:
            return True
        if not seen or (now - datetime.fromisoformat(seen)).total_seconds() > 60:  # one write a minute is enough
            request.session["seen_at"] = now.isoformat()
        return False


def _has_second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415  models are ready only after Django's start

    return bool(Authenticator.objects.filter(user_id=request.user.pk, type__in=["totp", "webauthn"]).exists())
