"""The report as Markdown, for pull requests and archives."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from cuewise.records import Audit
from cuewise.report.compare.records import Compared
from cuewise.report.page import templates
from cuewise.report.records import Summary
from cuewise.report.summarise import summary
from cuewise.report.wording import Lang, wording

_SHOWN = 20
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
# As entities, so that nothing becomes a tag, an address or a mention.
_ENTITIES = {"&": "&amp;", "<": "&lt;", "://": "&#58;//", "@": "&#64;", "www.": "www&#46;"}
_ENTITY = re.compile("|".join(map(re.escape, _ENTITIES)), re.IGNORECASE)


def markdown(audit: Audit, lang: Lang = "en") -> str:
    """The report as Markdown: headline, cues, next steps, measures, what ran.

    Examples
    --------
    >>> markdown(empty_audit).splitlines()[2]
    '**Nothing can be said: no check ran.**'
    """
    return render_markdown("report.md", summary(audit, lang))


def escape(text: str) -> str:
    r"""`text` so that Markdown shows it as it is.

    Examples
    --------
    >>> escape("a|b <script> [x](javascript:1)")
    'a\\|b &lt;script\\> \\[x\\]\\(javascript:1\\)'
    """
    parts = (_SPECIAL.sub(r"\\\1", part) for part in _ENTITY.split(text))
    entities = (_ENTITIES[match.lower()] for match in _ENTITY.findall(text))
    escaped = [next(parts)]
    for entity, part in zip(entities, parts, strict=True):
        escaped += [entity, part]
    return " ".join("".join(escaped).split("\n"))


def render_markdown(template: str, record: Summary | Compared) -> str:
    """`record` in one of the Markdown templates."""
    page = _templates().get_template(template)
    return page.render(s=record, t=wording(record.lang), shown=_SHOWN)


@cache
def _templates() -> Environment:
    # Escaping for HTML marks the output of macros as done; `finalize` escapes everything else.
    return templates().overlay(finalize=_escaped)


def _escaped(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(escape(str(value)))  # noqa: S704
