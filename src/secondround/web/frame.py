"""What the frame around every page needs: who is signed in, where one can go."""

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    return {"is_demo": settings.INSTALLATION.is_demo}
