"""The ratings model: severity, uncertainty, groups, value of information. Pure: plain dataclasses in and out, no Django."""

from secondround.measurement.adjust import Adjustment
from secondround.measurement.advice import Probe, Why
from secondround.measurement.compare import again, compare
from secondround.measurement.design import DesignRefused, Rating
from secondround.measurement.estimates import Comparison, CompetencyEstimate, Estimate, Link, Warn
from secondround.measurement.groups import Group
from secondround.measurement.prior import DEFAULT_PRIOR, UNADJUSTED, History, Leaning, Prior
from secondround.measurement.snapshot import MODEL_VERSION, chance, hash_of, rounded

__all__ = [
    "DEFAULT_PRIOR",
    "MODEL_VERSION",
    "UNADJUSTED",
    "Adjustment",
    "Comparison",
    "CompetencyEstimate",
    "DesignRefused",
    "Estimate",
    "Group",
    "History",
    "Leaning",
    "Link",
    "Prior",
    "Probe",
    "Rating",
    "Warn",
    "Why",
    "again",
    "chance",
    "compare",
    "hash_of",
    "rounded",
]
