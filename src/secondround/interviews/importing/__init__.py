"""What an import would do, worked out before anything is written: who is new, who is known, what is wrong.

The same plan is shown as the preview and then carried out; a second run of the same files plans nothing.
"""

from secondround.interviews.importing.planner import plan_import
from secondround.interviews.importing.sameness import FIRST_ROUND, same_name, says_the_same

__all__ = ["FIRST_ROUND", "plan_import", "same_name", "says_the_same"]
