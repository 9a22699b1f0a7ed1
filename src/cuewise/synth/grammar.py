"""Write the text of a document and its counterfactual from a brief."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from cuewise.synth.lexicon import SIZES, Lexicon
from cuewise.synth.plan import Brief, Opinion
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


class WrittenText(NamedTuple):
    """A text, its counterfactual and their topic."""

    text: str
    counterfactual: str
    topic: str


def write_document(
    brief: Brief, lex: Lexicon, banned: frozenset[str], rng: np.random.Generator, *, minimal: bool
) -> WrittenText:
    """Write one document; `minimal` leaves out all optional parts."""
    name = brief.slots.get("topic") or str(rng.choice(list(lex.topics)))
    topic = lex.topics[name]
    item = topic.items[int(rng.integers(len(topic.items)))]
    writer = Writer(lex, topic, item, brief.says, banned, rng)
    sentences = _body(writer, brief, minimal=minimal)
    _fill_up(writer, brief, sentences)
    _ends(writer, brief, sentences, minimal=minimal)
    mark = _background(writer, brief, "mark", lex.fillers["marks"], minimal=minimal)
    marked = int(rng.integers(len(sentences)))
    texts = [
        _joined(lex, [read_side(s, counterfactual=counterfactual) for s in sentences], marked, mark)
        for counterfactual in (False, True)
    ]
    return WrittenText(texts[0], texts[1], name)


def _body(w: Writer, brief: Brief, *, minimal: bool) -> list[str]:
    opening = [w.sentence(w.fresh((*w.topic.openings, *w.lex.openings[w.topic.group])))]
    carriers = list(_carriers(w, brief, minimal=minimal))
    w.rng.shuffle(carriers)
    opinions = _opinions(w, brief.opinion)
    if not minimal and w.chance(_BACKGROUND["neutral"]):
        carriers.append(_neutral(w))
    # A fifth of the reviews begin with the opinion.
    return [*opinions, *opening, *carriers] if w.chance(0.2) else [*opening, *carriers, *opinions]


def _carriers(w: Writer, brief: Brief, *, minimal: bool) -> Iterator[str]:
    """Yield the sentences with a word of a class or a phrase, planted or not."""
    for slot, value in brief.slots.items():
        kind, _, rest = slot.partition(":")
        if kind == "class" and value:
            yield _carrier(w, rest, value)
    if not minimal and w.chance(_BACKGROUND["class"]) and (free := _free_classes(w, brief)):
        yield _carrier(w, w.choose(free), None)
    phrase = _background(w, brief, "phrase", w.lex.fillers["phrases"], minimal=minimal)
    if phrase:
        yield w.sentence(w.fresh(w.lex.frames["phrases"]), phrase=phrase)


def _free_classes(w: Writer, brief: Brief) -> list[str]:
    return [name for name in w.lex.classes if f"class:{name}" not in brief.slots]


def _carrier(w: Writer, name: str, value: str | None) -> str:
    entry = w.lex.classes[name]
    patterns = (*entry.carriers["any"], *entry.carriers.get(w.topic.group, ()))
    return w.sentence(w.fresh(patterns), v=value or w.fresh(entry.values))


def _neutral(w: Writer) -> str:
    return w.sentence(w.fresh((*w.topic.facts, *w.lex.neutral)))


def _background(
    w: Writer, brief: Brief, slot: str, values: tuple[str, ...], *, minimal: bool
) -> str:
    """Fill the slot as the brief says, else now and then with any value."""
    if slot in brief.slots:
        return brief.slots[slot]
    return w.fresh(values) if not minimal and w.chance(_BACKGROUND[slot]) else ""


def _opinions(w: Writer, opinion: Opinion | None) -> list[str]:
    if opinion is not None:
        return [_decoy(w, opinion)]
    profile = str(w.rng.choice(list(_PROFILES), p=list(_PROFILES.values())))
    return [_OPINIONS[part](w) for part in profile.split("_")]


def _pattern(w: Writer, name: str, **given: str) -> str:
    return w.sentence(w.fresh(w.lex.patterns[name]), **given)


def _verdict(w: Writer) -> str:
    return w.agreeing(w.choose((*w.lex.verdicts["any"], *w.lex.verdicts[w.topic.group])))


def _people(w: Writer) -> str:
    return _pattern(w, "people", adj=w.agreeing(w.pair("people")))


def _clause(w: Writer) -> str:
    return w.agreeing(w.choose(w.topic.clauses))


_OPINIONS: Mapping[str, Callable[[Writer], str]] = {
    "agree": lambda w: _pattern(w, "agree"),
    "negated": lambda w: _pattern(w, "negated"),
    "mixed": lambda w: _pattern(w, "mixed"),
    "people": _people,
    "verdict": _verdict,
    "clause": _clause,
}


def _decoy(w: Writer, opinion: Opinion) -> str:
    """Write a sentence with the decoy; use a word not in the lexicon as an adjective."""
    pool, pair = w.lex.pool_of(opinion.word) or ("adj", None)
    if pair is None:
        other = w.opposing(w.pair("adj")) if opinion.agrees else w.agreeing(w.pair("adj"))
        word = two_sided(opinion.word, read_side(other, counterfactual=False))
    else:
        word = w.agreeing(pair) if opinion.agrees else w.opposing(pair)
    if not opinion.agrees:
        return _pattern(w, _AGAINST[pool], contra=word)
    slot = "pred" if pool == "pred" else "adj"
    patterns = w.lex.patterns["people" if pool == "people" else "agree"]
    fitting = [p for p in patterns if f"{{{slot}}}" in p]
    return w.sentence(w.choose(fitting), **{slot: word})


def _fill_up(w: Writer, brief: Brief, sentences: list[str]) -> None:
    """Insert neutral sentences until the document reaches its length."""
    sizes = SIZES[w.lex.language]
    wanted = sizes.long if brief.slots.get("length") else sizes.least
    free = _free_classes(w, brief)
    while (
        w.lex.size(read_side("".join(f"{s}. " for s in sentences), counterfactual=False)) < wanted
    ):
        more = _neutral(w) if w.chance(0.7) or not free else _carrier(w, w.choose(free), None)
        if more not in sentences:
            sentences.insert(int(w.rng.integers(1, len(sentences) + 1)), more)


def _ends(w: Writer, brief: Brief, sentences: list[str], *, minimal: bool) -> None:
    """Add the first word, the last sentence and the style, and the same words elsewhere."""
    words = w.lex.fillers
    if not minimal and len(sentences) > 1 and w.chance(_BACKGROUND["later_opener"]):
        j = int(w.rng.integers(1, len(sentences)))
        sentences[j] = _opened(w, w.choose(words["openers"]), sentences[j])
    if not minimal and len(sentences) > 1 and w.chance(_BACKGROUND["aside"]):
        j = int(w.rng.integers(len(sentences) - 1))
        closed = w.lex.frames["closed"][0]
        sentences[j] = w.sentence(closed, closer=w.choose(words["closers"]), sentence=sentences[j])
    if opener := _background(w, brief, "first", words["openers"], minimal=minimal):
        sentences[0] = _opened(w, opener, sentences[0])
    style = brief.slots.get("style")
    if style is None and not minimal:
        style = next((s for s in ("plain", "casual") if w.chance(_BACKGROUND["style"])), "")
    if style:
        sentences.append(_STYLES[style](w))
    if closer := _background(w, brief, "last", words["closers"], minimal=minimal):
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
