"""Reading an audit that was saved."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from cuewise.errors import InputError
from cuewise.records import Audit
from cuewise.records.comparison import Comparison

SCHEMA = Audit.model_fields["schema_"].default
FIX = "name an audit.json that `cuewise audit` wrote"
# What to do instead, by what the file is.
_OTHER = {
    None: FIX,
    Comparison.model_fields["schema_"].default: (
        "this is a comparison, whose page is the report.html beside it; "
        "name one of its audits, or two to `cuewise compare`"
    ),
}


def read_audit(path: Path) -> Audit:
    """The audit in `path`; what else may be in there is an error that says so."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON: {error}", allowed=SCHEMA, fix=FIX) from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}", fix=FIX) from error
    schema = record.get("schema") if isinstance(record, dict) else None
    if schema != SCHEMA:
        known = schema if isinstance(schema, str) else None
        raise InputError(
            f"{path} is no audit this version reads: its schema is {schema!r}",
            allowed=SCHEMA,
            fix=_OTHER.get(known, "use the version of cuewise that wrote it"),
        )
    try:
        return Audit.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{path} does not follow its schema, first at {place}: {first['msg']}",
            allowed=SCHEMA,
            fix=FIX,
        ) from error
