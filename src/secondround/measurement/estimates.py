"""What a comparison says: plain values, one estimate per candidate."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from secondround.measurement.adjust import Adjustment
from secondround.measurement.advice import Probe
from secondround.measurement.groups import Group

THIN_BELOW = 2
Interval = tuple[float, float]


class Warn(StrEnum):
    """What a reader should know before believing the figures."""

    ONE_ASSESSOR = "one_assessor"
    """One person rated everybody: differences stand, the level of all of them does not."""
    ONE_OPINION = "one_opinion"
    """Somebody was rated by one person only."""
    UNLINKED = "unlinked"
    """Sets of candidates that nobody links: across them only the prior compares."""
    NO_DISAGREEMENT = "no_disagreement"
    """All ratings are equal: nothing tells anybody apart."""
    CEILING = "ceiling"
    """More than half of the ratings are the highest possible: the strongest cannot be told apart."""
    FLOOR = "floor"
    """More than half are the lowest possible."""
    BY_MERIT = "by_merit"
    """Some assessors met stronger candidates than others, more than chance brings: if on purpose, the adjustment misleads."""


@dataclass(frozen=True)
class CompetencyEstimate:
    """One competency of one candidate. Everything but `competency` and `ratings` is None where it was not covered."""

    competency: str
    ratings: int
    raw: float | None = None
    low: float | None = None
    high: float | None = None
    adjusted: float | None = None
    interval50: Interval | None = None
    interval80: Interval | None = None


@dataclass(frozen=True)
class Estimate:
    """One candidate. Scores and intervals in points of the scale; `p_best`: probability of being among the best m."""

    candidate: str
    raw: float
    adjusted: float
    interval50: Interval
    interval80: Interval
    interval90: Interval
    p_best: float
    group: Group
    ratings: int
    assessors: int
    component: int
    adjustment: Adjustment
    competencies: tuple[CompetencyEstimate, ...]

    @property
    def is_one_opinion(self) -> bool:
        return self.assessors < THIN_BELOW


@dataclass(frozen=True)
class Link:
    """The one further interview that would link a set of candidates with the largest one."""

    candidate: str
    assessor: str


@dataclass(frozen=True)
class Comparison:
    """All candidates, the best first (a display must not print ranks inside a group), and what the figures rest on.

    `beats`: P(the first's true score is above the second's). `assumed`: for pairs that nobody links, the share of the variance
    of their difference that is severity, so prior and not evidence. `inputs`: all of it as text, to compute it again.
    """

    candidates: tuple[Estimate, ...]
    beats: Mapping[tuple[str, str], float]
    components: tuple[frozenset[str], ...]
    probes: tuple[Probe, ...]
    choose: int
    assessors: int
    model_version: str
    inputs: str
    inputs_sha256: str
    warnings: tuple[Warn, ...] = ()
    assumed: Mapping[tuple[str, str], float] | None = None
    links: tuple[Link, ...] = ()
    prior_version: str = ""

    @property
    def is_linked(self) -> bool:
        return len(self.components) < 2
