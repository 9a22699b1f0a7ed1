"""The audit end to end: planted cues are found and probed, permuted labels give nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cuewise
from cuewise.errors import InputError
from cuewise.records import Audit, Predictions


def by_subject(audit):
    return {f.subject: f for f in audit.findings}


@pytest.fixture(scope="session")
def audited(planted):
    return cuewise.audit(planted)


def test_the_planted_word_is_found_replicated_and_relied_on(audited):
    finding = by_subject(audited)["word:zebra"]
    assert finding.label == "positive"
    assert finding.association.replicated
    assert finding.association.q <= 0.05
    assert finding.association.low > 0.25
    (reliance,) = finding.reliance
    assert reliance.low > 0.02
    assert finding.severity in {"material", "severe"}
    assert reliance.n >= 100


def test_excerpts_mark_the_cue(audited):
    for excerpt in by_subject(audited)["word:zebra"].excerpts:
        assert [excerpt.text[a:b] for a, b in excerpt.spans] == ["zebra"]


def test_every_number_has_an_interval_around_it(audited):
    for f in audited.findings:
        a = f.association
        assert a.low <= a.estimate <= a.high
        for r in f.reliance:
            assert r.low <= r.delta <= r.high
    for m in audited.measures:
        assert m.value is None or m.low <= m.value <= m.high


def test_findings_of_one_alarm_are_ranked_by_severity(audited):
    order = ["severe", "material", "weak", "none"]
    whole = [f for f in audited.findings if f.part_of is None]
    for verdict in ("spurious", "undetermined"):
        ranks = [order.index(f.severity) for f in whole if f.verdict.type == verdict]
        assert ranks == sorted(ranks)


def test_no_genuine_cue_comes_before_one_that_may_be_spurious(audited):
    genuine = [f.verdict.type == "genuine" for f in audited.findings if f.part_of is None]
    assert genuine == sorted(genuine)


def test_permuted_labels_give_no_material_finding(shuffled):
    audit = cuewise.audit(shuffled)
    assert not [f for f in audit.findings if f.severity in {"material", "severe"}]
    assert audit.outcomes["association"].status == "ran"


def test_permuted_labels_rarely_give_any_finding(planted):
    found = [
        bool(
            cuewise.audit(
                replace(planted, labels=np.random.default_rng([9, i]).permutation(planted.labels)),
                models=("none",),
            ).findings
        )
        for i in range(20)
    ]
    # At q <= .05 one family of nulls in twenty may show something; four in twenty has p < .02.
    assert sum(found) < 4


def test_same_seed_same_bytes(planted, audited):
    def bare(audit):
        data = audit.model_dump()
        data["provenance"].update(started=None, seconds=None)
        for outcome in data["outcomes"].values():
            outcome["seconds"] = None
        return data

    assert bare(cuewise.audit(planted)) == bare(audited)


def test_saved_and_loaded_is_the_same(audited, tmp_path):
    path = audited.save(tmp_path / "audit.json")
    assert Audit.load(path) == audited
    assert '"schema": "cuewise.audit/1"' in path.read_text()


def test_without_a_model_nothing_is_probed_and_it_says_so(planted):
    audit = cuewise.audit(planted, models=("none",))
    assert audit.headline.sdr is None
    assert not any(f.reliance for f in audit.findings)
    assert audit.outcomes["probe"].status == "skipped"


def test_a_model_that_fails_shows_and_takes_nothing_along(planted, tmp_path, monkeypatch):
    (tmp_path / "broken_model.py").write_text("def f(texts):\n    raise OSError('out of coffee')\n")
    monkeypatch.syspath_prepend(tmp_path)
    audit = cuewise.audit(planted, models=("python:broken_model:f",))
    (failed,) = [o for o in audit.outcomes.values() if o.status == "failed"]
    assert "out of coffee" in failed.reason
    assert "word:zebra" in by_subject(audit)


class Constant:
    """A model that never looks at the text."""

    model_id = "constant"
    label_names = ("negative", "positive")

    def predict(self, texts, texts_b=None):
        return Predictions(np.tile([0.4, 0.6], (len(texts), 1)), self.model_id, len(texts))


def test_a_constant_model_relies_on_nothing(planted):
    audit = cuewise.audit(planted, models=[Constant()])
    assert audit.provenance.models == ["constant"]
    (reliance,) = by_subject(audit)["word:zebra"].reliance
    assert reliance.delta == 0
    assert reliance.low < 0 < reliance.high
    # A constant output has no correlation: undefined, not zero.
    assert reliance.fcs_raw is None
    assert reliance.fcs_excess is None
    assert reliance.fcs_do is None


def test_an_unknown_model_is_bad_input(planted):
    with pytest.raises(InputError, match="tf-idf"):
        cuewise.audit(planted, models=("tf-idf",))


def test_an_unknown_option_is_bad_input(planted):
    with pytest.raises(InputError, match="'min_docs' is unknown"):
        cuewise.audit(planted, config={"min_docs": 3})


def test_metadata_is_judged_spurious_and_cannot_be_probed(planted):
    source = ["app" if y and i % 3 else "web" for i, y in enumerate(planted.labels)]
    audit = cuewise.audit(replace(planted, meta={"source": source}), models=("none",))
    finding = by_subject(audit)["meta:source=app"]
    assert finding.verdict.type == "spurious"
    assert finding.severity == "severe"


def test_a_repeated_text_counts_once(planted):
    # One text posted five hundred times is one observation of `once`.
    again = [*planted.texts, *["once upon a time"] * 500]
    corpus = replace(
        planted,
        ids=[str(i) for i in range(len(again))],
        texts=again,
        labels=np.append(planted.labels, [1] * 500).astype(np.int32),
        cluster=np.append(np.arange(2000), [2000] * 500),
    )
    assert "word:once" not in by_subject(cuewise.audit(corpus, models=("none",)))


def test_a_model_that_fails_on_excerpts_keeps_its_measured_reliance(planted, monkeypatch):
    def broken(*_):
        raise ConnectionError("gone")

    monkeypatch.setattr("cuewise.pipeline.audit.answers_on", broken)
    audit = cuewise.audit(planted)
    outcomes = audit.outcomes
    assert (outcomes["probe:tfidf"].status, outcomes["answers:tfidf"].status) == ("ran", "failed")
    assert by_subject(audit)["word:zebra"].reliance
    assert all(not e.answers for f in audit.findings for e in f.excerpts)
