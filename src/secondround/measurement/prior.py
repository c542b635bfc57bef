"""What is believed before the first rating of a position: every number of it stands here and nowhere else.

Without history, half-normal priors of the standard deviations (Gelman 2006). Their scales are the middle of what scored interviews
and writing show (sd of people .5-.6, assessors .1-.5, person × competency .3-.5, assessor × competency .1-.2, single rating .4-.7),
wide enough that a position may differ from all of them. With the firm's own history, each standard deviation is expected where closed
positions put it, give or take about a third, and each assessor who rated in them begins where they left off.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

LOG_SPREAD = 0.35
"""How far a position's standard deviations stray from the firm's, on the logarithm: a third up or down is nothing unusual."""
DRIFT_SD = 0.1
"""Points; an assessor's severity moves a little between the positions of two years."""
LEAST_SD = 0.05
"""Points; what a fit calls zero is small, not impossible."""


@dataclass(frozen=True)
class Leaning:
    """One assessor from closed positions: posterior `mean` and `sd` of the severity, points (positive: generous)."""

    mean: float
    sd: float

    @property
    def variance(self) -> float:
        return self.sd**2 + DRIFT_SD**2


@dataclass(frozen=True)
class History:
    """What closed positions say: expected standard deviations (points), each assessor's leaning, and which version this is."""

    candidate: float
    assessor: float
    error: float
    leanings: Mapping[str, Leaning] = field(default_factory=dict)
    version: str = ""

    def expected(self) -> tuple[float, float, float]:
        return max(self.candidate, LEAST_SD), max(self.assessor, LEAST_SD), max(self.error, LEAST_SD)


@dataclass(frozen=True)
class Prior:
    """Scales of half-normal priors, in points of a scale from 1 to 5; on another scale, in quarters of its length.

    First the level of whole cards: between candidates, between assessors, the error of a card. Then the level of competencies:
    person × competency, assessor × competency, a single rating. `history` takes the place of the first three.
    `has_severity` False: nobody is taken for stricter or more generous than anybody else; the adjustment is off.
    """

    candidate: float = 0.7
    assessor: float = 0.5
    error: float = 0.7
    competency: float = 0.45
    leaning: float = 0.2
    rating: float = 0.6
    has_severity: bool = True
    history: History | None = None

    def about(self, assessors: Collection[str]) -> "Prior":
        """The same for these assessors alone: somebody who rated nobody here changes nothing, not even a hash."""
        if self.history is None or not self.has_severity:
            return replace(self, history=None)
        known = {name: one for name, one in sorted(self.history.leanings.items()) if name in assessors}
        return replace(self, history=replace(self.history, leanings=known))


DEFAULT_PRIOR = Prior()
UNADJUSTED = Prior(has_severity=False)
