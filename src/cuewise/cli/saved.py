"""Read a saved audit."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from cuewise.errors import InputError
from cuewise.records import Audit
from cuewise.records.comparison import Comparison

SCHEMA = Audit.model_fields["schema_"].default
_FIX = "name an audit.json that `cuewise audit` wrote"
# What to do, by the schema of the file.
_FIXES = {
    None: _FIX,
    Comparison.model_fields["schema_"].default: (
        "this is a comparison, and its page is the report.html beside it; "
        "name one of its audits instead, or pass both to `cuewise compare`"
    ),
}


def read_audit(path: Path) -> Audit:
    """The audit in `path`; anything else is an error that says what the file holds."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON: {error}", allowed=SCHEMA, fix=_FIX) from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}", fix=_FIX) from error
    schema = record.get("schema") if isinstance(record, dict) else None
    if schema != SCHEMA:
        known = schema if isinstance(schema, str) else None
        raise InputError(
            f"this version cannot read {path} as an audit: its schema is {schema!r}",
            allowed=SCHEMA,
            fix=_FIXES.get(known, "use the version of cuewise that wrote it"),
        )
    try:
        return Audit.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{path} does not follow its schema, first at {place}: {first['msg']}",
            allowed=SCHEMA,
            fix=_FIX,
        ) from error
