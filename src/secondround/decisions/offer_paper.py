"""The letter of an offer on paper: the same terms as on the page, as a tagged PDF made in a child process."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from secondround.decisions import wording
from secondround.decisions.models import Offer
from secondround.handoff.pdf import PdfMissing, pdf_from_html
from secondround.people.models import Organisation


def pdf_response(offer: Offer) -> HttpResponse:
    """Downloaded, never shown in the page; where no PDF can be made here, the reason."""
    organisation = Organisation.objects.first()
    context = {
        "offer": offer,
        "application": offer.application,
        "terms": wording.terms_of(offer),
        "organisation": organisation,
    }
    try:
        made = pdf_from_html(render_to_string("decisions/offer_paper.html", context, using="jinja2"))
    except PdfMissing as missing:
        return HttpResponse(str(missing), status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="offer.pdf"'
    return response
