"""Who was interviewed: told apart by e-mail, else by exact name; known here or new, with what candidates.csv says and their résumé."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from secondround.candidates.models import Application, Candidate
from secondround.interviews.importing.people import table_of
from secondround.interviews.importing.sameness import same_name
from secondround.interviews.planned import Given, GivenFile, PlannedCandidate, PlannedPosition
from secondround.interviews.sheets.persons import CandidateRow, read_candidates
from secondround.interviews.sheets.problems import Problem, SheetRefused
from secondround.interviews.sheets.scorecards import CardSheet, ScorecardSheet


class Candidates:
    """The rows of candidates.csv and the résumés that came with them; what nobody wanted is said at the end."""

    def __init__(self, given: Given, problems: list[Problem]) -> None:
        self.given, self.problems = given, problems
        table = table_of(given.candidates, problems)
        self.rows: list[CandidateRow] = []
        try:
            self.rows = read_candidates(table) if table else []
        except SheetRefused as error:
            problems += error.problems
        self.row_by_email = {row.email.casefold(): row for row in self.rows if row.email}
        self.rows_by_name: dict[str, list[CandidateRow]] = defaultdict(list)
        for row in self.rows:
            self.rows_by_name[same_name(row.name)].append(row)
        self.resumes = {file.name: file for file in given.resumes}
        self.used_resumes: set[str] = set()

    def identities(self, cards: Iterable[tuple[ScorecardSheet, CardSheet]]) -> dict[tuple[str, str], tuple[str, str]]:
        """(name, e-mail as in a row) → (name, e-mail known): candidates.csv and other rows tell an e-mail that a row leaves out."""
        emails: dict[str, set[str]] = defaultdict(set)
        spelled: dict[str, str] = {}
        cards = list(cards)
        for _sheet, card in cards:
            spelled.setdefault(same_name(card.key.candidate), card.key.candidate)
            if card.key.email:
                emails[same_name(card.key.candidate)].add(card.key.email)
        for name, rows in self.rows_by_name.items():
            emails[name] |= {row.email.casefold() for row in rows if row.email}
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for sheet, card in cards:
            name, email = same_name(card.key.candidate), card.key.email
            if not email and len(emails[name]) > 1:
                self.problems.append(
                    Problem(
                        sheet.file,
                        card.line,
                        "candidate",
                        _("Several people have this name; add the column email."),
                        card.key.candidate,
                    )
                )
            found[card.key.candidate, email] = (spelled[name], email or next(iter(sorted(emails[name])), ""))
        return found

    def known(self, planned: PlannedPosition, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], PlannedCandidate]:
        everybody = list(Candidate.objects.select_related("merged_into")) if wanted else []
        by_email = {one.email.casefold(): one.merged_into or one for one in everybody if one.email}
        by_name: dict[str, list[Candidate]] = defaultdict(list)
        for one in everybody:
            person = one.merged_into or one
            if person not in by_name[same_name(one.name)]:
                by_name[same_name(one.name)].append(person)
        applications = (
            {
                one.candidate_id: one
                for one in Application.objects.filter(position=planned.position, duplicate_of__isnull=True)
            }
            if planned.position
            else {}
        )
        found: dict[tuple[str, str], PlannedCandidate] = {}
        for name, email in sorted(wanted):
            fitting = by_name[same_name(name)]
            candidate = by_email.get(email) if email else None
            if candidate is None and not email:
                if len(fitting) > 1:
                    self.problems.append(
                        Problem(
                            planned.title, 0, "", _("Several candidates have this name; add the column email."), name
                        )
                    )
                    continue
                candidate = fitting[0] if fitting else None
            row = self.row_by_email.get(email) or next(iter(self.rows_by_name.get(same_name(name), [])), None)
            found[name, email] = PlannedCandidate(
                name=name,
                email=email,
                row=row,
                candidate=candidate,
                application=applications.get(candidate.pk) if candidate else None,
                resume=self._resume(row, name, email),
            )
        return found

    def _resume(self, row: CandidateRow | None, name: str, email: str) -> GivenFile | None:
        """By the column resume, else by a file named like the e-mail or exactly like the person."""
        if row and row.resume:
            if row.resume not in self.resumes:
                if self.resumes:
                    self.problems.append(
                        Problem(self.given.candidates.name if self.given.candidates else "", row.line, "resume",
                                _("No file of this name was given."), row.resume)
                    )  # fmt: skip
                return None
            self.used_resumes.add(row.resume)
            return self.resumes[row.resume]
        for file in self.resumes.values():
            stem = same_name(file.name.rsplit(".", 1)[0])
            if stem in (email, same_name(name)) or same_name(file.name) == email:
                self.used_resumes.add(file.name)
                return file
        return None

    def left_over(self, positions: Sequence[PlannedPosition]) -> list[str]:
        """Who has no scorecard, and which résumés are nobody's, in words."""
        notes = []
        named = {same_name(one.name) for of in positions for one in of.candidates}
        judged = {one.email.casefold() or same_name(one.name) for of in positions for one in of.candidates}
        for row in self.rows:
            if row.email.casefold() not in judged and same_name(row.name) not in named:
                notes.append(_("%(name)s has no scorecard and is not brought in.") % {"name": row.name})
        for name in sorted(set(self.resumes) - self.used_resumes):
            notes.append(_("%(name)s belongs to nobody in these files and is not brought in.") % {"name": name})
        return notes
