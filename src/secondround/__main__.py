"""`python -m secondround`."""

import sys

from secondround.cli import main

sys.exit(main())
