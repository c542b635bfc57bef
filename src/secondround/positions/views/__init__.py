"""Doors of positions."""
