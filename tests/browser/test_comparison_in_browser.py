"""The comparison page in a real browser: quiet, alone, inert, and never wider than the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(params=[("shipped", "en"), ("shipped", "zh"), ("loss", "en"), ("loss", "zh")])
def page(request: Any, tmp_path: Path) -> Path:
    """The page of a repair that is shipped, and of one that is refused because of its loss."""
    import test_report_repair as samples

    from cuewise import report

    outcome, lang = request.param
    fixed = samples.shipped() if outcome == "shipped" else samples.refused(outcome)
    path = tmp_path / "report.html"
    path.write_text(report.compared_html(fixed.comparison, lang), "utf-8")
    return path


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_opens_without_warnings_or_outside_requests(
    browser: Any, page: Path, dark: bool
) -> None:
    browser.open(page, dark=dark)
    assert browser.complaints() == []
    assert set(browser.requests()) <= {page.as_uri(), "data:,"}
    assert browser.run("document.scripts.length") == 0
    links = browser.run("[...document.links].map(a => a.getAttribute('href'))")
    assert all(link.startswith("#") for link in links)
    lost = "[...document.links].filter(a => !document.querySelector(a.getAttribute('href')))"
    assert browser.run(f"{lost}.length") == 0


@pytest.mark.parametrize("width", [380, 700, 1000, 1280])
def test_nothing_is_wider_than_the_screen(browser: Any, page: Path, width: int) -> None:
    browser.open(page, width=width)
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert browser.run("document.documentElement.scrollWidth") <= width
