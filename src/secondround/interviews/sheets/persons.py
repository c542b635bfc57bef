"""people.csv and candidates.csv: who works here, who applied."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from secondround.interviews.sheets import cells
from secondround.interviews.sheets.problems import Problem, SheetRefused
from secondround.interviews.sheets.tables import Table, columns

PEOPLE = {
    "name": ("full name", "person"),
    "email": ("e-mail", "mail"),
    "title": ("job title",),
    "department": ("team", "unit"),
    "since": ("start", "start date", "joined"),
    "role": ("hiring role",),
}
FACTS = ("now", "before", "education", "languages", "place", "available", "looking_for")
CANDIDATES = {
    "name": ("candidate", "full name"),
    "email": ("e-mail", "mail"),
    "phone": ("telephone", "mobile"),
    "language": ("preferred language",),
    "resume": ("résumé", "cv", "file"),
    **dict.fromkeys(FACTS, ()),
}
ROLES = {
    "recruiter": "R", "coordinator": "R", "recruiting": "R", "hiring manager": "H", "manager": "H", "senior manager": "S",
    "senior reader": "S", "director": "S", "interviewer": "", "panelist": "", "": "", "assessor": "", "colleague": "", "administrator": "",
}  # fmt: skip


@dataclass(frozen=True)
class PersonRow:
    line: int
    name: str
    email: str
    title: str = ""
    department: str = ""
    since: date | None = None
    role: str = ""
    """R, H, S as on a position's team; '' for everybody else."""


@dataclass(frozen=True)
class CandidateRow:
    """`facts`: lines on the person, (kind, text), from columns of their own."""

    line: int
    name: str
    email: str
    phone: str = ""
    language: str = ""
    resume: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def read_people(table: Table) -> list[PersonRow]:
    """Raises `SheetRefused`. Two rows with one e-mail, or one name twice without telling e-mails, are problems."""
    at, _ignored = columns(table, PEOPLE, ("name", "email"))
    problems: list[Problem] = []
    found: list[PersonRow] = []
    seen: dict[str, int] = {}
    for line, row in table.rows:
        cell = {name: " ".join(row[index].split()) for name, index in at.items()}
        if not cell["name"]:
            problems.append(Problem(table.file, line, "name", _("This cell must not be empty.")))
        if not _is_email(cell["email"]):
            problems.append(Problem(table.file, line, "email", _("An e-mail address was expected."), cell["email"]))
        elif (before := seen.setdefault(cell["email"].casefold(), line)) != line:
            expected = _("This address stands in line %(line)s already.") % {"line": before}
            problems.append(Problem(table.file, line, "email", expected, cell["email"]))
        since = cells.day(cell["since"]) if cell.get("since") else None
        if cell.get("since") and since is None:
            problems.append(
                Problem(table.file, line, "since", _("A date such as 2021-04-01 was expected."), cell["since"])
            )
        role = ROLES.get(cell.get("role", "").casefold())
        if role is None:
            problems.append(
                Problem(table.file, line, "role", _("Recruiter, hiring manager, senior manager or interviewer was expected."), cell["role"])
            )  # fmt: skip
        found.append(
            PersonRow(
                line, cell["name"], cell["email"], cell.get("title", ""), cell.get("department", ""), since, role or ""
            )
        )
    if problems:
        raise SheetRefused(problems)
    return found


def read_candidates(table: Table) -> list[CandidateRow]:
    """Raises `SheetRefused`."""
    at, _ignored = columns(table, CANDIDATES, ("name",))
    problems: list[Problem] = []
    found: list[CandidateRow] = []
    seen: dict[str, int] = {}
    for line, row in table.rows:
        cell = {name: " ".join(row[index].split()) for name, index in at.items()}
        email = cell.get("email", "")
        if not cell["name"]:
            problems.append(Problem(table.file, line, "name", _("This cell must not be empty.")))
        if email and not _is_email(email):
            problems.append(Problem(table.file, line, "email", _("An e-mail address was expected."), email))
        key = email.casefold() or cell["name"].casefold()
        if (before := seen.setdefault(key, line)) != line:
            expected = _("This person stands in line %(line)s already.") % {"line": before}
            problems.append(Problem(table.file, line, "email" if email else "name", expected, email or cell["name"]))
        facts = tuple((name, cell[name][:300]) for name in FACTS if cell.get(name))
        found.append(
            CandidateRow(
                line,
                cell["name"],
                email,
                cell.get("phone", "")[:60],
                cell.get("language", "")[:10],
                cell.get("resume", ""),
                facts,
            )
        )
    if problems:
        raise SheetRefused(problems)
    return found
