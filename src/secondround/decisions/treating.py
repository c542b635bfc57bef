"""Whether finalists were treated alike, thing by thing: pure.

Treatment alone is compared, never people, and never what somebody asked for.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from secondround.candidates.rules import working_days_after

LONGEST_AHEAD = 60
CLEAR, LATE, OPEN = "clear", "late", "open"
"""On the day nothing was left to arrange; it was settled only after it had begun; it was not settled. Nothing asked for is clear, too."""


@dataclass(frozen=True)
class Course:
    """What one finalist's second round was.

    `rounds`: conversations held so far, by round; `talks`: those of later rounds, planned or held, with their minutes;
    `questions`: how many of their kits' questions were put, of how many, None before a card is in; `breaks`: how many and their minutes,
    None without a day; `told_ahead`: working days from the telling of topics to the first conversation, None: none were told.
    """

    rounds: tuple[tuple[str, int], ...] = ()
    talks: tuple[tuple[str, int], ...] = ()
    is_over: bool = False
    people: int = 0
    questions: tuple[int, int] | None = None
    breaks: tuple[int, int] | None = None
    told_ahead: int | None = None
    help: str = CLEAR

    @property
    def minutes(self) -> int:
        return sum(minutes for _name, minutes in self.talks)


COMPARED: Mapping[str, Callable[[Course], Hashable | None]] = {
    "rounds": lambda one: one.rounds if one.is_over else None,
    "talks": lambda one: tuple(sorted(one.talks)) or None,
    "minutes": lambda one: one.minutes or None,
    "people": lambda one: one.people or None,
    "questions": lambda one: one.questions if one.is_over else None,
    "breaks": lambda one: one.breaks,
    "topics": lambda one: ("told", one.told_ahead) if one.talks else None,
    "help": lambda one: one.help if one.talks else None,
}
"""Each thing compared; None where there is nothing yet that could differ from the others'."""


def differing(courses: Sequence[Course]) -> tuple[str, ...]:
    """In which things finalists' courses differ. Whoever has nothing of it yet differs from nobody."""
    return tuple(
        code
        for code, thing in COMPARED.items()
        if len({value for one in courses if (value := thing(one)) is not None}) > 1
    )


def not_everybody_had(courses: Sequence[Course]) -> list[str]:
    """Conversations that some had and some had not, or had more often, in the order in which they are first met."""
    had = [Counter(name for name, _minutes in one.talks) for one in courses if one.talks]
    names = dict.fromkeys(name for one in courses for name, _minutes in one.talks)
    return [name for name in names if len({one[name] for one in had}) > 1]


def working_days_ahead(told: date, day: date) -> int:
    """How many working days lie from the telling to the day; the day itself counts, that of the telling does not."""
    ahead = 0
    while ahead < LONGEST_AHEAD and working_days_after(told, ahead + 1) <= day:
        ahead += 1
    return ahead
