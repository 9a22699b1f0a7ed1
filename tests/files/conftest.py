"""The script that writes into a folder is imported by its name as well."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
