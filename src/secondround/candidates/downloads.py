"""A paper on its way out: always a download, never opened in the page, under a kind that no browser runs."""

from urllib.parse import quote

from django.http import HttpResponse

from secondround.candidates.models import Document
from secondround.candidates.storage import fetch


def safe_name(document: Document) -> str:
    """The name it was given under, without whatever a file system or a header could stumble over."""
    return "".join(mark for mark in document.original_name if mark.isalnum() or mark in " ._-")[:120] or "document"


def as_download(document: Document) -> HttpResponse:
    response = HttpResponse(fetch(document.stored_as), content_type="application/octet-stream")
    named = quote(safe_name(document))
    response.headers["Content-Disposition"] = f"attachment; filename=\"document\"; filename*=UTF-8''{named}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
