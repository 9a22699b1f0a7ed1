"""Markdown and the terminal: what others wrote stays text."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
import report_samples as samples
from rich.console import Console

from cuewise import report
from cuewise.report.md import escape


def _printed(lang: str = "en", width: int = 110, audit: object = None) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(report.terminal(audit or samples.rich(), lang))
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", r"a\|b"),
        ("<b>&amp;", r"&lt;b\>&amp;amp;"),
        ("[x](javascript:1)", r"\[x\]\(javascript:1\)"),
        ("a\nb", "a b"),
        ("https://x.example", r"https&#58;//x.example"),
        ("WWW.x.example @team", "www&#46;x.example &#64;team"),
        ("`code` **b** _i_ ~s~ # h", r"\`code\` \*\*b\*\* \_i\_ \~s\~ \# h"),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, expected: str) -> None:
    assert escape(text) == expected


def test_markdown_tables_keep_their_columns_whatever_the_corpus_holds() -> None:
    lines = report.markdown(samples.rich()).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(r"| \# |"))
    rows = lines[start : start + 22]
    assert len({line.replace(r"\|", "").count("|") for line in rows}) == 1
    assert rows[2].startswith(
        "| 1 | spielberg \\(word\\) | positive | 340 | +31.2".replace("+", "\\+")
    )


def test_markdown_is_inert() -> None:
    text = report.markdown(samples.rich())
    assert "<" not in text
    assert "://" not in text
    assert "](" not in text
    assert not any(c in text for c in "\u202e\u2066\x1b\x00")


def test_markdown_says_what_the_page_says() -> None:
    text = report.markdown(samples.tiny())
    assert text.startswith("# Cuewise audit\n\n**1 suspicious cue matters. Ablating")
    for heading in ("Cues, by impact", "What to do next", "What ran, what did not, and why"):
        assert f"\n## {heading}\n" in text
    assert "**Spielberg**" in report.markdown(samples.rich())


@pytest.mark.parametrize(
    ("lang", "facts"),
    [
        ("en", "counterexample · label: negative · tfidf answers: positive"),
        ("zh", "反例 · 标签：negative · 模型 tfidf 预测：positive"),
    ],
)
def test_markdown_and_page_show_what_an_excerpt_is(lang: str, facts: str) -> None:
    lines = [line for line in report.markdown(samples.rich(), lang).splitlines() if "doc" in line]
    document = {"en": "Document", "zh": "文档"}[lang]
    assert f"   - **Spielberg**, asleep. · {document} doc\\-5 · {facts}" in lines
    page = report.html(samples.rich(), lang)
    footer = "".join(f" · <bdi>{fact}</bdi>" for fact in facts.split(" · "))
    assert f"{document} <bdi>doc-5</bdi>{footer}</footer>" in page


def test_the_terminal_shows_the_first_cues_and_where_to_find_the_rest() -> None:
    text = _printed()
    assert "4 suspicious cues matter" in text
    assert "spielberg" in text
    assert "[27.2, 35.2]" in text
    assert "24 more cues are in audit.json and report.html." in text
    assert "\x1b" not in text
    assert "捷径" not in text
    assert "虚假相关" in _printed("zh")


def test_the_terminal_names_a_single_model_above_its_column() -> None:
    text = _printed(audit=samples.tiny(), width=100)
    lines = text.splitlines()
    assert sum("tfidf" in line for line in lines[2:]) == 1
    assert any("spielberg" in line and "+31.2" in line and "+18.3" in line for line in lines)


def test_rich_markup_in_a_corpus_is_text() -> None:
    one = samples.finding("word:[red]x[/red]", "genuine", 0.1, "none", 0.1, [], label="[bold]y")
    text = _printed(audit=samples.tiny(findings=[one]))
    assert "[red]x[/red]" in text
    assert "[bold]y" in text


def test_nothing_found_prints_a_sentence() -> None:
    assert _printed(audit=samples.empty()) == (
        "No cue was found to be associated with a label (12 hypotheses tested).\n"
    )


def test_rich_and_polars_are_loaded_only_when_used() -> None:
    code = (
        "import sys, cuewise.report, cuewise.report.frame;"
        "print({'rich', 'polars'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_each_reliance_says_what_it_shows_and_what_would_settle_it() -> None:
    """In both languages; a plan of 143 documents is written as about 150."""
    deltas = {"material": (0.183, 0.03), "clean": (0.0, 0.01), "inconclusive": (0.01, 0.05)}
    findings = [
        samples.finding(f"word:{name}", "spurious", 0.9, "weak", 0.1, [samples.reliance(*d)])
        for name, d in deltas.items()
    ]
    audit = samples.tiny(findings=findings)
    rows = [line for line in report.markdown(audit).splitlines() if line.startswith("| ")][1:]
    said = ("relies on the cue", "no reliance", "about 150 more documents would settle it")
    for row, expected in zip(rows, said, strict=False):
        assert expected in row
    assert "尚无定论：再有约 150 篇文档即可得出结论" in report.markdown(audit, "zh")
    assert "inconclusive, +150 needed" in " ".join(_printed(audit=audit, width=120).split())
    assert "还需约 150 篇" in _printed("zh", audit=audit, width=120)
