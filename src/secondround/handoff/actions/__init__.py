"""The verbs of the hand-off, by noun."""
