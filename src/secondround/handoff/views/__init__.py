"""Doors of the hand-off, by noun: comparing, briefs, links to one brief."""
