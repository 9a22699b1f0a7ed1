"""Knowledge: whether a base of triples relates the cue to its label.

A word is near a label if at most two relations of likeness (IsA, RelatedTo, Synonym, HasProperty
and similar) lead from it to the label's name or a word that describes it (Speer et al. 2017; Miller
1995): 1 for the word itself or one step, .5 for two. If one step is an antonym, the word is near
the other labels. A word with over 50 neighbours is no bridge: everything is two steps from "thing".

The value is the nearness to the cue's label minus that to the other labels. Nearness to its own
label is evidence for *genuine*. A missing relation says little, as bases are incomplete; a missing
word says nothing. The log likelihood ratios are set by hand, since cuewise ships no base to
calibrate them on.
"""

from __future__ import annotations

from collections.abc import Iterable

from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase, Signals, cue_words, share_in_phrases, signal
from cuewise.evidence.label_meaning import meaning_of
from cuewise.io.triples import Triples
from cuewise.records.kinds import kind_of
from cuewise.text.tokens import words

_FAR = 0.5
_HUB = 50
_RELATED, _UNRELATED = -1.5, 0.2


def knowledge(case: EvidenceCase) -> Signals:
    """A signal for every word or phrase of single texts that the base knows."""
    base = case.sources.triples
    if base is None:
        raise NotApplicable("no-knowledge-base")
    case.require_single_texts()
    near = [_nearness(base, _describing(case, k)) for k in range(len(case.corpus.label_names))]
    if not any(near):
        raise NotApplicable("knowledge-lacks-labels")
    out: Signals = []
    for (_, kind, value), label in zip(case.subjects(), case.label, strict=True):
        known = kind_of(kind)
        # A topic word set has no name to look up.
        own = names_of(cue_words(kind, value)) if known.lexical and not known.listed else []
        if not any(term in base.words for term in own):
            out.append(None)
            continue
        score = _best(near[label], own) - max(
            (_best(other, own) for k, other in enumerate(near) if k != label), default=0.0
        )
        out.append(signal(score, _log_lr(score)))
    return share_in_phrases(out, case.phrase_head)


def _log_lr(score: float) -> float:
    return _UNRELATED + max(score, 0.0) * (_RELATED - _UNRELATED)


def _describing(case: EvidenceCase, label: int) -> list[str]:
    name = case.corpus.label_names[label].replace("_", " ").lower()
    return list(dict.fromkeys([name, *meaning_of(case, label).all_words]))


def names_of(text: str) -> list[str]:
    """The names under which a base may hold a text: the whole, without spaces, and its words.

    Examples
    --------
    >>> names_of("card payment")
    ['card payment', 'cardpayment', 'card', 'payment']
    """
    return list(dict.fromkeys([text, text.replace(" ", ""), *words(text)]))


def _best(near: dict[str, float], terms: Iterable[str]) -> float:
    return max((near.get(term, 0.0) for term in terms), key=abs, default=0.0)


def _nearness(base: Triples, described: Iterable[str]) -> dict[str, float]:
    """How near every word is to a label: 1 to .5, negative through an antonym."""
    out = dict.fromkeys((w for w in described if w in base.words), 1.0)
    for distance in (1.0, _FAR):
        for word, sign in [(w, 1 if v > 0 else -1) for w, v in out.items()]:
            bridges = base.alike.get(word, frozenset())
            against = base.opposite.get(word, frozenset())
            if distance < 1 and len(bridges) > _HUB:
                continue
            for other in sorted(bridges):
                out.setdefault(other, sign * distance)
            for other in sorted(against):
                out.setdefault(other, -sign * distance)
    return out
