"""Candidates, their applications, and what they may ask of us."""

from secondround.candidates.models.applications import (
    Application,
    ApplicationState,
    ApplicationTag,
    Candidate,
    CandidateFact,
    CandidateSlot,
    CaseMember,
    CaseRole,
    Conflict,
    ConflictKind,
    Document,
    Enquiry,
    FactSource,
    KeptApart,
    Merge,
    SavedView,
)
from secondround.candidates.models.privacy import PrivacyKind, PrivacyRequest, PrivacyState

__all__ = [
    "Application",
    "ApplicationState",
    "ApplicationTag",
    "Candidate",
    "CandidateFact",
    "CandidateSlot",
    "CaseMember",
    "CaseRole",
    "Conflict",
    "ConflictKind",
    "Document",
    "Enquiry",
    "FactSource",
    "KeptApart",
    "Merge",
    "PrivacyKind",
    "PrivacyRequest",
    "PrivacyState",
    "SavedView",
]
