"""Pure: the days of a second round. `day.py` says what a day is, `referee.py` what speaks against one. Knows no Django."""
