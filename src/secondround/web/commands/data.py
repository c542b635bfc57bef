"""import, brief: what people do with data from the command line, by the same verbs as in the browser."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from secondround.web.commands.starting import CommandRefused, actor, now, start_django

if TYPE_CHECKING:
    from secondround.interviews.planned import GivenFile


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = commands.add_parser("import", help="bring in first-round scorecards from a spreadsheet")
    made.add_argument("scorecards", nargs="+", type=Path, help="CSV or .xlsx, one row per competency")
    made.add_argument("--people", type=Path, help="people.csv: name, email, title, department, since, role")
    made.add_argument("--candidates", type=Path, help="candidates.csv: name, email, phone, language, resume")
    made.add_argument("--resumes", type=Path, help="a folder of résumés")
    made.add_argument("--owner", default="", metavar="EMAIL", help="who owes everybody an answer")
    made.add_argument("--answer-by", default="", metavar="DATE", help="by when, for example 2026-12-04")
    made.add_argument("--scale", default="", metavar="LOW-HIGH", help="the sheet's scale where it is not 1-5")
    made.add_argument("--amend", default="", metavar="REASON", help="amend scorecards that are in already")
    made.add_argument("--as", dest="as_", default="", metavar="EMAIL", help="act as somebody, with their rights")
    made.add_argument("--dry-run", action="store_true", help="say what would be brought in and stop")
    made.set_defaults(run=import_command)
    brief = commands.add_parser("brief", help="the newest frozen brief of an application")
    brief.add_argument("application", help="its id, as in the address of its page")
    brief.add_argument("--pdf", type=Path, metavar="FILE", help="write a tagged PDF")
    brief.add_argument("--json", action="store_true", help="the frozen text itself")
    brief.add_argument("--with-numbers", action="store_true", help="open the numbers; it is recorded")
    brief.add_argument("--as", dest="as_", default="", metavar="EMAIL", help="act as somebody, with their rights")
    brief.set_defaults(run=brief_command)


def import_command(given: argparse.Namespace) -> int:
    start_django()
    from secondround.interviews.actions.imports import keep_for_preview, run_import  # noqa: PLC0415
    from secondround.interviews.importing import plan_import  # noqa: PLC0415
    from secondround.interviews.planned import Given, Options  # noqa: PLC0415
    from secondround.interviews.sheets.problems import SheetRefused  # noqa: PLC0415

    folder = given.resumes
    files = Given(
        scorecards=tuple(_read(path) for path in given.scorecards),
        people=_read(given.people) if given.people else None,
        candidates=_read(given.candidates) if given.candidates else None,
        resumes=tuple(_read(path) for path in sorted(folder.iterdir()) if path.is_file()) if folder else (),
    )
    options = Options(given.owner, _day(given.answer_by), given.scale, given.amend)
    by, at = actor(given.as_), now()
    try:
        plan = plan_import(by=by, at=at, given=files, options=options)
        if not given.dry_run and not plan.is_empty:
            run = keep_for_preview(by=by, at=at, given=files, options=options)
            plan = run_import(by=by, at=at, run=run, given=files, options=options)
    except SheetRefused as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        if error.more:
            print(f"and {error.more} more", file=sys.stderr)
        return 2
    _say(plan.summary(), plan.notes, given.dry_run, plan.is_empty)
    return 0


def _say(sums: dict[str, int], notes: tuple[str, ...], is_dry: bool, is_empty: bool) -> None:
    if is_empty:
        print(f"Nothing to bring in: all {sums['unchanged']} scorecards are here already.")
    else:
        verb = "Would bring in" if is_dry else "Brought in"
        print(
            f"{verb} {sums['scorecards']} scorecards of {sums['candidates']} new candidates for {sums['positions']} new positions, "
            f"by {sums['people']} new people; {sums['amended']} amended, {sums['unchanged']} here already. Nobody was written to."
        )
    for note in notes:
        print(f"note: {note}")


def _read(path: Path) -> "GivenFile":
    from secondround.interviews.planned import GivenFile  # noqa: PLC0415

    try:
        return GivenFile(path.name, path.read_bytes())
    except OSError as error:
        raise CommandRefused(f"{path.name}: {error.strerror}") from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandRefused(f"--answer-by wants a day such as 2026-12-04, not {text!r}") from error


def brief_command(given: argparse.Namespace) -> int:
    start_django()
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from secondround.audit.actions import Machine  # noqa: PLC0415
    from secondround.candidates.models import Application  # noqa: PLC0415
    from secondround.handoff import access, pdf  # noqa: PLC0415
    from secondround.handoff.actions.briefs import open_numbers  # noqa: PLC0415
    from secondround.handoff.presenting import brief_page, console_page  # noqa: PLC0415
    from secondround.handoff.queries.briefs import newest_brief, without_numbers  # noqa: PLC0415
    from secondround.interviews.actions.exposures import note_reading  # noqa: PLC0415
    from secondround.interviews.queries import BRIEF_READ  # noqa: PLC0415

    by = actor(given.as_)
    try:
        application = Application.objects.select_related("candidate", "position").filter(uid=given.application).first()
    except (ValidationError, ValueError):
        application = None
    if application is not None and not isinstance(by, Machine):
        allowed = access.decide(by, application, now(), "brief.read").is_allowed
        application = application if allowed else None
    brief = None
    if application is not None:
        brief = newest_brief(application) if isinstance(by, Machine) else access.readable_brief(by, application, now())
    if application is None or brief is None or brief.body is None:
        raise CommandRefused("no frozen brief of this application; its id stands in the address of its page")
    if isinstance(by, Machine):
        page = console_page(brief, with_numbers=given.with_numbers, at=now())
    else:
        if given.with_numbers:
            open_numbers(by=by, at=now(), application=application)
        note_reading(by=by, at=now(), applications=[application.pk], what=BRIEF_READ)
        page = brief_page(by, brief, now(), with_numbers=given.with_numbers)
    if given.json:
        print(brief.body.text if page.numbers else without_numbers(brief))
        return 0
    if not given.pdf:
        raise CommandRefused("say where to: --pdf FILE, or --json")
    try:
        given.pdf.write_bytes(pdf.pdf_of(page))
    except pdf.PdfMissing as error:
        raise CommandRefused(str(error)) from error
    print(f"{given.pdf.name}: version {brief.version}, hash {brief.sha256[:16]}")
    return 0
