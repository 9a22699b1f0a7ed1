"""The Chinese report gives its reasons in Chinese; a sentence nobody foresaw is shown as it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import cuewise
from cuewise.records import Audit, Corpus
from cuewise.report.reasons import reason
from cuewise.report.words import words

EN, ZH = words("en"), words("zh")
SOURCE = Path(cuewise.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]")
# Codes, names and what a quotation holds stay as they are.
KEPT = re.compile(r"q ≤|models|pip install|'[^']*'|where|JSON|\btfidf\b|\bzh\b|\ben\b")


def _untold(text: str) -> list[str]:
    """The parts of a reason that the Chinese report shows in English."""
    parts = re.split("[；“”（）]", reason(text, ZH))
    return [p for p in parts if re.search(r"[A-Za-z]{3}", KEPT.sub("", p))]


def _corpora() -> dict[str, Corpus]:
    draw = np.random.default_rng(0)
    y = np.arange(240, dtype=np.int32) % 2
    films = [f"spielberg made film {i} great" if k else f"somebody made film {i} dull"
             for i, k in enumerate(y)]  # fmt: skip
    chinese = [
        ("张导{}拍得很好看。" if k else "某人{}拍得很无聊。").format(i) for i, k in enumerate(y)
    ]
    german = [f"der Film {i} war {'wunderbar' if k else 'schlecht'}" for i, k in enumerate(y)]
    noise = [" ".join(draw.choice(["plot", "cast", "end"], 6)) + f" {i}" for i in range(240)]
    made = {
        "films": (films, None, ("negative", "positive"), "en"),
        "numbered": (films, None, ("label_0", "label_1"), "en"),
        "chinese": (chinese, None, ("差评", "好评"), "zh"),
        "pairs": (films, noise, ("no", "yes"), "en"),
        "german": (german, None, ("negative", "positive"), "other"),
        "noise": (noise, None, ("negative", "positive"), "en"),
    }
    return {
        name: Corpus(
            [str(i) for i in range(240)],
            a,
            y,
            labels,
            name,
            texts_b=b,
            language=lang,
            language_name="German" if lang == "other" else None,
        )
        for name, (a, b, labels, lang) in made.items()
    }


@pytest.mark.parametrize("name", _corpora())
def test_every_reason_of_an_audit_has_its_chinese(name: str) -> None:
    model = "reference" if name in {"chinese", "german"} else "tfidf"
    audit = cuewise.audit(_corpora()[name], models=[model], config={"cues_probed": 5})
    reasons = [outcome.reason for outcome in audit.outcomes.values() if outcome.reason]
    assert len(reasons) >= 3
    assert {r: left for r in reasons if (left := _untold(r))} == {}
    assert all(HAN.search(reason(r, ZH)) for r in reasons)


def _plain(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant)


def _written() -> Iterator[str]:
    """Every reason in the source that a plug-in gives for having nothing to measure."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotApplicable":
                pieces = getattr(node.args[0], "values", node.args)
                yield "".join(getattr(p, "value", "") if _plain(p) else "'7'" for p in pieces)


@pytest.mark.parametrize("text", sorted(set(_written())))
def test_every_reason_in_the_source_has_its_chinese(text: str) -> None:
    assert _untold(text) == [], "add it to report/locales/zh/reasons.toml"


@pytest.mark.parametrize("text", ["ragged row", "unclosed quote", "bad JSON line", "empty text",
    "missing text", "missing second text", "empty second text", "missing label",
    "left out by where", "duplicate id (kept, renamed)"])  # fmt: skip
def test_every_reason_for_a_row_set_aside_has_its_chinese(text: str) -> None:
    assert _untold(text) == []


def test_what_nobody_foresaw_is_shown_as_it_is() -> None:
    assert reason("OSError: no such file; disk full", ZH) == "OSError: no such file；disk full"
    assert reason("ValueError: \u202egpj.exe", ZH) == "ValueError: ⟨U+202E⟩gpj.exe"
    assert reason("", ZH) == ""
    assert reason("{0} {cues!r} %s", ZH) == "{0} {cues!r} %s"
    long = "6 cues, " * 4000
    assert reason(long, ZH).startswith("6 cues")


def test_english_is_the_sentence_of_the_record_with_signals_by_name() -> None:
    text = "12 cues, 9 hypotheses tested, 3 cues with q <= 0.05"
    assert reason(text, EN) == text
    assert reason(text, ZH) == "12 条线索，检验了 9 个假设，3 条线索 q ≤ 0.05"
    missing = "environment_stability: no environment column was named"
    assert reason(missing, EN) == "“Changes between environments” (no environment column was named)"
    assert reason(missing, ZH) == "“随环境变化”（未指定环境列）"
    assert reason(missing, ZH, names=False) == "未指定环境列"


def test_a_reason_within_a_reason_is_told_too() -> None:
    text = "no encoder head: the package 'torch' is not installed; pip install 'cuewise[models]'"
    assert reason(text, ZH) == (
        "没有编码器分类头：未安装软件包 'torch'；请运行 pip install 'cuewise[models]'"
    )


def test_the_record_stays_english(tmp_path: Path) -> None:
    audit = cuewise.audit(_corpora()["chinese"], models=["none"])
    saved = Audit.load(audit.save(tmp_path / "audit.json"))
    assert not any(HAN.search(o.reason) for o in saved.outcomes.values())
