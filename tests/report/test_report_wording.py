"""Both languages say the same things, and every colour can be read."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from cuewise.report.wording import wording

REPORT = Path(str(files("cuewise.report")))
EN, ZH = wording("en").strings, wording("zh").strings


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    # The names of languages are English in audit.json, so English needs no strings for them.
    assert list(EN) == [key for key in ZH if not key.startswith("language-name.")]


@pytest.mark.parametrize("key", EN)
def test_both_languages_fill_in_the_same_places(key: str) -> None:
    assert _places(EN[key]) == _places(ZH[key])
    for text in (EN[key], ZH[key]):
        assert text
        assert text.strip() == text or key.endswith(".join")


def test_chinese_is_written_with_chinese_punctuation() -> None:
    wrong = [
        v for v in ZH.values() if re.search(r"[\u4e00-\u9fff][,;:()?!]|[,;()][\u4e00-\u9fff]", v)
    ]
    assert wrong == []


def test_every_key_a_template_or_module_names_exists() -> None:
    named = set()
    for path in (*REPORT.glob("templates/*.*"), *REPORT.rglob("*.py")):
        pattern = r"\b(?:t|say)\(\s*[\"']([\w.-]+)[\"']\s*[,)]"
        named |= set(re.findall(pattern, path.read_text(encoding="utf-8")))
    missing = {k for k in named if k not in EN and f"{k}.other" not in EN}
    assert missing == set()
    assert len(named) > 60


def test_no_file_of_the_report_is_long() -> None:
    long = [
        path.name
        for path in REPORT.rglob("*.*")
        if path.suffix in {".py", ".html", ".md", ".css", ".toml"}
        and len(path.read_text(encoding="utf-8").splitlines()) >= 300
    ]
    assert long == []


def _palettes() -> list[dict[str, str]]:
    text = REPORT.joinpath("templates", "tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media")
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in (light, dark)]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", _palettes(), ids=["light", "dark"])
def test_text_has_contrast_aa(palette: dict[str, str]) -> None:
    verdicts = ("spurious", "unstable", "undetermined", "necessary", "genuine")
    text = ("ink", "soft", "faint", "link", *verdicts)
    pairs = [(a, b) for a in text for b in ("paper", "surface")]
    pairs += [(v, f"{v}-bg") for v in verdicts] + [("ink", "sunk"), ("mark-ink", "mark")]
    low = {}
    for front, back in pairs:
        light, dark = sorted((_luminance(palette[front]), _luminance(palette[back])))[::-1]
        if (light + 0.05) / (dark + 0.05) < 4.5:
            low[front, back] = round((light + 0.05) / (dark + 0.05), 2)
    assert low == {}


def test_thresholds_are_stated_from_their_one_place() -> None:
    written = re.compile(r"±\d|(?:above|over|beyond|within) \d+ points|超过 \d|\d 个百分点")
    # How a candidate is chosen has limits of its own.
    own = {"candidates-about", "candidates-about-before"}
    for strings in (EN, ZH):
        stated = {k for k, text in strings.items() if written.search(text)}
        assert {k for k in stated if k.rpartition(".")[2] not in own} == set()
    assert "±2 points" in wording("en")("term.interval.text")
