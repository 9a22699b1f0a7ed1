"""The report in a real browser: quiet, alone, inert, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LOOKS = [(lang, dark) for lang in ("en", "zh") for dark in (False, True)]
Pages = Callable[..., Path]


@pytest.mark.parametrize(("lang", "dark"), LOOKS)
def test_the_page_opens_without_warnings_or_outside_requests(
    browser: Any, page: Pages, lang: str, dark: bool
) -> None:
    path = page("rich", lang)
    browser.open(path, dark=dark)
    assert browser.complaints() == []
    assert set(browser.requests()) <= {path.as_uri(), "data:,"}
    background = browser.run("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(19, 21, 23)" if dark else "rgb(247, 247, 245)")
    assert browser.run("document.documentElement.lang") == ("zh-Hans" if lang == "zh" else "en")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [380, 700, 1000, 1280])
@pytest.mark.parametrize("name", ["rich", "tiny", "empty"])
def test_nothing_is_wider_than_the_screen(
    browser: Any, page: Pages, name: str, width: int, lang: str
) -> None:
    browser.open(page(name, lang), width=width)
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_every_cue_opens_by_a_click(browser: Any, page: Pages) -> None:
    browser.open(page())
    shown = "document.querySelector('[data-test-details=\"1\"] .quotes').checkVisibility()"
    closed = "document.querySelectorAll('[data-test-details]:not([open])').length"
    before = browser.run(closed)
    assert not browser.run(shown)
    browser.run("document.querySelector('[data-test-details=\"1\"] summary').click()")
    assert browser.run(shown)
    assert browser.run(closed) == before - 1


def test_the_filter_leaves_one_verdict(browser: Any, page: Pages) -> None:
    browser.open(page())
    browser.run("document.querySelector('[value=unstable]').click()")
    left = "[...document.querySelectorAll('[data-test-cue]')].filter(c => c.checkVisibility())"
    assert browser.run(f"{left}.map(c => c.dataset.verdict)") == ["unstable"]
    browser.run("document.querySelector('[value=all]').click()")
    assert browser.run(f"{left}.length") == 20


def test_hostile_text_is_text(browser: Any, page: Pages) -> None:
    browser.open(page())
    assert browser.run("document.scripts.length") == 0
    assert browser.run("document.images.length") == 0
    assert browser.run("document.querySelectorAll('iframe, form, object, embed').length") == 0
    links = browser.run("[...document.links].map(a => a.getAttribute('href'))")
    assert all(link.startswith("#") for link in links)
    assert "<script>alert(1)</script>" in browser.run("document.body.textContent")
    assert "https://evil.example/x?a=1&b=2" in browser.run("document.body.textContent")


def test_the_policy_blocks_an_inserted_script(browser: Any, page: Pages) -> None:
    path = page("tiny")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("</main>", "<script>document.title = 'x'</script></main>"), "utf-8"
    )
    browser.open(path)
    assert browser.run("document.title") == "Cuewise audit"
    assert any("Content Security Policy" in line for line in browser.complaints())


def test_every_link_of_the_page_has_a_target(browser: Any, page: Pages) -> None:
    browser.open(page())
    lost = "[...document.links].filter(a => !document.querySelector(a.getAttribute('href')))"
    assert browser.run(f"{lost}.length") == 0


def test_it_prints_on_a_few_sheets_of_a4(browser: Any, page: Pages) -> None:
    browser.open(page())
    printed = browser.pdf()
    assert printed.startswith(b"%PDF")
    assert 3 <= printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page/") <= 10
    assert b"/MediaBox [0 0 594" in printed or b"/MediaBox [0 0 595" in printed


@pytest.mark.parametrize(("width", "shown"), [(390, False), (1280, True)])
def test_on_a_narrow_screen_an_excerpt_begins_near_its_cue(
    browser: Any, page: Pages, width: int, shown: bool
) -> None:
    browser.open(page(), width=width)
    far = browser.run("document.querySelector('.far').getBoundingClientRect().width")
    assert (far > 40) == shown
    mark = "document.querySelector('[data-test-summary] mark').getBoundingClientRect()"
    assert browser.run(f"{mark}.right") < width
