"""Who holds interviews and who has a role: named in cells, in options and in people.csv, found in the directory."""

from collections import defaultdict

from django.utils.translation import gettext as _

from secondround.interviews.importing.sameness import same_name
from secondround.interviews.planned import GivenFile, PlannedPerson
from secondround.interviews.sheets.persons import PersonRow, read_people
from secondround.interviews.sheets.problems import Problem, SheetRefused
from secondround.interviews.sheets.tables import Table, read_table
from secondround.people.models import User


def table_of(file: GivenFile | None, problems: list[Problem]) -> Table | None:
    """A file's rows; what is wrong with it goes to `problems`."""
    if file is None:
        return None
    try:
        return read_table(file.name, file.data)
    except SheetRefused as error:
        problems += error.problems
        return None


class People:
    """Who stands in people.csv, and who is in the directory; both by e-mail and by exact name. `planned`: whom the import touches."""

    def __init__(self, file: GivenFile | None, problems: list[Problem]) -> None:
        self.problems, self.planned = problems, dict[str, PlannedPerson]()
        table, rows = table_of(file, problems), list[PersonRow]()
        try:
            rows = read_people(table) if table else []
        except SheetRefused as error:
            problems += error.problems
        self.users = {user.email.casefold(): user for user in User.objects.filter(is_active=True, is_staff=True)}
        self.by_name: dict[str, set[str]] = defaultdict(set)
        for key, user in self.users.items():
            self.by_name[same_name(user.name)].add(key)
        for row in rows:
            key = row.email.casefold()
            self.planned[key] = PlannedPerson(row.name, row.email, self.users.get(key), row)
            self.by_name[same_name(row.name)].add(key)

    def person(self, named: str, file: str, line: int, column: str) -> PlannedPerson | None:
        """Somebody named in a cell or an option: an e-mail, or an exact name that fits one person only."""
        if "@" in named:
            return self.by_email(named.casefold(), named.split("@")[0].replace(".", " ").title())
        keys = sorted(self.by_name.get(same_name(named), ()))
        if len(keys) > 1:
            self.problems.append(
                Problem(
                    file, line, column, _("Several people have this name; write the e-mail address instead."), named
                )
            )
            return None
        if keys:
            return self.by_email(keys[0], named)
        return self.planned.setdefault(f"name:{same_name(named)}", PlannedPerson(named, ""))

    def by_email(self, key: str, name: str) -> PlannedPerson:
        if key not in self.planned:
            user = self.users.get(key)
            self.planned[key] = PlannedPerson(user.name if user else name, key, user)
        return self.planned[key]

    def named(self, role: str) -> list[PlannedPerson]:
        """Whom people.csv names for a role: taken where it is one person, left to be named on the page where several are."""
        found = [person for person in self.planned.values() if person.row and person.row.role == role]
        return found if len(found) == 1 else []

    def knows(self, address: str) -> bool:
        """Whether somebody here, or in people.csv, has this address."""
        return address.casefold() in self.planned or address.casefold() in self.users
