"""Columns that give the label away or repeat texts, from file to report."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

import cuewise
from cuewise import report
from cuewise.gate.policy import stopping

CASES = Path(__file__).parent / "cases"
LEAK = (
    "The column “author” alone gives the label with 100.0% [99.0, 100.0] accuracy (n = 400). "
    "This is a leak: split by “author”, or leave the column out."
)


def audited(name, **columns):
    corpus = cuewise.load(CASES / name, text="text", label="label", **columns)
    return cuewise.audit(corpus, models=["none"])


@pytest.fixture(scope="module")
def authors():
    return audited("authors.csv", environments=["author"])


def printed(audit):
    console = Console(width=400)
    with console.capture() as capture:
        console.print(report.terminal(audit))
    return capture.get()


def test_an_author_who_gives_the_label_is_one_leak(authors):
    values = [f for f in authors.findings if f.kind == "meta"]
    lead, *parts = values
    assert len(values) > 10
    assert lead.part_of is None
    assert {f.part_of for f in parts} == {lead.id}
    assert {f.severity for f in values} == {lead.severity}
    assert [f.kind for f in stopping(authors, "material", strict=False)].count("meta") == 1
    # The headline counts whole findings; a signature that is judged spurious counts beside.
    severe = [f for f in stopping(authors, "severe", strict=False) if f.part_of is None]
    assert [f.kind for f in severe].count("meta") == 1
    assert authors.headline.severe == len(severe)
    for text in (report.markdown(authors), report.html(authors), printed(authors)):
        assert "This is a leak" in text
    assert LEAK in report.summary(authors).notices
    assert "仅凭列“author”就能以 100.0% [99.0, 100.0] 的准确率得出标签" in report.markdown(
        authors, lang="zh"
    ).replace("\\", "")


def test_environments_inside_which_the_label_does_not_vary_say_so(authors):
    codes = {r.code: r.facts for r in authors.outcomes["verdict"].reasons}
    assert codes["constant-environments"] == {"column": "author", "values": 20}
    assert not any("environment_stability" in f.verdict.signals for f in authors.findings)
    assert any("does not vary inside any" in notice for notice in report.summary(authors).notices)


def test_texts_repeated_across_the_split_are_counted():
    audit = audited("splits.csv", split="split")
    (repeats,) = (m for m in audit.measures if m.code == "split.repeats.test")
    assert (repeats.value, repeats.n) == (0.6, 150)
    notice = report.summary(audit).notices[0]
    assert notice.startswith("60.0% [51.9, 67.6] of the 150 texts of “test” also occur")
    assert "“test”的 150 篇文本中有 60.0% [51.9, 67.6]" in report.summary(audit, "zh").notices[0]
    plain = audited("splits.csv")
    assert not any(m.code.startswith("split.") for m in plain.measures)
    assert plain.outcomes["split.repeats"].reasons[0].code == "no-split"
