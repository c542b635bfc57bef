"""The verbs of visits, by noun."""

from secondround.visits.actions.days import cancel_visits

__all__ = ["cancel_visits"]
