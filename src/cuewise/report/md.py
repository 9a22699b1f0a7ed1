"""The report as Markdown, for pull requests and archives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cuewise.records import Audit
from cuewise.report.records import Cue, Fact, Quote, Summary
from cuewise.report.summarise import summary
from cuewise.report.words import Lang, Words, words

_SHOWN, _EXCERPTS = 20, 2
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
# As entities, so that nothing becomes a tag, an address or a mention.
_ENTITIES = {"&": "&amp;", "<": "&lt;", "://": "&#58;//", "@": "&#64;", "www.": "www&#46;"}
_ENTITY = re.compile("|".join(map(re.escape, _ENTITIES)), re.IGNORECASE)


def markdown(audit: Audit, lang: Lang = "en") -> str:
    """The report as Markdown: headline, cues, next steps, measures, what ran.

    Examples
    --------
    >>> from cuewise.records import Audit, CorpusInfo, Headline, Provenance
    >>> corpus = CorpusInfo(fingerprint="f", documents=2, labels={"a": 1, "b": 1})
    >>> run = Provenance(version="1", seed=0, config={}, corpus=corpus, models=[], started="",
    ...                  seconds=0)
    >>> head = Headline(sdr=None, material=0, severe=0)
    >>> audit = Audit(provenance=run, headline=head, findings=[], outcomes={})
    >>> markdown(audit).splitlines()[2]
    '**Nothing can be said: no check ran.**'
    """
    s, t = summary(audit, lang), words(lang)
    parts = (_top(s, t), _cues(s, t), _steps(s, t), _blocks(s, t), _checks(s, t), _terms(s, t))
    return "\n".join(line for part in parts for line in part)


def escape(text: str) -> str:
    r"""`text` so that Markdown shows it as it is.

    Examples
    --------
    >>> escape("a|b <script> [x](javascript:1)")
    'a\\|b &lt;script\\> \\[x\\]\\(javascript:1\\)'
    """
    pieces = (_SPECIAL.sub(r"\\\1", piece) for piece in _ENTITY.split(text))
    entities = (_ENTITIES[found.lower()] for found in _ENTITY.findall(text))
    out = [next(pieces)]
    for entity, piece in zip(entities, pieces, strict=True):
        out += [entity, piece]
    return " ".join("".join(out).split("\n"))


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int]
) -> Iterator[str]:
    """The lines of a table, its cells escaped; the columns `right` are aligned to the right."""
    aligned = set(right)
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---:' if i in aligned else '---' for i in range(len(head)))}|"
    for row in rows:
        yield f"| {' | '.join(map(escape, row))} |"
    yield ""


def _facts(facts: Iterable[Fact], t: Words) -> Iterator[str]:
    for f in facts:
        text = t("list.noted", text=f.text, note=f.note) if f.note else f.text
        yield "- " + t("list.fact", name=escape(f.name), text=escape(text))
    yield ""


def _top(s: Summary, t: Words) -> Iterator[str]:
    yield from (f"# {t('page.title')}", "", f"**{escape(s.headline)}**", "")
    for notice in s.notices:
        yield from (f"> {escape(notice)}", "")
    yield from _facts(s.figures, t)


def _cues(s: Summary, t: Words) -> Iterator[str]:
    yield from (f"## {t('cues.title')}", "")
    if not s.cues:
        yield from (t("cues.none"), "")
        return
    names = ("rank", "cue", "label", "n", "association", "verdict", "reliance", "severity")
    head = [t(f"cues.{name}") for name in names]
    head[0] = r"\#"
    yield from table(head, [_row(c, t) for c in s.cues[:_SHOWN]], right=(0, 3))
    for cue in s.cues[:_SHOWN]:
        yield f"{cue.rank}. {escape(cue.sentence)}"
        for quote in cue.quotes[:_EXCERPTS]:
            yield f"   - {_quote(quote, t)}"
    yield ""
    if len(s.cues) > _SHOWN:
        yield from (t("cues.left-out", n=len(s.cues) - _SHOWN), "")


def _row(c: Cue, t: Words) -> tuple[str, ...]:
    kind = f"{c.subject.kind}, {c.subject.field}" if c.subject.field else c.subject.kind
    reliance = "; ".join(
        " ".join(filter(None, (r.model, r.delta.written, r.delta.reason, r.conclusion)))
        for r in c.reliance
    )
    return (
        str(c.rank),
        t("list.noted", text=c.subject.short, note=kind),
        c.label,
        c.n,
        c.association.written,
        c.verdict_name,
        reliance or t("list.noted", text="–", note=c.unprobed),
        c.severity_name,
    )


def _quote(q: Quote, t: Words) -> str:
    text = "".join(
        f"**{escape(p.text)}**" if p.marked and p.text.strip() else escape(p.text) for p in q.pieces
    )
    source = f"{t('cues.labelled')} {escape(q.label)}, {escape(q.id)}"
    return t("list.noted", text=text, note=source)


def _steps(s: Summary, t: Words) -> Iterator[str]:
    yield from (f"## {t('steps.title')}", "")
    for i, step in enumerate(s.steps, start=1):
        cues = ", ".join(map(escape, step.cues))
        more = f" {t('steps.more', n=step.more)}" if step.more else ""
        said = f"{i}. **{escape(step.title)}**{t('sentence.end')} {escape(step.text)}"
        yield f"{said} {cues}{more}" if cues else said
    yield from (() if s.steps else (t("steps.nothing"),))
    yield ""


def _blocks(s: Summary, t: Words) -> Iterator[str]:
    for block in s.blocks:
        head = [
            t(f"measures.{name}") for name in ("subject", "name", "model", "value", "interval", "n")
        ]
        head.append(block.note)
        yield from (f"## {block.title}", "", block.about, "")
        rows = (
            (
                f"{r.subject} ({r.mark})" if r.mark else r.subject,
                r.name,
                r.model,
                f"{r.estimate.text} {r.unit}".strip(),
                r.estimate.interval,
                r.n,
                r.note,
            )
            for r in block.rows
        )
        yield from table(head, rows, right=(3, 4, 5))


def _checks(s: Summary, t: Words) -> Iterator[str]:
    yield from (f"## {t('checks.title')}", "")
    if s.checks:
        head = [t(f"checks.{name}") for name in ("code", "status", "reason", "seconds")]
        rows = ((c.code, c.status_name, c.reason, c.seconds) for c in s.checks)
        yield from table(head, rows, right=(3,))
    else:
        yield from (t("checks.none"), "")
    yield from (f"### {t('checks.set-aside')}", "")
    yield from _facts(s.set_aside, t) if s.set_aside else (t("checks.no-set-aside"), "")
    yield from (f"### {t('checks.provenance')}", "")
    yield from _facts((Fact(f.name, f.text) for f in s.provenance), t)


def _terms(s: Summary, t: Words) -> Iterator[str]:
    yield from (f"## {t('terms.title')}", "")
    yield from _facts((Fact(f.name, f.text) for f in s.glossary), t)
