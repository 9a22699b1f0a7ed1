"""Write the text of a document and its counterfactual from a brief."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from cuewise.synth.drafts import Draft
from cuewise.synth.lexicon import SIZES, Lexicon
from cuewise.synth.plan import Brief, Opinion
from cuewise.synth.request import CorpusRequest
from cuewise.synth.words import Writer, read_side, two_sided

# How a document expresses its label: shares of documents.
_PROFILES: Mapping[str, float] = {
    "agree": 0.12, "people": 0.04, "verdict": 0.06, "clause": 0.06, "agree_verdict": 0.22,
    "agree_clause": 0.16, "agree_people": 0.08, "clause_verdict": 0.08, "negated": 0.03,
    "mixed": 0.07, "mixed_verdict": 0.08,
}  # fmt: skip
# Shares of documents that fill a slot no plant uses.
_BACKGROUND: Mapping[str, float] = {
    "first": 0.2, "last": 0.08, "phrase": 0.12, "mark": 0.2, "class": 0.4, "style": 0.06,
    "neutral": 0.3, "later_opener": 0.15, "aside": 0.06,
}  # fmt: skip
_AGAINST = {"adj": "mixed", "people": "people_mixed", "pred": "pred_mixed"}
_STYLED = re.compile("<(.+?)>")


def write_document(
    brief: Brief, request: CorpusRequest, rng: np.random.Generator, *, minimal: bool
) -> tuple[Draft, Draft]:
    """Write a document and its counterfactual; `minimal` leaves out all optional parts."""
    lex = request.lex
    name = brief.slots.get("topic") or str(rng.choice(list(lex.topics)))
    topic = lex.topics[name]
    item = topic.items[int(rng.integers(len(topic.items)))]
    writer = Writer(brief, lex, topic, item, request.banned(), rng, minimal)
    sentences = _body(writer)
    _fill_up(writer, sentences)
    _ends(writer, sentences)
    mark = _background(writer, "mark", lex.fillers["marks"])
    marked = int(rng.integers(len(sentences)))
    original, counterfactual = (
        _joined(lex, [read_side(s, counterfactual=side) for s in sentences], marked, mark)
        for side in (False, True)
    )
    return Draft(original, name, brief.meta), Draft(counterfactual, name, brief.meta)


def _body(w: Writer) -> list[str]:
    opening = [w.sentence(w.fresh((*w.topic.openings, *w.lex.openings[w.topic.group])))]
    carriers = list(_carriers(w))
    w.rng.shuffle(carriers)
    opinions = _opinions(w)
    if _optional(w, "neutral"):
        carriers.append(_neutral(w))
    # A fifth of the reviews begin with the opinion.
    return [*opinions, *opening, *carriers] if w.chance(0.2) else [*opening, *carriers, *opinions]


def _carriers(w: Writer) -> Iterator[str]:
    """Yield the sentences with a word of a class or a phrase, planted or not."""
    for slot, value in w.brief.slots.items():
        kind, _, rest = slot.partition(":")
        if kind == "class" and value:
            yield _carrier(w, rest, value)
    if _optional(w, "class") and (free := _free_classes(w)):
        yield _carrier(w, w.choose(free), None)
    if phrase := _background(w, "phrase", w.lex.fillers["phrases"]):
        yield w.sentence(w.fresh(w.lex.frames["phrases"]), phrase=phrase)


def _free_classes(w: Writer) -> list[str]:
    return [name for name in w.lex.classes if f"class:{name}" not in w.brief.slots]


def _carrier(w: Writer, name: str, value: str | None) -> str:
    entry = w.lex.classes[name]
    patterns = (*entry.carriers["any"], *entry.carriers.get(w.topic.group, ()))
    return w.sentence(w.fresh(patterns), v=value or w.fresh(entry.values))


def _neutral(w: Writer) -> str:
    return w.sentence(w.fresh((*w.topic.facts, *w.lex.neutral)))


def _optional(w: Writer, slot: str) -> bool:
    """Decide whether the document holds a part that the brief does not require."""
    return not w.minimal and w.chance(_BACKGROUND[slot])


def _background(w: Writer, slot: str, values: tuple[str, ...]) -> str:
    """Fill the slot as the brief says, else now and then with any value."""
    if slot in w.brief.slots:
        return w.brief.slots[slot]
    return w.fresh(values) if _optional(w, slot) else ""


def _opinions(w: Writer) -> list[str]:
    if w.brief.opinion is not None:
        return [_decoy(w, w.brief.opinion)]
    profile = str(w.rng.choice(list(_PROFILES), p=list(_PROFILES.values())))
    return [_OPINIONS[part](w) for part in profile.split("_")]


def _pattern(w: Writer, name: str, **given: str) -> str:
    return w.sentence(w.fresh(w.lex.patterns[name]), **given)


def _verdict(w: Writer) -> str:
    return w.side(w.choose((*w.lex.verdicts["any"], *w.lex.verdicts[w.topic.group])))


_OPINIONS: Mapping[str, Callable[[Writer], str]] = {
    "agree": lambda w: _pattern(w, "agree"),
    "negated": lambda w: _pattern(w, "negated"),
    "mixed": lambda w: _pattern(w, "mixed"),
    "people": lambda w: _pattern(w, "people", adj=w.side(w.pair("people"))),
    "verdict": _verdict,
    "clause": lambda w: w.side(w.choose(w.topic.clauses)),
}


def _decoy(w: Writer, opinion: Opinion) -> str:
    """Write a sentence with the decoy; use a word not in the lexicon as an adjective."""
    pool, pair = w.lex.pool_of(opinion.word) or ("adj", None)
    if pair is None:
        other = w.side(w.pair("adj"), agrees=not opinion.agrees)
        word = two_sided(opinion.word, read_side(other, counterfactual=False))
    else:
        word = w.side(pair, agrees=opinion.agrees)
    if not opinion.agrees:
        return _pattern(w, _AGAINST[pool], contra=word)
    slot = "pred" if pool == "pred" else "adj"
    patterns = w.lex.patterns["people" if pool == "people" else "agree"]
    fitting = [p for p in patterns if f"{{{slot}}}" in p]
    return w.sentence(w.choose(fitting), **{slot: word})


def _fill_up(w: Writer, sentences: list[str]) -> None:
    """Insert neutral sentences until the document reaches its length."""
    sizes = SIZES[w.lex.language]
    wanted = sizes.long if w.brief.slots.get("length") else sizes.least
    free = _free_classes(w)
    while (
        w.lex.size(read_side("".join(f"{s}. " for s in sentences), counterfactual=False)) < wanted
    ):
        more = _neutral(w) if w.chance(0.7) or not free else _carrier(w, w.choose(free), None)
        if more not in sentences:
            sentences.insert(int(w.rng.integers(1, len(sentences) + 1)), more)


def _ends(w: Writer, sentences: list[str]) -> None:
    """Add the first word, the last sentence and the style, and the same words elsewhere."""
    words = w.lex.fillers
    if len(sentences) > 1 and _optional(w, "later_opener"):
        j = int(w.rng.integers(1, len(sentences)))
        sentences[j] = _opened(w, w.choose(words["openers"]), sentences[j])
    if len(sentences) > 1 and _optional(w, "aside"):
        j = int(w.rng.integers(len(sentences) - 1))
        closed = w.lex.frames["closed"][0]
        sentences[j] = w.sentence(closed, closer=w.choose(words["closers"]), sentence=sentences[j])
    if opener := _background(w, "first", words["openers"]):
        sentences[0] = _opened(w, opener, sentences[0])
    style = w.brief.slots.get("style")
    if style is None:
        style = next((s for s in ("plain", "casual") if _optional(w, "style")), "")
    if style:
        sentences.append(_STYLES[style](w))
    if closer := _background(w, "last", words["closers"]):
        sentences.append(w.sentence(w.fresh(w.lex.frames["closers"]), closer=closer))


def _opened(w: Writer, opener: str, sentence: str) -> str:
    return w.sentence(w.lex.frames["opener"][0], opener=opener, sentence=sentence)


def _stretched(text: str) -> str:
    """Elongate the first marked word and leave the others plain."""
    return _STYLED.sub(r"\1", _STYLED.sub(lambda m: m[1] + m[1][-1] * 2, text, count=1))


_STYLES: Mapping[str, Callable[[Writer], str]] = {
    "plain": lambda w: _STYLED.sub(r"\1", w.fresh(w.lex.frames["style"])),
    "uppercase": lambda w: _STYLED.sub(
        lambda m: m[1].upper() if len(m[1]) > 3 else m[1], w.fresh(w.lex.frames["style"])
    ),
    "elongation": lambda w: _stretched(w.fresh(w.lex.frames["style"])),
    "polite": lambda w: w.fresh(w.lex.frames["polite"]),
    "casual": lambda w: w.fresh(w.lex.frames["casual"]),
}


def _joined(lex: Lexicon, sentences: list[str], marked: int, mark: str) -> str:
    stop, space = ("。", "") if lex.language == "zh" else (".", " ")
    ended = [
        (s[0].upper() + s[1:]) + ((mark or stop) if j == marked else stop)
        for j, s in enumerate(sentences)
    ]
    return space.join(ended)
