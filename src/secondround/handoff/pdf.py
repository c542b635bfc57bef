"""The brief as a tagged PDF, made in a child process: the web process never loads the engine, and a broken one cannot take it along."""

import subprocess
import sys

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from secondround.handoff.presenting import BriefPage

SECONDS = 60
LINE = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PdfMissing(RuntimeError):
    """No PDF can be made here; the message says what to type. The page and its print remain."""


def pdf_of(page: BriefPage) -> bytes:
    """A4, tagged, with its fonts. Raises `PdfMissing`."""
    return pdf_from_html(
        render_to_string("handoff/brief_paper.html", {"page": page, "brief": page.brief}, using="jinja2")
    )


def pdf_from_html(html: str) -> bytes:
    """A page of ours for paper as a tagged PDF. Raises `PdfMissing`."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "secondround.handoff.pdf_child"],
            input=html.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfMissing(_("Making the PDF took longer than a minute. Print the page instead.")) from error
    if done.returncode != 0:
        raise PdfMissing(_("No PDF here: a system library is missing. Type: %(line)s") % {"line": LINE})
    return done.stdout
