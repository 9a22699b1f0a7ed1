"""The report: a pure view of an `Audit`.

One function turns the audit into a frozen record (`summary`). Thin renderers draw that record as a
self-contained HTML page, as Markdown and on the terminal. Nothing here measures or decides.
"""

from cuewise.report.compare.draw import compared_html, compared_markdown, compared_terminal
from cuewise.report.console import terminal
from cuewise.report.decision import decision_in_words, decision_table
from cuewise.report.md import markdown
from cuewise.report.page import html
from cuewise.report.plan import plan_terminal
from cuewise.report.several import several_html, several_terminal
from cuewise.report.subjects import describe
from cuewise.report.summarise import summary

__all__ = [
    "compared_html",
    "compared_markdown",
    "compared_terminal",
    "decision_in_words",
    "decision_table",
    "describe",
    "html",
    "markdown",
    "plan_terminal",
    "several_html",
    "several_terminal",
    "summary",
    "terminal",
]
