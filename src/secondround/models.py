"""Django looks for an app's models here; each room keeps its own."""

from secondround.audit.models import *  # noqa: F403
from secondround.candidates.models import *  # noqa: F403
from secondround.correspondence.models import *  # noqa: F403
from secondround.decisions.models import *  # noqa: F403
from secondround.handoff.models import *  # noqa: F403
from secondround.interviews.models import *  # noqa: F403
from secondround.people.models import *  # noqa: F403
from secondround.positions.models import *  # noqa: F403
from secondround.preparation.models import *  # noqa: F403
from secondround.visits.models import *  # noqa: F403
from secondround.work.models import *  # noqa: F403
