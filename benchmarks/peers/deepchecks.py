"""Deepchecks NLP's check of properties that predict the label (predictive power score >= .3).

Only properties that need no download; this also excludes properties of sentences. Deepchecks
downloads a language model before it computes any property, so this script calls the function of
each property instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["DEEPCHECKS_DISABLE_ANALYTICS"] = os.environ["DISABLE_DEEPCHECKS_ANALYTICS"] = "true"
os.environ["DISABLE_LATEST_VERSION_CHECK"] = "true"
from lines import Question, Ranked, serve

# This file has the same name as the library.
sys.path.remove(str(Path(__file__).parent))
import pandas as pd
from deepchecks.nlp import TextData
from deepchecks.nlp.checks import PropertyLabelCorrelation
from deepchecks.nlp.utils import text_properties as props

_CUT = 0.3
_PROPERTIES = {
    "Text Length": ("length:long", props.text_length),
    "% Punctuation": ("punct:any", props.percentage_punctuation),
    "% Special Characters": ("punct:any", props.percentage_special_characters),
    "Average Word Length": ("property:average word length", props.average_word_length),
    "Max Word Length": ("property:longest word", props.max_word_length),
    "URLs Count": ("format:url", props.urls_count),
}


def rank(question: Question) -> Iterator[Ranked]:
    """Rank properties by their predictive power score."""
    data = TextData(
        question["texts"],
        label=[question["label_names"][i] for i in question["labels"]],
        task_type="text_classification",
    )
    values = {name: [f(t) for t in question["texts"]] for name, (_, f) in _PROPERTIES.items()}
    data.set_properties(pd.DataFrame(values), categorical_properties=[])
    result = PropertyLabelCorrelation().run(data, with_display=False)
    for name, value in result.value.items():
        yield Ranked(_PROPERTIES[name][0], value, value >= _CUT)


if __name__ == "__main__":
    serve(rank)
