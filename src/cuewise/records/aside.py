"""Why a row is set aside: the keys of `set_aside` in audit.json, which the report words."""

from __future__ import annotations

MISSING_TEXT = "missing text"
EMPTY_TEXT = "empty text"
MISSING_SECOND = "missing second text"
EMPTY_SECOND = "empty second text"
MISSING_LABEL = "missing label"
RAGGED = "ragged row"
UNCLOSED = "unclosed quote"
BAD_LINE = "bad JSON line"
BAD_TEXT = "invalid UTF-8"
FILTERED = "left out by where"
RENAMED = "duplicate id (kept, renamed)"

# Counted too, but used, or left out because the user said so.
NOT_LOST = frozenset({FILTERED, RENAMED})
