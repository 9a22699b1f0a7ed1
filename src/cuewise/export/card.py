"""The model card: what the model is, what was repaired, and the numbers before and after."""

from __future__ import annotations

from typing import Any

from cuewise._version import __version__
from cuewise.export.origin import Core, Origin, Written
from cuewise.plugins.protocols import Predictor
from cuewise.records import Reason
from cuewise.records.comparison import NO_CHANGE
from cuewise.report import compared_markdown
from cuewise.report.md import escape
from cuewise.report.reasons import sentence, worded
from cuewise.report.text import visible
from cuewise.report.wording import wording


def card(core: Core, written: Written, origin: Origin) -> str:
    """README.md: front matter for the hub, usage, and the numbers before and after.

    All text from the corpus is escaped.
    """
    import yaml

    front = yaml.safe_dump(_front(core.model, written, origin), allow_unicode=True, sort_keys=False)
    base = f", on {written.base}" if written.base else ""
    parts = [
        f"---\n{front}---",
        f"# {written.name or core.model.model_id}",
        f"A text classifier that was {_done(origin)} by cuewise {__version__}{base}.",
        *written.notes,
        *_noted(origin, written),
        f"```python\n{written.usage}\n```",
        *_in_files(core.takes_out),
        *_not_in(core.left_out),
        _checked(written),
        "## Before and after",
        compared_markdown(origin.comparison, "en"),
    ]
    return "\n\n".join(parts).rstrip() + "\n"


def _done(origin: Origin) -> str:
    repair = origin.comparison.repair
    if origin.original:
        return "audited, and is here as it was before it was repaired,"
    repaired = repair is not None and repair.chosen != NO_CHANGE
    return "audited and repaired" if repaired else "audited, and left as it was,"


def _noted(origin: Origin, written: Written) -> list[str]:
    """What a reader should know about the model before the numbers."""
    repair = origin.comparison.repair
    notes = repair.notes if repair else []
    files = [sentence(reason, wording("en")) for reason in written.reasons]
    return [f"**Note: {escape(visible(note))}.**" for note in (*notes, *files)]


def _checked(written: Written) -> str:
    return (
        f"Checked after writing: on {written.texts} texts of the corpus, no probability differs "
        f"from that of the model in memory by more than {max(written.difference, 1e-9):.0e}."
    )


def _front(model: Predictor, written: Written, origin: Origin) -> dict[str, Any]:
    language = origin.audit.provenance.corpus.language
    fields = {
        "license": written.licence,
        "language": language if language in {"en", "zh"} else None,
        "library_name": written.library,
        "pipeline_tag": "text-classification",
        "base_model": written.base,
        "tags": ["cuewise", "text-classification"],
        "labels": [visible(label) for label in model.label_names],
    }
    return {name: value for name, value in fields.items() if value}


def _in_files(takes_out: str | None) -> list[str]:
    """What the files remove from a text before the model reads it."""
    if takes_out is None:
        return []
    note = (
        "**The files remove the repaired cues from a text themselves, before the model reads it: "
        "each match of the regular expression `takes_out` in `cuewise.json` counts for no more "
        "than a space.** Load them as shown above; a class with its own tokenizer may skip this."
    )
    return [note]


def _not_in(left_out: tuple[Reason, ...]) -> list[str]:
    """What the model in Python does and the files do not."""
    if not left_out:
        return []
    steps = "\n".join(f"- {worded([step], wording('en'))}" for step in left_out)
    return [
        "**These files hold the model without a step that cuewise takes at inference:**",
        steps,
        "The numbers below include that step.",
    ]
