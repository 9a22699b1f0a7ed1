"""The records that flow through cuewise. No logic lives here.

Array records are frozen dataclasses; what is written to `audit.json` is a frozen pydantic model. In
every one "no answer" is NaN or None and never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from cuewise.files import write_whole

if TYPE_CHECKING:
    import polars as pl
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Language = Literal["en", "zh", "mixed"]
VerdictType = Literal["spurious", "genuine", "necessary-not-sufficient", "unstable", "undetermined"]
Severity = Literal["none", "weak", "material", "severe"]
Status = Literal["ran", "not_applicable", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows that could not be used, by reason, and the file that holds them (None: not written)."""

    counts: Mapping[str, int] = field(default_factory=dict)
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled texts or text pairs.

    ids[n], texts[n], texts_b[n] for pairs; labels[n] index label_names[k]. `split`, `pair_id`
    (twins share a value) and `cluster` (rows that are not independent share one) are None where
    there are none. `environments` names the columns of `meta` over which a genuine relation should
    hold. A missing metadata value is None. `keys`: hashes of the texts (None: made when needed).
    """

    ids: Sequence[str]
    texts: Sequence[str]
    labels: NDArray[np.int32]
    label_names: tuple[str, ...]
    fingerprint: str
    language: Language = "en"
    texts_b: Sequence[str] | None = None
    split: Sequence[str | None] | None = None
    meta: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    environments: tuple[str, ...] = ()
    pair_id: Sequence[str | None] | None = None
    cluster: Ints | None = None
    keys: NDArray[np.uint64] | None = None
    set_aside: SetAside = field(default_factory=SetAside)


@dataclass(frozen=True, slots=True)
class CueTable:
    """names[f] (subjects such as `word:people`), kinds[f], values CSR [n, f] of 0/1, notes[f]."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    values: csr_array
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Predictions:
    """probs[n, k]; a NaN row means that the model gave no usable answer."""

    probs: Floats
    model_id: str
    n_calls: int
    raw: tuple[str, ...] | None = None


class Predictor(Protocol):
    """A model: texts (and second texts) in, label probabilities out."""

    @property
    def model_id(self) -> str:
        """What the model is called in reports."""
        ...

    @property
    def label_names(self) -> tuple[str, ...]:
        """The names of the k columns of its probabilities."""
        ...

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] in the order of `label_names`."""
        ...


@dataclass(frozen=True, slots=True)
class Measurements:
    """What one plug-in measured, **every** hypothesis it tested included.

    subjects[m], labels[m] (a label name, or "" where none applies), effect[m] with its interval
    low[m], high[m]; p[m] or None; support[m]; `unit` of the effect; evidence_ids[m] are row
    numbers. `details` holds further columns [m] by name.
    """

    code: str
    subjects: tuple[str, ...]
    labels: tuple[str, ...]
    effect: Floats
    low: Floats
    high: Floats
    support: Ints
    unit: str
    p: Floats | None = None
    evidence_ids: tuple[tuple[int, ...], ...] = ()
    details: Mapping[str, Floats] = field(default_factory=dict)
    model_id: str | None = None


class Record(BaseModel):
    """Base of everything that is serialised."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Association(Record):
    """How cue and label go together in the data; estimated on the half not used to find it."""

    measure: str
    estimate: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    log_odds_ratio: float | None
    replicated: bool


class Signal(Record):
    """One piece of evidence: its raw value and the log likelihood ratio for *spurious*."""

    value: float | None
    log_lr: float


class Verdict(Record):
    """What the evidence says of a cue."""

    type: VerdictType
    p_spurious: float | None
    signals: dict[str, Signal] = Field(default_factory=dict)


class Reliance(Record):
    """How one model's decisions change when only the cue is changed, beyond a placebo edit."""

    model: str
    delta: float | None
    low: float | None
    high: float | None
    flip_rate: float | None
    placebo: float | None
    fcs_raw: float | None
    fcs_excess: float | None
    fcs_do: float | None
    n: int


class Excerpt(Record):
    """A short piece of a document; `spans` are [start, end) of the cue in `text`."""

    id: str
    label: str
    text: str
    spans: list[tuple[int, int]] = Field(default_factory=list)


class Finding(Record):
    """One cue: association, verdict, reliance, severity; `part_of`: the id of the fuller phrase."""

    id: str
    code: str
    subject: str
    kind: str
    label: str
    support: int
    severity: Severity
    association: Association
    verdict: Verdict
    reliance: list[Reliance] = Field(default_factory=list)
    message: str
    part_of: str | None = None
    excerpts: list[Excerpt] = Field(default_factory=list)


class Measure(Record):
    """A number about the corpus or a model as a whole: a baseline, a group, twin accuracy."""

    code: str
    subject: str
    model: str | None
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    note: str = ""


class Outcome(Record):
    """What became of a plug-in."""

    status: Status
    reason: str
    seconds: float


class Rate(Record):
    """A proportion with its interval and n; `model` is the model it was measured on."""

    estimate: float
    low: float
    high: float
    n: int
    model: str | None = None


class Headline(Record):
    """The largest SDR of the models, and how many findings the gate would count."""

    sdr: Rate | None
    material: int
    severe: int


class CorpusInfo(Record):
    """What was audited."""

    fingerprint: str
    documents: int
    labels: dict[str, int]
    language: Language = "en"
    set_aside: dict[str, int] = Field(default_factory=dict)


class Provenance(Record):
    """How the audit was made."""

    version: str
    seed: int
    config: dict[str, Any]
    corpus: CorpusInfo
    models: list[str]
    started: str
    seconds: float


class Audit(Record):
    """The result of an audit, `audit.json` in memory."""

    # pydantic's BaseModel has a deprecated method of this name; the alias is what is written.
    schema_: Literal["cuewise.audit/1"] = Field(default="cuewise.audit/1", alias="schema")
    provenance: Provenance
    headline: Headline
    findings: list[Finding]
    measures: list[Measure] = Field(default_factory=list)
    outcomes: dict[str, Outcome]

    def to_json(self) -> str:
        """The audit as JSON text, keys in a fixed order, None for what is unknown."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    def save(self, path: Path | str) -> Path:
        """Write `audit.json`, whole or not at all."""
        return write_whole(path, self.to_json())

    @classmethod
    def load(cls, path: Path | str) -> Audit:
        """Read an `audit.json` written by `save`."""
        return cls.model_validate_json(Path(path).read_text(encoding="utf-8"))

    def to_polars(self) -> pl.DataFrame:
        """One row a finding and model, the columns of the terminal table."""
        from cuewise.tables import findings_frame

        return findings_frame(self)

    def _repr_html_(self) -> str:
        from cuewise.tables import findings_html

        return findings_html(self)
