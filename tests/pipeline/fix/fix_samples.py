"""A small `Fix` made by hand; as a script it saves it into the folder named, and stops half-way."""

import sys
import time
from dataclasses import replace

import numpy as np

import cuewise.pipeline.fixed as fixing
from cuewise.models import Cached
from cuewise.models.linear.tfidf import fit_tfidf
from cuewise.records import (
    Association,
    Audit,
    Corpus,
    CorpusInfo,
    Finding,
    Headline,
    Measure,
    Provenance,
    Rate,
    Reason,
    Reliance,
    Verdict,
)
from cuewise.records.comparison import NO_CHANGE
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.score import Score

HOSTILE = "<script>alert(1)</script>|`x` https://evil.example/\u202e"


def corpus(labels=("neg", "pos")):
    texts = [f"{'good' if i % 2 else 'bad'} film, take {i % 5}! 好 😀" for i in range(40)]
    y = np.array([i % len(labels) for i in range(40)], dtype=np.int32)
    return Corpus([str(i) for i in range(40)], texts, y, labels, "demo")


def rate(x, model):
    return Rate(estimate=x, low=x - 0.1, high=x + 0.1, n=80, model=model)


def reliance(model, delta):
    return Reliance(
        model=model, delta=delta, low=delta - 0.03, high=delta + 0.03, flip_rate=0.1, placebo=0.0,
        fcs_raw=0.1, fcs_excess=0.1, fcs_do=0.1, n=80,
    )  # fmt: skip


def finding(subject, model, delta, verdict="spurious"):
    return Finding(
        id=subject,
        code="association",
        subject=subject,
        kind="word",
        label="pos",
        support=40,
        severity="material",
        association=Association(
            measure="d", estimate=0.3, low=0.2, high=0.4, p=0.0, q=0.0, log_odds_ratio=1.0,
            replicated=True,
        ),
        verdict=Verdict(type=verdict, p_spurious=0.9),
        reliance=[reliance(model, delta)],
        message="",
    )  # fmt: skip


def audit(model, deltas, sdr):
    subjects = ["word:film", f"word:{HOSTILE}", "word:take", "word:good"]
    verdicts = ["spurious", "spurious", "undetermined", "genuine"]
    group = {"code": "group.accuracy", "subject": "with word:film", "unit": "share", "note": "pos"}
    group |= {"label": "pos", "cue": "word:film", "present": True}
    labels = {"neg": 40, "pos": 40}
    info = CorpusInfo(fingerprint="f" * 64, documents=80, labels=labels)
    return Audit(
        provenance=Provenance(
            version="1", seed=0, config={}, corpus=info, models=[model], started="2026", seconds=3.0
        ),
        headline=Headline(sdr=rate(sdr, model), material=1, severe=0),
        findings=[
            finding(s, model, d, v) for s, d, v in zip(subjects, deltas, verdicts, strict=True)
        ],
        measures=[Measure(model=model, value=0.7, low=0.6, high=0.8, n=20, **group)],
        outcomes={},
    )


def made(model=None, **changes):
    """Two cues were repaired, one grew, one genuine cue grew too, and one remedy broke."""
    refusal = Reason.of("not-insertable", cues=HOSTILE)
    model = model or Cached(fit_tfidf(corpus(), np.arange(40), seed=0))
    old = Score(
        rate(0.7, "tfidf"),
        rate(0.8, "tfidf"),
        rate(0.6, "tfidf"),
        rate(0.2, "tfidf"),
        reliance=0.4,
        upper_reliance=0.5,
    )
    new = Score(
        rate(0.75, "tfidf"),
        rate(0.7, "tfidf"),
        rate(0.7, "tfidf"),
        rate(-0.02, "tfidf"),
        reliance=0.0,
        upper_reliance=0.1,
    )
    found = fixing.Fix(
        before=audit("tfidf", [0.3, 0.2, 0.0, 0.1], 0.2),
        after=audit("tfidf+mask", [0.0, 0.05, 0.2, 0.2], -0.02),
        original=model,
        proposed=model,
        cues=("word:film", f"word:{HOSTILE}"),
        candidates=(
            Evaluated(NO_CHANGE, "none", score=old),
            Evaluated("mask", "none", "relied-on", 0.1, new),
            Evaluated(
                "dfr",
                "group in validation",
                "relied-on",
                reason=refusal,
            ),
        ),
        kept=1,
        confirmed_before=old,
        confirmed_after=new,
        sample=tuple(corpus().texts[:8]),
    )
    return replace(found, **changes)


def stuck(*_):
    """Stands in for drawing the page, the last thing that is written."""
    sys.stdout.write("half-way\n")
    sys.stdout.flush()
    time.sleep(60)


if __name__ == "__main__":
    fixing.compared_html = stuck
    made().save(sys.argv[1])
