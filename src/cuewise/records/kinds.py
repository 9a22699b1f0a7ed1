"""Every kind of cue, and what can be done with a cue of that kind.

This is the only module that lists kinds. Others ask `kind_of` for a property. To add a kind, add a
row here, a source in `cuewise.cues` and, if no form of `Value` fits, a finder in
`cuewise.cues.spans`. A plug-in calls `register_kind` instead of adding a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from cuewise.errors import InputError

# How the value of a cue, the part of its subject after the colon, is written.
Value = Literal[
    "words",  # "lima", "so long": words in a row
    "characters",  # "!", "港": exactly these characters
    "members",  # "lima|oslo": any one of these words
    "end",  # "first=lima": a word that begins or ends a text
    "shape",  # "digit": the name of a pattern of characters
    "code",  # "long": one of a closed list of names
    "assignment",  # "source=app": a column and its value
    "tags",  # "DET NOUN", "first=VERB": word classes
    "name",  # "3": any name
]
# Values that say by themselves what to look for in a text.
FINDABLE: tuple[Value, ...] = ("words", "characters", "members", "end", "shape")
# How a probe edits a cue and nothing else: at its places, or by the size of the whole text.
EditForm = Literal["place", "size"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be done with the cues of one kind; the defaults are safe for an unknown kind.

    Parameters
    ----------
    name
        The part of a subject before the colon, such as `word` in `word:lima`.
    value
        How the part after the colon is written.
    edit
        How a probe changes the cue and nothing else. None: nothing can be edited.
    lexical
        The value is language: it can be looked up, and it can be a part of a longer phrase.
    unit
        A document is compared with others by its cues of this kind.
    prefixed
        Reports must write the kind before the value.
    baseline
        The name of the baseline that predicts the label from the cues of this kind alone. None: no
        such baseline, because the kind may rightly suffice.
    necessary
        The cue matters to every label and never decides one: its verdict is at best *necessary but
        not sufficient*.
    prior
        The share of meaning that such a cue can carry, 0 to 1, and the log likelihood ratio for
        *spurious* before any other evidence (`cuewise.evidence.form`). None: says nothing.

    Examples
    --------
    >>> Kind("clause").editable, Kind("clause").lexical
    (False, False)
    """

    name: str
    value: Value = "name"
    edit: EditForm | None = None
    lexical: bool = False
    unit: bool = False
    prefixed: bool = False
    baseline: str | None = None
    necessary: bool = False
    prior: tuple[float, float] | None = None

    @property
    def editable(self) -> bool:
        """Whether a probe can change the cue and nothing else."""
        return self.edit is not None

    @property
    def located(self) -> bool:
        """Whether the cue occurs at places in a text, which can be shown and removed."""
        return self.edit == "place"

    @property
    def insertable(self) -> bool:
        """Whether the cue can be written into a text at any place."""
        return self.located and (self.literal or self.listed)

    @property
    def literal(self) -> bool:
        """Whether the value is the text itself."""
        return self.value in ("words", "characters")

    @property
    def phrase(self) -> bool:
        """Whether the value is words in a row, so that a part of it is a phrase too."""
        return self.value == "words"

    @property
    def listed(self) -> bool:
        """Whether the value lists words. Words outside the list may mean the same."""
        return self.value == "members"

    @property
    def at_end(self) -> bool:
        """Whether the value is a word that begins or ends a text."""
        return self.value == "end"

    @property
    def whole_words(self) -> bool:
        """Whether another word can replace the cue in a sentence."""
        return self.phrase or self.listed or self.at_end


BUILT_IN: tuple[Kind, ...] = (
    Kind("word", "words", "place", lexical=True, unit=True),
    Kind("ngram", "words", "place", lexical=True),
    Kind("char", "characters", "place", lexical=True, unit=True),
    Kind("emoji", "characters", "place"),
    Kind("punct", "characters", "place", prior=(0.3, 0.8)),
    Kind("position", "end", "place", lexical=True),
    Kind("field", "members", "place", lexical=True, prefixed=True, prior=(0.6, -0.5)),
    Kind("format", "shape", "place", prior=(0.2, 1.0)),
    Kind("meta", "assignment", baseline="metadata", prior=(0.0, 1.6)),
    Kind("length", "code", "size", prefixed=True, baseline="length", prior=(0.0, 1.6)),
    Kind("overlap", "code", prefixed=True, necessary=True, prior=(0.5, -0.8)),
    Kind("pos", "tags", prefixed=True, prior=(0.4, 0.0)),
    Kind("entity", "code", prefixed=True, prior=(0.4, 0.0)),
    Kind("cluster", prefixed=True),
    Kind("style", prefixed=True, prior=(0.1, 1.3)),
)
_kinds: dict[str, Kind] = {kind.name: kind for kind in BUILT_IN}
# Every kind by name, those of plug-ins included.
KINDS: Mapping[str, Kind] = MappingProxyType(_kinds)


def kind_of(name: str) -> Kind:
    """Return the kind of this name; one that nobody registered has the safe defaults.

    Examples
    --------
    >>> kind_of("length").editable, kind_of("pos").editable, kind_of("unheard-of").editable
    (True, False, False)
    """
    return _kinds.get(name) or Kind(name)


def register_kind(kind: Kind) -> Kind:
    """Add a kind of cue that a plug-in brings along; call it where the plug-in is imported.

    Registering the same kind twice changes nothing.

    Raises
    ------
    InputError
        The name cannot be part of a subject or is taken by another kind, or the cue is said to
        occur at a place and its value does not say what to look for.

    Examples
    --------
    >>> hashtag = register_kind(Kind("hashtag", "characters", "place"))
    >>> kind_of("hashtag").insertable, kind_of("hashtag").lexical
    (True, False)
    >>> register_kind(Kind("word"))
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: the kind of cue 'word' is taken
      allowed: a name of your own
      to fix:  rename it
    """
    if not kind.name or set(kind.name) & set(":/"):
        raise InputError(
            f"{kind.name!r} cannot name a kind of cue",
            allowed="a name of one character or more without ':' and '/'",
            fix="rename it",
        )
    if _kinds.get(kind.name, kind) != kind:
        raise InputError(
            f"the kind of cue {kind.name!r} is taken", "a name of your own", "rename it"
        )
    if kind.located and kind.value not in FINDABLE:
        raise InputError(
            f"a cue with a value of the form {kind.value!r} occurs at no place in a text",
            allowed=", ".join(FINDABLE),
            fix=f"choose one of these as the value of {kind.name!r}, or leave out edit='place'",
        )
    _kinds[kind.name] = kind
    return kind
