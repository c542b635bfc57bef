"""The ratings model: severity, uncertainty, groups, value of information. Pure: plain dataclasses in and out, no Django."""

from secondround.measurement.adjust import Adjustment
from secondround.measurement.advice import Probe
from secondround.measurement.compare import Comparison, CompetencyEstimate, Estimate, compare
from secondround.measurement.design import DesignRefused, Rating
from secondround.measurement.groups import Group
from secondround.measurement.position import DEFAULT_PRIOR, Prior
from secondround.measurement.snapshot import MODEL_VERSION, rounded

__all__ = [
    "DEFAULT_PRIOR",
    "MODEL_VERSION",
    "Adjustment",
    "Comparison",
    "CompetencyEstimate",
    "DesignRefused",
    "Estimate",
    "Group",
    "Prior",
    "Probe",
    "Rating",
    "compare",
    "rounded",
]
