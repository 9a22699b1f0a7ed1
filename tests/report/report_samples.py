"""Audits made by hand: a rich one that holds every kind of cue and all that can be unknown, a tiny
one with numbers easy to check, and one with nothing in it."""

from __future__ import annotations

from report_builders import finding, provenance, reliance

from cuewise.records import (
    Audit,
    CorpusInfo,
    Excerpt,
    Finding,
    Headline,
    Measure,
    Outcome,
    Rate,
    Reason,
)

__all__ = ["HOSTILE", "data_only", "empty", "finding", "reliance", "rich", "tiny"]

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "=cmd()|'/c calc'!A0",
    "javascript:alert(3)",
    "https://evil.example/x?a=1&b=2",
    "safe\u202egpj.exe\u2066",
    "a|b\n# not a heading\r\n\x1b[31mred\x00",
    "{{ 7*7 }}{% raw %}",
)


def _excerpt(text: str, cue: str, number: int, label: str = "positive", **answers: str) -> Excerpt:
    at = text.find(cue)
    spans = [(at, at + len(cue))] if at >= 0 else []
    return Excerpt(id=f"doc-{number}", label=label, text=text, spans=spans, answers=answers)


def _strong() -> list[Finding]:
    text = "Whatever you think of the plot, Spielberg knows how to hold a scene for five minutes."
    return [
        finding(
            *("word:spielberg", "spurious", 0.94, "severe", 0.312),
            [reliance(0.183), reliance(0.021, 0.035, "hf:sentence-transformers/all-MiniLM-L6-v2")],
            excerpts=[
                _excerpt(text, "Spielberg", 17),
                _excerpt(
                    "A Spielberg film through and through, Spielberg at his best.", "Spielberg", 88
                ),
                _excerpt("Spielberg, asleep.", "Spielberg", 5, "negative", tfidf="positive"),
            ],
        ),
        finding(
            "ngram:at the end",
            "spurious",
            0.88,
            "material",
            -0.142,
            [reliance(-0.071)],
            label="negative",
        ),
        finding(
            "char:[泪]",
            "spurious",
            0.86,
            "material",
            0.21,
            [reliance(0.064)],
            label="负面",
            excerpts=[_excerpt("快递又丢了[泪]客服还不回复[泪]", "[泪]", 3, "负面")],
        ),
        finding(
            "meta:platform=twitter", "unstable", 0.55, "material", 0.18, [reliance(0.05, 0.02)]
        ),
        finding(
            "b/word:nobody",
            "undetermined",
            0.47,
            "material",
            0.26,
            [reliance(0.09)],
            label="contradiction",
        ),
        finding(
            "overlap:high",
            "necessary-not-sufficient",
            0.6,
            "material",
            0.19,
            [reliance(0.06)],
            label="entailment",
        ),
        finding("word:wonderful", "genuine", 0.03, "severe", 0.41, [reliance(0.24)], support=12840),
        finding("emoji:😂", "spurious", 0.81, "weak", 0.09, [reliance(0.011, 0.008)]),
        finding("punct:!", "undetermined", 0.5, "none", 0.05, [reliance(0.005, 0.06)]),
        finding(
            "cluster:12",
            "undetermined",
            None,
            "none",
            None,
            [reliance(None, n=0)],
            replicated=False,
        ),
    ]


def _others() -> list[Finding]:
    subjects = [
        "position:first=how",
        "position:last=?",
        "length:long",
        "length:short",
        "format:url",
        "format:digit",
        "format:uppercase",
        "format:elongation",
        "format:latin",
        "format:emoji",
        "overlap:low",
        "overlap:subsequence",
        "overlap:negation",
        "entity:PERSON",
        "a/word:x",
        "a/length:long",
        "char:真的",
        "meta:time=12:30/a=b",
        "new:kind:x=1",
    ]
    subjects += ["pos:NNP NNP", "ngram:" + "a very long phrase that never seems to end " * 4]
    return [
        finding(
            s, ("genuine", "undetermined")[i % 2], 0.1 + 0.3 * (i % 2), "none", 0.12 - i / 300, []
        )
        for i, s in enumerate(subjects)
    ]


def _hostile() -> list[Finding]:
    return [
        finding(
            *(f"word:{text}", "undetermined", 0.4, "none", 0.03, [reliance(0.001, model=text)]),
            label=text,
            excerpts=[
                Excerpt(
                    id=text,
                    label=text,
                    text=f"{text} and {text}",
                    spans=[(0, 3), (1, 5), (90, 900)],
                    answers={text: text},
                )
            ],
        )
        for text in HOSTILE
    ]


