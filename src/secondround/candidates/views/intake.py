"""What the page of one application takes from intake: tags, where it came from, another paper."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secondround.candidates.access import get_application
from secondround.candidates.actions import add_document, set_source, tag, untag
from secondround.candidates.forms import PaperForm, first_errors
from secondround.people.signin import signed_in


@require_POST
def tags(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a word, or take one off."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "tag.write")
    for name in request.POST.get("add", "").split(","):
        tag(by=user, at=now, application=application, name=name)
    if gone := request.POST.get("remove"):
        untag(by=user, at=now, application=application, name=gone)
    return redirect("interviews:application", application.uid)


@require_POST
def source(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "tag.write")
    set_source(by=user, at=now, application=application, source=request.POST.get("source", ""))
    messages.success(request, _("Saved."))
    return redirect("interviews:application", application.uid)


@require_POST
def papers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another paper, read in the box like the first."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "fact.write")
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(said for _name, said in first_errors(form)))
        return redirect("interviews:application", application.uid)
    file = form.stored()
    if file is None:
        messages.error(request, _("Choose a file."))
    else:
        add_document(by=user, at=now, application=application, file=file)
        messages.success(request, _("Added."))
    return redirect("interviews:application", application.uid)
