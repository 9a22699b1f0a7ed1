"""The HTML report: exact on a tiny audit, inert and self-contained on a hostile one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import report_samples as samples

from cuewise import report
from cuewise.errors import InputError
from cuewise.records import Audit
from cuewise.report.page import fragment

LANGUAGES = ("en", "zh")
VOID = {"meta", "link", "img", "br", "rect", "line", "circle", "input"}


class Page(HTMLParser):
    """Every tag with its attributes, the text, and whether tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_loaded_audit_draws_the_same_bytes(lang: str, tmp_path: Path) -> None:
    audit = samples.rich()
    loaded = Audit.load(audit.save(tmp_path / "audit.json"))
    assert report.html(loaded, lang) == report.html(audit, lang)
    assert report.markdown(loaded, lang) == report.markdown(audit, lang)


def test_nan_in_memory_draws_as_the_null_it_is_saved_as(tmp_path: Path) -> None:
    nan, infinite = float("nan"), float("inf")
    one = samples.finding("word:x", "spurious", 0.9, "none", None, [samples.reliance(nan)])
    odd = {"estimate": nan, "low": -infinite, "log_odds_ratio": infinite}
    one = one.model_copy(update={"association": one.association.model_copy(update=odd)})
    run = samples.tiny().provenance.model_copy(update={"config": {"alpha": nan, "t": (1, 2)}})
    audit = samples.tiny(findings=[one], provenance=run)
    loaded = Audit.load(audit.save(tmp_path / "audit.json"))
    assert report.html(loaded) == report.html(audit)
    assert not re.search(r"\bnan\b|\binf\b", Page(report.html(audit)).text, re.IGNORECASE)


def test_the_tiny_page_says_what_the_audit_says() -> None:
    text = Page(report.html(samples.tiny())).text
    for expected in (
        "1 suspicious cue matters. Ablating the spurious cues that can be edited changes 12.3%",
        "the decisions of tfidf, beyond placebo edits (n = 80).",
        "Shortcut dependence (SDR) 12.3% [9.8, 15.1] · n = 80 · tfidf",
        "Hypotheses tested 12 1 reported below",
        "Documents 100 positive 60 · negative 40",
        "spielberg word positive 340 +31.2 [27.2, 35.2]",
        "+18.3 [15.3, 21.3]",
        "Probability of being spurious 94.0%",
        "Unrelated to the labels in meaning +0.71 +1.90",
        "Decisions flipped Flipped by placebo FCS raw FCS excess FCS do n tfidf",
        "tfidf +18.3 [15.3, 21.3] relies on the cue 24.3% 6.1% +0.37 +0.09 +0.18 [0.15, 0.21] 200",
        "p < 0.001 q < 0.001 Log-odds ratio +1.56 Replicated yes",
    ):
        assert expected in text, expected


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("audit", [samples.rich(), samples.tiny(), samples.empty()])
def test_the_page_holds_no_address_script_or_form(audit: Audit, lang: str) -> None:
    text = report.html(audit, lang)
    assert "://" not in text
    assert "http" not in text.replace("http-equiv", "").replace("&#58;//", "").replace("https", "")
    page = Page(text)
    assert {tag for tag, _ in page.tags} & {"script", "img", "iframe", "form", "object"} == set()
    for tag, attrs in page.tags:
        assert not any(name.startswith("on") for name in attrs), (tag, attrs)
        assert "style" not in attrs
        for name in ("href", "src"):
            assert attrs.get(name, "#")[:1] == "#" or attrs[name] == "data:,"
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_hostile_text_is_shown_and_not_obeyed(text: str) -> None:
    page = report.html(samples.rich())
    assert "<script" not in page
    assert "<img" not in page
    shown = Page(page).text
    visible = text.replace("\u202e", "⟨U+202E⟩").replace("\u2066", "⟨U+2066⟩")
    visible = visible.replace("\r\n", "↵ ").replace("\n", "↵ ")
    visible = visible.replace("\x1b", "⟨U+001B⟩").replace("\x00", "⟨U+0000⟩")
    assert re.sub(r"\s+", " ", visible) in shown
    assert not set("\u202e\u2066\x1b\x00") & set(page)


def test_excerpts_mark_the_cue_and_survive_wrong_spans() -> None:
    page = report.html(samples.rich())
    assert "plot, <mark>Spielberg</mark> knows" in page
    assert "快递又丢了<mark>[泪]</mark>客服" in page


def test_unknown_numbers_are_a_dash_with_a_reason() -> None:
    text = Page(report.html(samples.rich())).text
    assert "– too few documents to estimate" in text
    assert "– no document could be edited" in text
    assert "– not probed" in text
    assert "no model probed" in Page(report.html(samples.data_only(samples._strong()))).text


def test_only_the_first_cues_are_shown_and_the_rest_fold() -> None:
    page = report.html(samples.rich())
    first, _, rest = page.partition("data-test-rest")
    assert len(re.findall(r"data-test-cue", first)) == 20
    assert len(re.findall(r"data-test-cue", rest)) == len(samples.rich().findings) - 20
    assert "Show 19 more cues" in rest


def test_a_page_of_thousands_of_cues_stays_small() -> None:
    one = samples.tiny().findings[0]
    page = report.html(samples.tiny(findings=[one] * 5000))
    assert "4,000 further cues are in audit.json." in page
    assert page.count("data-test-details") == 200
    assert len(page) < 5_000_000


def test_headings_tables_and_pictures_can_be_read_aloud() -> None:
    page = Page(report.html(samples.rich()))
    tags = [tag for tag, _ in page.tags]
    assert {"header", "nav", "main", "footer"} <= set(tags)
    assert tags.count("h1") == 1
    assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")
    assert tags.count("svg") == sum(
        a.get("role") == "img" and bool(a.get("aria-label")) for t, a in page.tags if t == "svg"
    )
    assert tags.count("svg") < tags.count("title")
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    links = {a["href"][1:] for t, a in page.tags if t == "a"}
    assert links <= set(ids)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="no report in language 'fr'") as error:
        report.html(samples.tiny(), "fr")
    assert "en, zh" in str(error.value)


def test_the_notebook_table_is_inert() -> None:
    text = fragment(samples.rich())
    assert "<script" not in text
    assert "://" not in text
    assert "4 suspicious cues matter" in text
    Page(text)


def test_an_excerpt_on_one_line_can_leave_out_text_far_before_the_cue() -> None:
    page = report.html(samples.rich())
    assert 'class="far">Whatever you </span>think of the plot, <mark>Spielberg</mark>' in page


def test_numbers_of_a_sentence_stay_on_one_line() -> None:
    headline = report.html(samples.tiny()).partition("data-test-headline>")[2].partition("<")[0]
    assert "12.3%\u00a0[9.8,\u00a015.1]" in headline
    assert "(n\u00a0=\u00a080)" in headline
