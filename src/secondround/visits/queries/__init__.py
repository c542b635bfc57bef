"""Named reads of visits: whom somebody met, the day as planned and as told, who is due a letter, what speaks against it."""

from secondround.visits.queries.met import TOLD, Met, did_not_come, not_noted, own_beginnings, people_met, visit_of

__all__ = ["TOLD", "Met", "did_not_come", "not_noted", "own_beginnings", "people_met", "visit_of"]
