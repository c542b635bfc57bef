"""The verbs of visits, by noun."""
