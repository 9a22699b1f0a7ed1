"""The remedies that are tried by default, and the cues that each is tried on."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from cuewise.errors import InputError
from cuewise.plugins.registry import BUILT_IN_MODULES
from cuewise.plugins.runner import Plugin, PluginOptions, plugins
from cuewise.records import CueTable
from cuewise.records.kinds import kind_of
from cuewise.selection.scope import Scope

# Candidates that are tried by default, at most.
MOST: Final = 8
# The word that asks for every remedy.
ALL: Final = "all"
# Where a cue can be removed from texts: no reliance on it is left then. Each of the others won a
# case of `benchmarks/remedies.py`, and some earn back what the removal costs.
REMOVING: Final = (
    "ablate",
    "ablate-inference",
    "ablate+poe",
    "ablate+learned-mixin",
    "ablate+independent",
    "ablate+leace",
)
# Where none can: each won a case of the same benchmark.
REFITTING: Final = (
    "learned-mixin",
    "poe",
    "independent",
    "leace",
    "rwg",
    "mask",
    "flips",
    "dfr",
)


@dataclass(frozen=True, slots=True)
class ScopedRemedy:
    """A candidate that is to be tried: one remedy, for the cues of one scope."""

    remedy: Plugin
    scope: Scope


def remedies_named(remedies: Sequence[str] | None, options: PluginOptions) -> list[Plugin]:
    """The remedies to choose from, with their options; cheap ones first.

    Parameters
    ----------
    remedies:
        Their codes; "all" stands for every one. None: those of the portfolio, and every one that a
        plug-in of the user's brought along.
    options:
        Options by code.

    Raises
    ------
    InputError
        An unknown remedy, or an option that it does not have.
    """
    known: Mapping[str, Plugin] = {p.code: p for p in plugins("remedies", options)}
    for code in remedies or ():
        if code not in (*known, ALL):
            close = difflib.get_close_matches(code, [*known, ALL], 1)
            hint = f"did you mean {close[0]!r}?" if close else "see cuewise list remedies"
            raise InputError(f"remedy {code!r} is unknown", f"{ALL}, {', '.join(known)}", hint)
    if remedies is None:
        order = [*dict.fromkeys([*REMOVING, *REFITTING])]
        further = [p for p in known.values() if _brought(p) and p.code not in order]
        return [known[code] for code in order] + further
    named = known if ALL in remedies else dict.fromkeys(remedies)
    chosen = [known[code] for code in named]
    # Models that have to be asked about edited texts come after those that refit a layer.
    return sorted(
        chosen, key=lambda p: (not getattr(p.instance, "refits", True), p.instance.cost, p.code)
    )


def candidates_to_try(
    remedies: Sequence[Plugin], scopes: Sequence[Scope], cues: CueTable, *, default: bool
) -> list[ScopedRemedy]:
    """Every candidate to try, in the order of their cost.

    Parameters
    ----------
    remedies:
        The remedies to choose from, cheap ones first.
    scopes:
        The cues that are worth repairing, the narrowest first.
    cues:
        All cues.
    default:
        Whether the user named no remedy. Then at most `MOST` candidates of the portfolio are tried:
        the first two remedies on every scope, and then the others, in turn for every scope.
    """
    if not scopes:
        return []
    if not default:
        return [ScopedRemedy(remedy, s) for remedy in remedies for s in _scopes_of(remedy, scopes)]
    built_in = {p.code: p for p in remedies if not _brought(p)}
    own = [[ScopedRemedy(built_in[code], s) for code in _portfolio(cues, s)] for s in scopes]
    first = [candidate for each in own for candidate in each[:2]]
    in_turn = zip_longest(*(each[2:] for each in own))
    rest = [candidate for turn in in_turn for candidate in turn if candidate is not None]
    further = [ScopedRemedy(p, s) for p in remedies if _brought(p) for s in _scopes_of(p, scopes)]
    return [*first, *rest][:MOST] + further


def _portfolio(cues: CueTable, scope: Scope) -> Sequence[str]:
    """The remedies that fit the cues of a scope."""
    return REMOVING if any(removable(cues, j) for j in scope.columns) else REFITTING


def removable(cues: CueTable, column: int) -> bool:
    """Whether removing a cue from texts leaves nothing of it to rely on.

    Topic word sets are no such cues: a model that relies on a topic may rely on further words.
    """
    kind = kind_of(cues.kinds[column])
    return kind.located and not kind.listed


def _scopes_of(remedy: Plugin, scopes: Sequence[Scope]) -> Sequence[Scope]:
    """A remedy that does not look at the cues does the same for every set of them."""
    return scopes if remedy.instance.knows_cues else scopes[:1]


def _brought(remedy: Plugin) -> bool:
    """Whether a remedy is a plug-in of the user's."""
    return type(remedy.instance).__module__ not in BUILT_IN_MODULES
