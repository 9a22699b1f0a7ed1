"""The HTML report: one self-contained page without scripts or outside addresses."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from cuewise.records import Audit
from cuewise.report.compare.records import Compared
from cuewise.report.records import Summary
from cuewise.report.summarise import summary
from cuewise.report.wording import Lang, wording

# Cues in the first table, cues with a panel of evidence, and cues listed at all. A large corpus has
# thousands of findings, and a page of 50 MB helps nobody; audit.json holds the rest.
_SHOWN, _DETAILED, _LISTED = 20, 200, 1000
# An entity replaces the colon of addresses: readers see the same, but the page holds no address,
# whatever the corpus holds.
_ADDRESS, _INERT = "://", "&#58;//"

_NUMBERS = re.compile(r"n = [\d,]+|[+−]?[\d,.]+%? \[[−+\d.,]+, [−+\d.,]+\]")


@cache
def templates() -> Environment:
    """The templates of HTML pages, which escape what they are filled with."""
    environment = Environment(
        loader=PackageLoader("cuewise.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["unbroken"] = _unbroken
    return environment


def _unbroken(sentence: str) -> str:
    """`sentence` with no line break inside "n = 800" and intervals."""
    return _NUMBERS.sub(lambda match: match[0].replace(" ", "\u00a0"), sentence)


def html(audit: Audit, lang: Lang = "en") -> str:
    """The report as one HTML page; the same bytes for an audit in memory and the one it saved.

    Parameters
    ----------
    audit:
        What to draw.
    lang:
        Language of the page, `en` or `zh`.

    Examples
    --------
    >>> html(empty_audit, "zh").splitlines()[1]
    '<html lang="zh-Hans">'
    """
    return render("report.html", summary(audit, lang))


def fragment(audit: Audit, lang: Lang = "en") -> str:
    """The headline and the first cues as an HTML fragment, for notebooks.

    Examples
    --------
    >>> "no check ran" in fragment(empty_audit)
    True
    """
    return render("notebook.html", summary(audit, lang))


def render(template: str, record: Summary | Compared) -> str:
    """`record` in one of the HTML templates."""
    limits = {"shown": _SHOWN, "detailed": _DETAILED, "room": _LISTED - _SHOWN}
    page = templates().get_template(template)
    return page.render(s=record, t=wording(record.lang), **limits).replace(_ADDRESS, _INERT)
