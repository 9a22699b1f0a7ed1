"""Tokenizers that take cues out of a text before anything else, so that plain files do too."""

from __future__ import annotations

import json
import re
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from cuewise.cues.chains import TEXT_ENDS
from cuewise.cues.pattern import for_tokenizers, remove_matches
from cuewise.embed import runtime
from cuewise.files import write_whole

_WORD = "zyzzyva"
_TEXT = f"One {_WORD} is, all in all, much like another {_WORD}!"
_CONFIG, _CLASS = "tokenizer_config.json", "PreTrainedTokenizerFast"


def save(tokenizer: Any, folder: Path, pattern: str | None) -> None:
    """Save a tokenizer, with a first step that takes out what `pattern` matches, if there is one.

    With the step it is one of the class that does what its file says: those of a kind of model,
    such as BERT's, make their first steps anew when they are loaded, and this one would be lost.
    """
    if pattern is None:
        tokenizer.save_pretrained(folder)
        return
    _taking_out(tokenizer, pattern).save_pretrained(folder)
    path = folder / _CONFIG
    settings = json.loads(path.read_text(encoding="utf-8"))
    # The class has another name in transformers 5, which older ones do not know.
    text = json.dumps(settings | {"tokenizer_class": _CLASS}, ensure_ascii=False, indent=2)
    write_whole(path, text + "\n")


def _taking_out(tokenizer: Any, pattern: str) -> Any:
    from tokenizers import Regex, Tokenizer, normalizers
    from transformers import PreTrainedTokenizerFast

    inner = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    step, rest = normalizers.Replace(Regex(for_tokenizers(pattern)), " "), inner.normalizer
    inner.normalizer = step if rest is None else normalizers.Sequence([step, rest])
    made: Any = PreTrainedTokenizerFast
    return made(
        tokenizer_object=inner,
        model_max_length=tokenizer.model_max_length,
        model_input_names=tokenizer.model_input_names,
        padding_side=tokenizer.padding_side,
        truncation_side=tokenizer.truncation_side,
        clean_up_tokenization_spaces=tokenizer.clean_up_tokenization_spaces,
        **tokenizer.special_tokens_map,
    )


def token_notes(tokenizer: Any, pattern: str | None) -> tuple[str, ...]:
    """What a model card must say of the step: texts that spell out a special token."""
    if pattern is None:
        return ()
    stay = [f"`{t}`" for t in tokenizer.all_special_tokens if re.search(pattern, t)]
    cut = f"Where a text spells out a special token, nothing is taken out of it: {', '.join(stay)}."
    ends = "Where a text spells out a special token, the parts around it begin and end like texts."
    return (*([cut] if stay else []), *([ends] if _asks_for_ends(pattern) else []))


def _asks_for_ends(pattern: str) -> bool:
    return any(end in pattern for end in TEXT_ENDS)


@lru_cache(maxsize=64)
def able(folder: Path | None, pattern: str) -> bool:
    """Whether the tokenizer of a folder can be saved with the step, and has it when it is loaded.

    Try it, with an added word that the pattern does not match. Special and added tokens are split
    off before the step. So no cue may be in an added word. Where there are added words, none may
    depend on the ends of a text, which are then those of each piece. Texts that spell out a special
    token, such as "[SEP]", are rare; the model card mentions them.
    """
    if folder is None:
        return False
    step = f"{pattern}|{_WORD}"
    from transformers import AutoTokenizer

    with runtime.quiet(), tempfile.TemporaryDirectory() as place:
        own = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        added = [t.content for t in own.added_tokens_decoder.values() if not t.special]
        cut = any(re.search(pattern, content) for content in added)
        if not own.is_fast or cut or (added and _asks_for_ends(pattern)):
            return False
        save(own, Path(place), step)
        loaded = AutoTokenizer.from_pretrained(place, local_files_only=True)
        return dict(own(remove_matches([_TEXT], step))) == dict(loaded([_TEXT]))
