"""Semantic irrelevance: whether the cue means anything for its label.

A cue is placed on the meaning of its label (`evidence/axes.py`): the words that describe the label,
its name, or, where the name says nothing, the words most strongly associated with it. About 0: as
meaningless for the label as an average word or phrase. The log likelihood ratio falls linearly with
the score. The lines are calibrated on words and phrases that we sorted by hand
(`evidence/calibration.toml`).

The words must be in the vocabulary of what turns them into vectors. A word that the vocabulary
lacks is read in pieces: these can show a meaning, but not that there is none. So do words of
change, whose meaning depends on what changes. Function words,
negations and the like have no place on an axis, so nothing is said about them.

There are two ways to turn words into vectors. The transformer embeds the cue in short sentences
("it was {cue}"). Static word vectors (after Bolukbasi et al. 2016, who find the axis of a meaning
in them) are those that the user named, else the table of word pieces of the default encoder, read
without torch. Where both run, `evidence/probability.py` averages them, since they err apart: the
table on phrases and rare pieces, the transformer on what its sentences suggest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cuewise.cues.source import Encode
from cuewise.cues.spans import forms, parse
from cuewise.cues.topic_words import word_vectors
from cuewise.embed.static import WordVectors
from cuewise.errors import NotApplicable
from cuewise.evidence.axes import (
    TEXT_FORMS,
    CueTexts,
    TextForm,
    axis_scores,
    background,
    form_of,
)
from cuewise.evidence.case import (
    EvidenceCase,
    Signals,
    calibration,
    cue_words,
    signal,
)
from cuewise.evidence.closed_class import is_grammatical
from cuewise.evidence.label_meaning import Meaning, meanings
from cuewise.records import Ints, Signal
from cuewise.records.kinds import kind_of
from cuewise.text.closed_classes import TURNING, closed
from cuewise.text.language import READ_AS_ENGLISH, called
from cuewise.text.tokens import words

SENTENCES = ("it was {}", "this is {}", "{}")
WORD_ALONE = ("{}",)
_JUDGED = 1000
# Each word costs embeddings, so its most frequent words stand for a topic word set.
_OF_WORD_SET = 12


def irrelevance(case: EvidenceCase) -> Signals:
    """A signal for every word, phrase and topic word set of single texts; None for the rest."""
    english = case.corpus.language in READ_AS_ENGLISH
    if case.unusable is not None:
        raise case.unusable
    if case.encode is None and not english:
        raise NotApplicable("encoder-language", language=called(case.corpus))
    if case.encode is None:
        raise NotApplicable("no-encoder")
    case.require_single_texts()
    # The sentences are English.
    templates = SENTENCES if english else WORD_ALONE
    axes = _Axes(meanings(case), case.encode, templates, calibration()["meaning"], case.knows)
    vocabulary = {form: background(case, form) for form in TEXT_FORMS}
    # The cues come strongest first, and each costs one embedding a template.
    return _of_phrases_and_pieces(case, axes, vocabulary, most=_JUDGED)


def static_irrelevance(case: EvidenceCase) -> Signals:
    """A signal for every word or phrase of single texts that the static vectors know."""
    case.require_single_texts()
    by_label, vectors = meanings(case), word_vectors(case.corpus, case.sources.vectors)
    if not all(vectors.pieces(" ".join(m.all_words)) for m in by_label):
        raise NotApplicable("vectors-lack-labels")
    axes = _Axes(by_label, vectors.encode, WORD_ALONE, calibration()["static"], vectors.knows)
    vocabulary = {}
    for form in TEXT_FORMS:
        texts = background(case, form)
        vocabulary[form] = [t for t in texts if vectors.pieces(t)] or texts
    return _of_phrases_and_pieces(case, axes, vocabulary, known=vectors)


def _of_phrases_and_pieces(
    case: EvidenceCase,
    axes: _Axes,
    vocabulary: Mapping[TextForm, Sequence[str]],
    *,
    most: int | None = None,
    known: WordVectors | None = None,
) -> Signals:
    """The signal of each cue's phrase; 0 where the cue's own words say the opposite.

    What a piece means must not turn around where another sample splits the phrase otherwise.
    """
    n = case.cue.size
    cues = [*_cue_texts(case, case.phrase_head), *_cue_texts(case, np.arange(n))]
    if known is not None:
        cues = [_known(cue, known) for cue in cues]
    found = axes.signals(cues, most, vocabulary)
    return [_agreed(*pair) for pair in zip(found[:n], found[n:], strict=True)]


def _agreed(phrase: Signal | None, piece: Signal | None) -> Signal | None:
    if phrase is None or piece is None or phrase.log_lr * piece.log_lr >= 0:
        return phrase
    return phrase.model_copy(update={"log_lr": 0.0})


def _cue_texts(case: EvidenceCase, heads: Ints) -> list[CueTexts | None]:
    """The texts of the cues at the places `heads` [m], with the labels [m]; None: no words."""
    out: list[CueTexts | None] = []
    for own, head, label in zip(case.own_words(), heads.tolist(), case.label.tolist(), strict=True):
        _, kind, value = parse(case.cues.names[case.cue[head]])
        texts = forms(kind, cue_words(kind, value)) if kind_of(kind).whole_words else ()
        texts = tuple(t for t in texts[:_OF_WORD_SET] if not all(map(is_grammatical, words(t))))
        # "Well" at the beginning of a text is no praise.
        opens = own.opening and all(w in closed("opener") for w in own.words)
        out.append((texts, label) if texts and not opens else None)
    return out


def _known(cue: CueTexts | None, vectors: WordVectors) -> CueTexts | None:
    """The texts of a cue that the vectors know."""
    texts = tuple(t for t in cue[0] if vectors.pieces(t)) if cue else ()
    return (texts, cue[1]) if cue and texts else None


@dataclass(frozen=True, slots=True)
class _Axes:
    """The meanings of the labels under one encoder, with its calibrated `lines`."""

    meanings: Sequence[Meaning]
    encode: Encode
    templates: Sequence[str]
    lines: Mapping[str, Any]
    knows: Callable[[str], bool]

    def signals(
        self,
        cues: Sequence[CueTexts | None],
        most: int | None,
        vocabulary: Mapping[TextForm, Sequence[str]],
    ) -> Signals:
        """The signals of the first `most` different cues."""
        judged = list(dict.fromkeys(c for c in cues if c is not None))[:most]
        found: dict[CueTexts, Signal] = {}
        for form in TEXT_FORMS:
            own = [c for c in judged if form_of(c[0][0]) == form]
            scores = axis_scores(own, self.meanings, vocabulary[form], self.encode, self.templates)
            for cue, score in zip(own, scores.tolist(), strict=True):
                line = self.lines[form][self.meanings[cue[1]].by]
                log_lr = line["intercept"] - line["slope"] * score
                if log_lr < 0 or self._covers(cue):
                    found[cue] = signal(score, log_lr)
        return [None if c is None else found.get(c) for c in cues]

    def _covers(self, cue: CueTexts) -> bool:
        """Whether the vocabulary holds the words that are not grammatical; most, of several texts.

        Nothing covers a phrase that is negated or graded. What a word of change (rise, fall) means
        depends on what changes, which no vector of the word knows.
        """
        if any(w in closed(*TURNING, "change") for text in cue[0] for w in words(text)):
            return False
        content = [w for text in cue[0] for w in words(text) if not is_grammatical(w)]
        return (
            sum(map(self.knows, content)) * 2 > len(content)
            if len(cue[0]) > 1
            else all(map(self.knows, content))
        )
