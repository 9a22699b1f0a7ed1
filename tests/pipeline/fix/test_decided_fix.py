"""A repair follows the decisions of the user: it leaves what they call genuine alone."""

from __future__ import annotations

import json

import polars as pl

import cuewise
from cuewise.synth import Plant, make

LEAN = {"cues_probed": 25, "cluster_documents": 0}
DECISIONS = """subject,label,verdict,reason,author,date
word:harbour,positive,genuine,we rate harbours,Ann,2026-11-30
word:great,,spurious,,Bo,
word:nowhere,,spurious,,Bo,
"""


def test_a_fix_repairs_what_was_decided(tmp_path):
    planted = Plant("word", "harbour", "positive", 0.95, 0.3)
    rows = pl.DataFrame(make("en", 1200, plants=[planted], seed=4).rows())
    corpus = cuewise.load(rows.sample(fraction=1, shuffle=True, seed=2), text="text", label="label")
    path = tmp_path / "d.csv"
    path.write_text(DECISIONS, encoding="utf-8")
    fixed = cuewise.fix(corpus, model="tfidf", remedies=["mask"], config=LEAN, decisions=path)

    assert "word:great" in fixed.cues
    assert "word:harbour" not in fixed.cues
    for audit in (fixed.before, fixed.after):
        verdicts = {f.subject: f.verdict for f in audit.findings}
        harbour, great = verdicts["word:harbour"], verdicts["word:great"]
        assert (harbour.type, harbour.decision.computed) == ("genuine", "spurious")
        assert (great.type, great.decision.author) == ("spurious", "Bo")
        codes = [r.code for r in audit.outcomes["decisions"].reasons]
        assert codes == ["decided", "stale-decision"]

    fixed.save(tmp_path / "fixed")
    comparison = json.loads((tmp_path / "fixed/comparison.json").read_text(encoding="utf-8"))
    notes = {c["subject"]: c["decision"] for c in comparison["changes"]}
    assert notes["word:harbour"]["reason"] == "we rate harbours"
    page = (tmp_path / "fixed/report.html").read_text(encoding="utf-8")
    assert "decided by Ann on 2026-11-30: we rate harbours" in page
