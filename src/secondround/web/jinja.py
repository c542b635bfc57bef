"""The template environment: translations, our own ways of saying things, the geometry of the drawings."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from secondround import __version__
from secondround.web import drawing
from secondround.web.wording import FILTERS


def environment(**options: Any) -> Environment:
    """Autoescape comes with Django's options; an undefined name is an error here, not an empty place on a page."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701  autoescape comes with the options
    translating: Any = env  # the extension adds the method
    translating.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    env.globals.update(static=static, url=_url, language=get_language, drawing=drawing, product_version=__version__)
    env.filters.update(FILTERS)
    return env


def _url(name: str, *args: object, **kwargs: object) -> str:
    """{{ url("handoff:compare", position.uid) }}"""
    return reverse(name, args=args or None, kwargs=kwargs or None)
