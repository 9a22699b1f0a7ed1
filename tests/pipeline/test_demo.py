"""The demo finds what it planted, leaves the genuine words alone, and writes its files."""

from __future__ import annotations

import csv

import pytest

from cuewise.pipeline import demo


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_demo_opens_the_truth(tmp_path, lang):
    audit, text = demo.run_demo(tmp_path, lang=lang, n=1500)
    found = {f.subject for f in audit.findings}
    assert "meta:source=kiosk" in found
    assert ("word:tuesday" if lang == "en" else "word:周二") in found
    assert {p.name for p in tmp_path.iterdir()} == {"reviews.csv", "audit.json", "report.html"}
    with (tmp_path / "reviews.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 1500
    assert "meta:source=kiosk" in text
    assert ("rightly not called spurious" if lang == "en" else "未被误判为虚假") in text
