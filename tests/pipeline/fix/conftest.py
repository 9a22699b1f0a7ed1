"""The hand-made fix is shared with the tests of the command line, the export and the page."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
