"""The hand-made study is shared with the tests of probes and selection."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