def _measures() -> list[Measure]:
    def row(
        code: str,
        subject: str,
        value: float | None,
        n: int,
        note: str = "",
        model: str | None = "tfidf",
        **of: object,
    ) -> Measure:
        known = value is not None
        return Measure(
            code=code,
            subject=subject,
            model=model,
            value=value,
            low=value - 0.03 if known else None,
            high=min(value + 0.03, 1.0) if known else None,
            n=n,
            unit="share",
            note=note,
            **of,
        )

    def group(present: bool, cue: str, value: float | None, n: int, label: str) -> Measure:
        subject = f"{'with' if present else 'without'} {cue}"
        of = {"label": label, "cue": cue, "present": present}
        return row("group.accuracy", subject, value, n, label, **of)

    def baseline(part: str, value: float, quantity: str) -> Measure:
        return row(f"baseline.{part}", part, value, 5000, quantity, None, quantity=quantity)

    def leak(column: str, value: float, quantity: str) -> Measure:
        code = f"metadata.leak.{column}"
        return row(code, column, value, 9000, quantity, None, quantity=quantity)

    return [
        group(True, "word:spielberg", 0.941, 320, "positive"),
        group(False, "word:spielberg", 0.836, 4120, "positive"),
        group(True, "word:spielberg", 0.583, 48, "negative"),
        group(False, "word:spielberg", 0.872, 4390, "negative"),
        group(True, "b/word:nobody", None, 6, "negative"),
        baseline("length", 0.571, "accuracy"),
        baseline("length", 0.068, "lift over majority"),
        baseline("metadata", 0.612, "accuracy"),
        baseline("metadata", -0.012, "lift over majority"),
        leak(HOSTILE[0], 0.97, "accuracy"),
        leak(HOSTILE[0], 0.47, "lift over majority"),
        row("split.repeats.test", "test", 0.6, 150),
        row("twins.accuracy", "both right", 0.53, 244),
        row("twins.accuracy", "one right", 0.37, 244),
        row("model.accuracy", "all", 0.874, 5000),
        row("model.accuracy", "label=positive", 0.868, 2500, "positive", label="positive"),
        row("model.accuracy", "label=<b>x</b>", 0.861, 2500, "<b>x</b>", label="<b>x</b>"),
        Measure(
            code="own.kappa",
            subject=HOSTILE[0],
            model=None,
            value=0.1234,
            low=None,
            high=None,
            n=10,
            unit=HOSTILE[1],
            note=HOSTILE[6],
        ),
    ]


def _outcomes() -> dict[str, Outcome]:
    return {
        "association": Outcome(
            status="ran",
            reason="",
            seconds=3.412,
            reasons=[Reason.of("tested", cues=9841, hypotheses=19682, reported=39, q=0.05)],
        ),
        "baseline": Outcome(status="ran", reason="", seconds=0.004),
        "cues.metadata": Outcome(
            status="ran",
            reason="",
            seconds=0.0,
            reasons=[
                Reason.of("column-rare", column=HOSTILE[6], values=90, most=3, least=10),
            ],
        ),
        "verdict": Outcome(
            status="ran",
            reason="",
            seconds=8.2,
            reasons=[Reason(code="no-environments", about="environment_stability")],
        ),
        "probe:tfidf": Outcome(
            status="ran",
            reason="",
            seconds=74.3,
            reasons=[Reason.of("probed", probed=24, cues=39, documents=5000)],
        ),
        "probe:hf:broken": Outcome(
            status="failed",
            reason="",
            seconds=0.31,
            reasons=[Reason.of("error", type="OSError", message="<b>no such file</b>\nline 2")],
        ),
        "twins:extra": Outcome(status="not_applicable", reason="an old reason", seconds=0.0),
        "probe:endpoint": Outcome(status="skipped", reason="no model given", seconds=0.0),
    }


def rich() -> Audit:
    """Every kind of cue, every verdict, two models, None wherever it may stand, hostile text."""
    return Audit(
        provenance=provenance(
            ["tfidf", "hf:sentence-transformers/all-MiniLM-L6-v2"],
            data="https://data.example/reviews.csv",
            seed=7,
            text=HOSTILE[0],
            nested={"models": ("tfidf", "hf:x"), "alpha": 0.05, "none": None},
        ),
        headline=Headline(
            sdr=Rate(estimate=0.1234, low=0.098, high=0.151, n=800, model="tfidf"),
            material=3,
            severe=1,
        ),
        findings=[*_strong(), *_hostile(), *_others()],
        measures=_measures(),
        outcomes=_outcomes(),
    )


def tiny(**changes: object) -> Audit:
    """One spurious cue, one model."""
    one = finding("word:spielberg", "spurious", 0.94, "severe", 0.312, [reliance(0.183)])
    audit = Audit(
        provenance=provenance(["tfidf"]).model_copy(
            update={
                "corpus": CorpusInfo(
                    fingerprint="abc", documents=100, labels={"positive": 60, "negative": 40}
                )
            }
        ),
        headline=Headline(
            sdr=Rate(estimate=0.1234, low=0.098, high=0.151, n=80, model="tfidf"),
            material=0,
            severe=1,
        ),
        findings=[one],
        measures=[],
        outcomes={
            "association": Outcome(
                status="ran",
                reason="",
                seconds=0.5,
                reasons=[Reason.of("tested", cues=6, hypotheses=12, reported=1, q=0.05)],
            )
        },
    )
    return audit.model_copy(update=changes)


def data_only(findings: list[Finding]) -> Audit:
    """An audit without a model."""
    without = [f.model_copy(update={"reliance": []}) for f in findings]
    head = Headline(sdr=None, material=0, severe=0)
    run = tiny().provenance.model_copy(update={"models": []})
    return tiny(findings=without, headline=head, provenance=run)


def empty() -> Audit:
    """Nothing found."""
    return data_only([])
