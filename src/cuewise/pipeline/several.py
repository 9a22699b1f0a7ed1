"""Write the repairs of several models: a folder for each, and all side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from cuewise.files import write_whole
from cuewise.pipeline.fixed import Fix
from cuewise.records.comparison import Comparison
from cuewise.records.several import RepairedModel, Several
from cuewise.report import several_html
from cuewise.report.wording import Lang

# Characters of the name of a folder.
_LONGEST = 60


def write_several(fixes: Mapping[str, Fix], folder: Path, *, lang: Lang = "en") -> Several:
    """Write every fix into a folder of its own below `folder`, and a page that compares all.

    Parameters
    ----------
    fixes:
        From `cuewise.fix_models`.
    folder:
        A folder that exists. It gets a folder for each model, `several.json` and `report.html`.
    lang:
        Language of the pages.
    """
    columns = []
    names = folder_names(list(fixes))
    for (model, fixed), name in zip(fixes.items(), names, strict=True):
        (folder / name).mkdir()
        columns.append(_column(model, name, fixed.write(folder / name, lang=lang)))
    language = next(iter(fixes.values())).before.provenance.corpus.language
    several = Several(language=language, models=columns)
    several.save(folder / "several.json")
    write_whole(folder / "report.html", several_html(several, lang))
    return several


def folder_names(models: list[str]) -> list[str]:
    """A folder name for every model, each once: letters, digits, dots and dashes.

    Examples
    --------
    >>> folder_names(["tfidf", "hf:./a b", "hf:/a/b", "../.."])
    ['tfidf', 'hf-a-b', 'hf-a-b-2', 'model']
    """
    names: list[str] = []
    for model in models:
        parts = (part.strip(".") for part in re.split(r"[^A-Za-z0-9.]+", model))
        plain = "-".join(filter(None, parts))[:_LONGEST] or "model"
        taken, count = plain, 1
        while taken.lower() in {name.lower() for name in names}:
            count += 1
            taken = f"{plain}-{count}"
        names.append(taken)
    return names


def _column(model: str, folder: str, comparison: Comparison) -> RepairedModel:
    repair = comparison.repair
    if repair is None:
        raise ValueError(f"the comparison of {model} holds no repair")
    old, new, stakes = repair.before, repair.after, repair.stakes
    return RepairedModel(
        model=model,
        folder=folder,
        chosen=repair.chosen,
        refused=repair.refused.code if repair.refused else None,
        cues=len(repair.cues),
        as_is_before=old.as_is if old else None,
        as_is_after=new.as_is if new else None,
        ablated_before=old.neutral if old else None,
        ablated_after=new.neutral if new else None,
        sdr_before=comparison.before.headline.sdr,
        sdr_after=comparison.after.headline.sdr,
        cost=stakes.cost if stakes else None,
    )
