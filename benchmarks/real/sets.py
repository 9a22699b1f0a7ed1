"""The cases on single data sets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl

import cuewise
from cuewise.records import Measure
from real.rows import Row, find, finding_text, frame, load, measure, measure_text


def nfl_frame(data: Path, split: str) -> pl.DataFrame:
    """One split, without the texts that are also in test_filtered."""
    d = frame(data, "nfl_jigsaw_biased_unbiased")
    excluded = d.filter(pl.col("split") == "test_filtered")["text"].to_list()
    return d.filter((pl.col("split") == split) & ~pl.col("text").is_in(excluded))


def nfl_biased(data: Path) -> Iterator[Row]:
    audit = cuewise.audit(load(nfl_frame(data, "test_biased")), models=("reference",))
    words = [f.subject for f in audit.findings if f.kind == "word"]
    people = find(audit, "word:people")
    rank = words.index("word:people") + 1 if people else 0
    yield Row("nfl biased: rank of word:people", f"{rank} of {len(words)}", "1-3", 0 < rank <= 3)
    verdict = people.verdict.type if people else "not found"
    p = people.verdict.p_spurious if people else None
    yield Row(
        "nfl biased: verdict on people", f"{verdict} (p {p})", "spurious", verdict == "spurious"
    )
    reliance = {r.model: r for r in people.reliance} if people else {}
    for model, r in reliance.items():
        tfidf = model.startswith("tfidf")
        yield Row(
            f"nfl biased: reliance of {model} on people",
            f"Δ* {r.delta:+.3f} [{r.low:+.3f}, {r.high:+.3f}] n={r.n}",
            "lower end > .10" if tfidf else "reported",
            not tfidf or (r.low or 0) > 0.10,
        )


def nfl_unbiased(data: Path) -> Iterator[Row]:
    d = frame(data, "nfl_jigsaw_biased_unbiased").filter(pl.col("split") == "test_unbiased")
    people = find(cuewise.audit(load(d)), "word:people")
    met = people is None or people.severity not in {"material", "severe"}
    yield Row("nfl unbiased: word:people", finding_text(people), "not material", met)


def snli(data: Path) -> Iterator[Row]:
    d = frame(data, "snli_dev_test_hard").filter(pl.col("split") != "train_variable")
    easy = d.filter(~pl.col("hard").fill_null(value=False))
    audit = cuewise.audit(load(easy, text="text_a", text_b="text_b"))
    m = measure(audit, "baseline.text_b")
    yield Row("snli easy: hypothesis only", measure_text(m), "≥ .60", (m.value or 0) >= 0.60)
    for subject in ("b/word:nobody", "b/word:sleeping"):
        f = find(audit, subject)
        met = f is not None and f.association.replicated and (f.association.q or 1) <= 0.05
        yield Row(f"snli easy: {subject}", finding_text(f), "q ≤ .05 and replicated", met)


def weibo(data: Path) -> Iterator[Row]:
    d = frame(data, "weibo_senti_sample")
    audit = cuewise.audit(load(d))
    top = [f.subject for f in audit.findings[:5]]
    emoticons = sum("[" in s for s in top)
    yield Row(
        "weibo: emoticons among the first five",
        f"{emoticons}: {' '.join(top)}",
        "≥ 3",
        emoticons >= 3,
    )
    without = cuewise.audit(load(d, text="text_no_emoticon"))
    before, after = (accuracy(a) for a in (audit, without))
    yield Row(
        "weibo: accuracy with and without emoticons",
        f"{measure_text(before)} → {measure_text(after)}",
        "a drop, intervals apart",
        (after.high or 1) < (before.low or 0),
    )


def accuracy(audit: cuewise.Audit) -> Measure:
    """The accuracy of the TF-IDF model over all documents."""
    return next(m for m in audit.measures if m.code == "model.accuracy" and m.subject == "all")


def metadata(data: Path) -> Iterator[Row]:
    for name, wanted, columns in (
        ("hatexplain", ("source",), {"meta": ["source"], "where": "split <> 'undecided'"}),
        ("liar_claims", ("speaker", "party"), {"meta": ["speaker", "party"]}),
    ):
        audit = cuewise.audit(load(frame(data, name), **columns))
        for column in wanted:
            values = [f for f in audit.findings if f.subject.startswith(f"meta:{column}=")]
            best = values[0] if values else None
            text = f"{best.subject}: {finding_text(best)}" if best else "not found"
            yield Row(
                f"{name}: values of {column}", f"{len(values)}, first {text}", "found", bool(values)
            )


def qqp(data: Path) -> Iterator[Row]:
    d = frame(data, "qqp_paws").filter(pl.col("split").is_in(["qqp_dev", "qqp_test"]))
    f = find(cuewise.audit(load(d, text="text_a", text_b="text_b")), "overlap:high")
    yield Row("qqp: overlap:high", finding_text(f), "found", f is not None)


def maze(data: Path) -> Iterator[Row]:
    d = frame(data, "shortcut_maze_goemotions").filter(
        (pl.col("lambda") == "1.0") & pl.col("split").is_in(["train", "test"])
    )
    places = json.loads(
        (data / "lexicons" / "shortcut_maze_category_words.json").read_text("utf-8")
    )
    names = {w.lower() for w in _strings(places)}
    for shortcut in ("single-word", "category", "tone", "author"):
        audit = cuewise.audit(load(d.filter(pl.col("shortcut") == shortcut)), models=("reference",))
        replicated = [f for f in audit.findings if f.association.replicated]
        if shortcut == "category":
            hits = [
                f.subject
                for f in replicated
                if f.kind in {"word", "ngram"} and f.subject.partition(":")[2] in names
            ]
            yield Row(
                "maze category: place names",
                f"{len(hits)}: {' '.join(hits[:8])}",
                "found",
                bool(hits),
            )
        elif shortcut == "single-word":
            planted = next((f for f in replicated if f.subject == "word:honestly"), None)
            rank = audit.findings.index(planted) + 1 if planted else 0
            text = f"rank {rank} of {len(audit.findings)}; {finding_text(planted)}"
            yield Row("maze single-word: word:honestly", text, "found", planted is not None)
        else:
            style = [
                f
                for f in replicated
                if f.kind in {"length", "punct", "format", "cluster", "pos"} and f.excerpts
            ]
            text = " ".join(f.subject for f in style[:6])
            yield Row(
                f"maze {shortcut}: style cues",
                f"{len(style)}: {text}",
                "≥ 1 with excerpts",
                bool(style),
            )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for k, v in value.items():
            yield from _strings(k)
            yield from _strings(v)
    elif isinstance(value, list):
        for v in value:
            yield from _strings(v)


def many_labels(data: Path) -> Iterator[Row]:
    for name in ("clinc150", "thucnews_titles"):
        audit = cuewise.audit(load(frame(data, name)))
        failed = [c for c, o in audit.outcomes.items() if o.status == "failed"]
        text = f"{len(audit.findings)} findings in {audit.provenance.seconds:.0f} s"
        yield Row(f"{name}: runs through", text, "no step failed", not failed)
