"""Bringing in a spreadsheet by upload: a preview first, then all of it or nothing."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.interviews import forms
from secondround.interviews.actions.imports import ImportEnded, drop_import, keep_for_preview, run_import
from secondround.interviews.importing import plan_import
from secondround.interviews.models import ImportRun, ImportState
from secondround.interviews.planned import Given, GivenFile, Options
from secondround.interviews.sheets.problems import SheetRefused
from secondround.people import access as people_access
from secondround.people.queries import choosable, chosen_person
from secondround.people.signin import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    people_access.require(user, now, "import.run")
    form = forms.ImportForm(request.POST if request.method == "POST" else None, request.FILES or None)
    problems: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        given, options = _given(request), _options(form.cleaned_data)
        try:
            plan_import(by=user, at=now, given=given, options=options)
        except SheetRefused as error:
            problems = error.problems
        else:
            run = keep_for_preview(by=user, at=now, given=given, options=options)
            return redirect("interviews:import_preview", run.uid)
    context = {
        "form": form,
        "problems": problems,
        "runs": ImportRun.objects.filter(by=user).order_by("-made_at")[:10],
        "people": list(choosable()),
    }
    return render(request, "interviews/import.html", context, status=422 if problems or form.errors else 200)


def _given(request: HttpRequest) -> Given:
    def files(name: str) -> tuple[GivenFile, ...]:
        return tuple(GivenFile(one.name or name, one.read()) for one in request.FILES.getlist(name))

    people, candidates = files("people"), files("candidates")
    return Given(
        scorecards=files("scorecards"),
        people=people[0] if people else None,
        candidates=candidates[0] if candidates else None,
        resumes=files("resumes"),
    )


def _options(cleaned: dict[str, object]) -> Options:
    answer_by, owner = cleaned.get("answer_by"), chosen_person(str(cleaned.get("owner") or ""))
    return Options(
        owner=owner.email if owner else "",
        answer_by=answer_by if isinstance(answer_by, date) else None,
        scale=str(cleaned.get("scale") or ""),
        amend=str(cleaned.get("amend") or ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What would be written; accepting or dropping it."""
    user, now = signed_in(request), timezone.now()
    people_access.require(user, now, "import.run")
    run = ImportRun.objects.filter(uid=uid, by=user).first()
    if run is None:
        raise Http404
    if run.state != ImportState.PREVIEW:
        return _ended(request, run)
    given, options = _kept(run)
    if request.method == "POST" and request.POST.get("do") == "drop":
        drop_import(by=user, at=now, run=run)
        return redirect("interviews:import")
    try:
        if request.method == "POST":
            run_import(by=user, at=now, run=run, given=given, options=options)
            messages.success(request, _("Brought in. Nobody was written to."))
            return redirect("interviews:import_preview", run.uid)
        plan = plan_import(by=user, at=now, given=given, options=options)
    except ImportEnded:
        return redirect("interviews:import_preview", run.uid)
    except SheetRefused as error:
        return render(request, "interviews/import_preview.html", {"run": run, "problems": error.problems}, status=422)
    return render(request, "interviews/import_preview.html", {"run": run, "plan": plan, "problems": ()})


def _ended(request: HttpRequest, run: ImportRun) -> HttpResponse:
    positions = [row.position for row in run.positions.select_related("position")]
    return render(request, "interviews/import_done.html", {"run": run, "positions": positions})


def _kept(run: ImportRun) -> tuple[Given, Options]:
    files = list(run.files.order_by("pk"))

    def of(kind: str) -> tuple[GivenFile, ...]:
        return tuple(GivenFile(one.name, bytes(one.content)) for one in files if one.kind == kind)

    people, candidates = of("people"), of("candidates")
    said = run.options
    answer_by = date.fromisoformat(said["answer_by"]) if said.get("answer_by") else None
    return (
        Given(of("scorecards"), people[0] if people else None, candidates[0] if candidates else None, of("resume")),
        Options(said.get("owner", ""), answer_by, said.get("scale", ""), said.get("amend", "")),
    )
