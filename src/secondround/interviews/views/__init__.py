"""Doors of interviews, by noun: positions and their candidates, applications, scorecards, imports."""
