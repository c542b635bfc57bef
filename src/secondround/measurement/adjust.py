"""Why an adjusted score differs from the raw mean, as one sum over everybody who rated, without naming anyone's severity."""

from dataclasses import dataclass

FEWEST_ASSESSORS = 3
AGREES_WITHIN = 0.05


@dataclass(frozen=True)
class Adjustment:
    """Adjusted less raw, in points, split into its causes; the parts sum to the whole.

    `severity`: seen by stricter (+) or more generous (−) assessors. `coverage`: judged on other competencies than the rest.
    `shrinkage`: few ratings are drawn towards the middle. `assessors`: how many people lie behind `severity`.
    """

    total: float
    severity: float
    coverage: float
    shrinkage: float
    assessors: int

    @property
    def has_figure(self) -> bool:
        """Below three people a figure would tell one person's severity to whoever knows the other's: then only words are shown."""
        return self.assessors >= FEWEST_ASSESSORS

    @property
    def direction(self) -> str:
        """stricter, milder, or same where it rounds away."""
        if abs(self.severity) < AGREES_WITHIN:
            return "same"
        return "stricter" if self.severity > 0 else "milder"
