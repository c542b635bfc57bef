"""The same ratings under other beliefs beforehand: what the page's figures owe to the prior."""

from dataclasses import dataclass, replace
from enum import StrEnum

from secondround import measurement
from secondround.handoff.queries.comparison import ComparisonPage
from secondround.measurement import DEFAULT_PRIOR, UNADJUSTED, Comparison, Prior
from secondround.measurement.snapshot import read


class Belief(StrEnum):
    AS_SHOWN = "as_shown"
    NO_HISTORY = "no_history"
    NO_SEVERITY = "no_severity"
    ASSESSORS_APART = "assessors_apart"
    CANDIDATES_ALIKE = "candidates_alike"


@dataclass(frozen=True)
class Believed:
    belief: Belief
    comparison: Comparison


def beliefs_for(page: ComparisonPage) -> list[Believed]:
    """The comparison as shown, then under every other belief, from exactly its own inputs."""
    if not page.comparison.candidates:
        return [Believed(Belief.AS_SHOWN, page.comparison)]
    given = read(page.comparison.inputs)
    others: dict[Belief, Prior] = {
        Belief.NO_SEVERITY: UNADJUSTED,
        Belief.ASSESSORS_APART: replace(DEFAULT_PRIOR, assessor=2 * DEFAULT_PRIOR.assessor),
        Belief.CANDIDATES_ALIKE: replace(DEFAULT_PRIOR, candidate=DEFAULT_PRIOR.candidate / 2),
    }
    if given.prior.history is not None:
        others = {Belief.NO_HISTORY: DEFAULT_PRIOR, **others}
    return [
        Believed(Belief.AS_SHOWN, page.comparison),
        *(
            Believed(name, measurement.compare(given.ratings, weights=given.weights, choose=given.choose, prior=prior))
            for name, prior in others.items()
        ),
    ]
