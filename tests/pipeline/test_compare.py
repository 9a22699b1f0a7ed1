"""Two audits side by side: nothing changed is nothing changed, and what grew is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cuewise
from cuewise.errors import InputError
from cuewise.pipeline.compare import change_of
from cuewise.records import Audit, Headline, Measure, Provenance, Reliance
from cuewise.records.comparison import Comparison

EDGES = st.floats(-1, 1).map(lambda x: round(x, 3))


def made(delta, low, high, model="tfidf"):
    rest = dict.fromkeys(["flip_rate", "placebo", "fcs_raw", "fcs_excess", "fcs_do"])
    return Reliance(model=model, delta=delta, low=low, high=high, n=100, **rest)


@st.composite
def reliances(draw):
    low, delta, high = sorted(draw(st.tuples(EDGES, EDGES, EDGES)))
    return made(delta, low, high)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((0.3, 0.2, 0.4), (0.0, -0.01, 0.02), "gone"),
        ((0.3, 0.2, 0.4), (0.1, 0.05, 0.15), "less"),
        ((0.1, 0.05, 0.15), (0.04, -0.02, 0.1), "less"),
        ((0.3, 0.2, 0.4), (0.28, 0.18, 0.38), "same"),
        ((0.0, -0.02, 0.02), (0.1, 0.05, 0.2), "grew"),
        ((0.0, -0.02, 0.02), (-0.1, -0.2, -0.05), "grew"),
        ((0.3, 0.2, 0.4), (-0.3, -0.4, -0.2), "turned"),
        # Wide intervals around 0 show nothing.
        ((0.0, -0.2, 0.2), (0.15, -0.1, 0.4), "same"),
        # Material now, but hardly more than before.
        ((0.03, 0.01, 0.05), (0.045, 0.025, 0.06), "same"),
        ((float("nan"), float("nan"), float("nan")), (0.3, 0.2, 0.4), "unmeasured"),
    ],
)
def test_what_became_of_the_reliance(before, after, change):
    assert change_of(made(*before), made(*after)) == change


@given(reliances())
def test_the_same_on_both_sides_is_no_change(r):
    assert change_of(r, r) == "same"
    assert change_of(r, None) == change_of(None, r) == "unmeasured"


@given(reliances(), reliances())
def test_more_and_less_are_never_said_of_both_directions(a, b):
    there, back = change_of(a, b), change_of(b, a)
    assert (there == "turned") == (back == "turned")
    if there in {"gone", "less"}:
        assert back not in {"gone", "less"}
        assert abs(b.delta) < abs(a.delta)
    if there == "grew":
        assert back not in {"grew", "turned"}
        assert abs(b.delta) > abs(a.delta) + 0.02


@given(reliances(), reliances())
def test_a_cue_that_pulls_the_other_way_from_the_start_is_told_alike(a, b):
    def mirrored(r):
        return made(-r.delta, -r.high, -r.low)

    assert change_of(mirrored(a), mirrored(b)) == change_of(a, b)


@pytest.fixture
def audit_of(request):
    def build(model="tfidf", findings=(), measures=(), fingerprint="f"):
        corpus = {"fingerprint": fingerprint, "documents": 10, "labels": {"a": 5, "b": 5}}
        run = {"version": "1", "seed": 0, "config": {}, "started": "", "seconds": 1.0}
        return Audit(
            provenance=Provenance(**run, corpus=corpus, models=[model] if model else []),
            headline=Headline(sdr=None, material=0, severe=0),
            findings=list(findings),
            measures=list(measures),
            outcomes={},
        )

    return build


def finding(subject, reliance=None):
    return {
        "id": subject,
        "code": "association",
        "subject": subject,
        "kind": "word",
        "label": "a",
        "support": 40,
        "severity": "weak",
        "association": dict.fromkeys(["estimate", "low", "high", "p", "q", "log_odds_ratio"], None)
        | {"measure": "d", "replicated": True},
        "verdict": {"type": "spurious", "p_spurious": 0.9},
        "reliance": [reliance] if reliance else [],
        "message": "",
    }


def test_every_cue_of_either_side_is_there_once(audit_of):
    old = made(0.3, 0.2, 0.4).model_dump()
    a = audit_of(findings=[finding("word:x", old), finding("word:gone", old)])
    b = audit_of(
        "other", [finding("word:x", old | {"model": "other"}), finding("word:new")], fingerprint="g"
    )
    found = {c.subject: c.change for c in cuewise.compare(a, b).changes}
    assert found == {"word:x": "same", "word:gone": "unmeasured", "word:new": "unmeasured"}


def test_measures_of_the_data_are_left_out_and_those_of_models_are_paired(audit_of):
    def measure(model, value):
        return Measure(
            code="model.accuracy", subject="all", model=model, value=value, low=0, high=1, n=9,
            unit="share",
        )  # fmt: skip

    a = audit_of(measures=[measure("tfidf", 0.5), measure(None, 0.1)])
    b = audit_of("tfidf+mask", measures=[measure("tfidf+mask", 0.75)])
    (only,) = cuewise.compare(a, b).measures
    assert (only.before.value, only.after.value) == (0.5, 0.75)


@pytest.mark.parametrize(("one", "two"), [("", "tfidf"), ("tfidf", "")])
def test_audits_without_a_model_in_common_are_refused(audit_of, one, two):
    with pytest.raises(InputError, match="no model in common"):
        cuewise.compare(audit_of(one), audit_of(two))


def test_a_comparison_survives_being_saved(audit_of, tmp_path):
    found = cuewise.compare(audit_of(), audit_of())
    path = found.save(tmp_path / "comparison.json")
    assert Comparison.model_validate_json(path.read_text(encoding="utf-8")) == found
