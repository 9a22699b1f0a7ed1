"""One audit of shards: scan, assign, sample, count and merge, resuming what is finished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from cuewise._version import __version__
from cuewise.count.executors import Executors, run_resumable
from cuewise.cues.collect import EMBEDDING, SourceRequest, learn_finders
from cuewise.cues.counted import CountedCues, join
from cuewise.cues.lexical import ngram_specs
from cuewise.errors import InputError
from cuewise.files import whole_file
from cuewise.io.roles import Roles
from cuewise.pipeline.base import Base, report_sample
from cuewise.pipeline.excerpts import Pair, merged
from cuewise.pipeline.plan import Plan, check_named_labels
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.records import Corpus, CorpusInfo, Reason
from cuewise.scale.assignment import Assignment, assign_rows, corpus_facts, shards_fingerprint
from cuewise.scale.counting import CountPlan, count_portion
from cuewise.scale.documents import PortionTask, load_documents, write_candidates, write_sample
from cuewise.scale.merging import merge_ngrams, merge_portion_tallies
from cuewise.scale.portions import Portion, folder_name
from cuewise.scale.scan import ASIDE_FILE, ScannedRows, scan_portion
from cuewise.scale.usable import CorpusFacts, RowSpec
from cuewise.split.parts import assigned
from cuewise.split.rows import together
from cuewise.split.sample import in_content_order


@dataclass(frozen=True, slots=True)
class Run:
    """One audit in progress; its finished work is under `root`."""

    root: Path
    engine: Executors
    spec: RowSpec
    plan: Plan
    steps: Steps
    progress: Progress | None

    def base(self, portions: Sequence[Portion], aside: Path | str | None) -> Base:
        """Return everything that an audit concludes from."""
        readable, answers, scans = self._scan(portions)
        _write_aside([folder / ASIDE_FILE for folder in scans], aside)
        facts = corpus_facts(answers, scans, self.spec)
        check_named_labels(self.plan, facts.label_names)
        # How cues are judged changes no count: a run that judges otherwise resumes from this one.
        options = self.plan.options.model_copy(
            update={"decisions": "", "describe": {}, "meaning": ""}
        )
        name = folder_name(__version__, self.spec, self.plan.seed, options, scans)
        folders = [self.root / name / str(n) for n in range(len(readable))]
        sizes = assign_rows(answers, scans, folders, facts, self.plan)
        tasks = list(map(PortionTask, readable, _rows_before(readable, answers), folders))
        sample = self._sample(tasks, facts)
        counted = self._count(tasks, facts, sample, scans)
        documents = int(sizes.labels.sum())
        report_sample(len(sample.ids), documents, self.steps)
        set_aside: Counter[str] = Counter()
        for answer in answers:
            set_aside.update(answer["aside"])
        info = CorpusInfo(
            fingerprint=shards_fingerprint(answers, facts),
            documents=documents,
            labels=dict(zip(facts.label_names, sizes.labels.tolist(), strict=True)),
            language=facts.language,
            language_name=facts.language_name,
            set_aside=dict(sorted(set_aside.items())),
        )
        fetch = partial(self._candidates, tasks, facts, sample, counted)
        return Base(info, counted, sizes.strata, sample, fetch)

    def _scan(
        self, portions: Sequence[Portion]
    ) -> tuple[list[Portion], list[dict[str, Any]], list[Path]]:
        """Scan all portions; return the readable ones with their answers and folders."""
        names = [folder_name(__version__, self.spec, p.key()) for p in portions]
        folders = [self.root / "scan" / name for name in names]
        answers = self._run("shards", partial(scan_portion, self.spec), portions, folders)
        faults = {
            str(p.path): a["fault"] for p, a in zip(portions, answers, strict=True) if "fault" in a
        }
        shards = len({p.path for p in portions})
        if len(faults) == shards:
            raise InputError(
                f"no shard can be read: {'; '.join(f'{p} ({why})' for p, why in faults.items())}",
                "complete files with the columns named",
                "repair the files, or name others",
            )
        read = Reason.of("shards-read", read=shards - len(faults), shards=shards)
        unread = [Reason.of("shard-unread", path=p, fault=why) for p, why in sorted(faults.items())]
        self.steps.record("shards", "failed" if faults else "ran", [read, *unread])
        kept = [i for i, p in enumerate(portions) if str(p.path) not in faults]
        if not sum(answers[i]["kept"] for i in kept):
            raise InputError("no shard has a usable row", "rows with a text and a label")
        return [portions[i] for i in kept], [answers[i] for i in kept], [folders[i] for i in kept]

    def _sample(self, tasks: Sequence[PortionTask], facts: CorpusFacts) -> Corpus:
        """Return the documents on which evidence is gathered, ordered by content."""
        folders = [task.assignment / "sample" for task in tasks]
        self._run("sample", partial(write_sample, self.spec, facts), tasks, folders)
        template = _without_rows(facts, self.spec.roles)
        parts = [part for folder in folders for part in load_documents(folder, template)]
        return assigned(in_content_order(together(parts), self.plan.seed), self.plan.seed)

    def _count(
        self,
        tasks: Sequence[PortionTask],
        facts: CorpusFacts,
        sample: Corpus,
        scans: Sequence[Path],
    ) -> CountedCues:
        """Count all cues in all portions."""
        classes, min_count = 2 * len(facts.label_names) + 1, self.plan.options.min_documents
        keys = np.concatenate([np.unique(ScannedRows.load(folder).keys) for folder in scans])
        texts = np.unique(keys).size * (1 if sample.texts_b is None else 2)
        plan = self.plan
        request = SourceRequest(sample, plan.options, plan.models, plan.seed, texts)
        finders = learn_finders(request, self.steps)
        # The cues depend on which sources are installed and which models the user chose.
        folders = [task.assignment / folder_name("cues", tuple(finders)) for task in tasks]
        do = partial(count_portion, CountPlan(self.spec, facts, classes, finders))
        answers = self._run("cues", do, tasks, folders, models=bool(EMBEDDING & set(finders)))
        failed = {code: why for a in answers for code, why in a["failed"].items()}
        with self.steps.run("cues"):
            slices = [(f, a["slices"]) for f, a in zip(folders, answers, strict=True)]
            parts = list(merge_ngrams(ngram_specs(sample), slices, classes, min_count))
        working = {code: group for code, group in finders.items() if code not in failed}
        documents = sum(Assignment.load(task.assignment).strata.size for task in tasks)
        merged_tallies = merge_portion_tallies(working, folders, classes, documents, min_count)
        for code, group in merged_tallies.items():
            parts += group
            if code != "cues":
                number = sum(len(c.names) for c in group)
                self.steps.record(code, "ran", [Reason.of("cues-counted", n=number)])
        for code, why in failed.items():
            self.steps.record(code, "failed", [Reason.model_validate(why)])
        return join(parts, classes)

    def _candidates(
        self,
        tasks: Sequence[PortionTask],
        facts: CorpusFacts,
        sample: Corpus,
        counted: CountedCues,
        pairs: Sequence[Pair],
    ) -> list[Corpus]:
        """Return, for each pair of cue and label, the documents to choose an excerpt from."""
        if not pairs:
            return []
        seed, name = self.plan.seed, folder_name("excerpts", pairs)
        folders = [task.assignment / name for task in tasks]
        do = partial(write_candidates, self.spec, facts, counted, pairs, seed)
        self._run("excerpts", do, tasks, folders)
        template = replace(sample, keys=None, parts=None)
        parts = (load_documents(folder, template, len(pairs)) for folder in folders)
        return merged(parts, pairs, seed)

    def _run(
        self,
        stage: str,
        do: Callable[[Any, Path], dict[str, Any]],
        items: Sequence[Any],
        folders: Sequence[Path],
        *,
        models: bool = False,
    ) -> list[dict[str, Any]]:
        """Run one stage of the audit on all items; `models` keeps models loaded between items."""
        execute = self.engine.models if models else self.engine.plain
        progress = self.progress
        bar = progress.stage(stage, len(items)) if progress else nullcontext(lambda _: None)
        with bar as advance:
            return run_resumable(do, items, folders, execute, advance)


def _without_rows(facts: CorpusFacts, roles: Roles) -> Corpus:
    """Return an empty corpus with all properties that do not depend on rows."""
    return Corpus(
        ids=[],
        texts=[],
        labels=np.zeros(0, np.int32),
        label_names=facts.label_names,
        fingerprint="",
        language=facts.language,
        language_name=facts.language_name,
        meta={name: [] for name in roles.columns_of_meta()},
        environments=roles.environments,
    )


def _rows_before(portions: Sequence[Portion], answers: Sequence[dict[str, Any]]) -> list[int]:
    """Count, for every portion, the rows of the source before its file."""
    starts: dict[Path, int] = {}
    rows = 0
    for portion, answer in zip(portions, answers, strict=True):
        starts.setdefault(portion.path, rows)
        rows += answer["rows"]
    return [starts[portion.path] for portion in portions]


def _write_aside(parts: Sequence[Path], to: Path | str | None) -> None:
    if to is not None:
        with whole_file(to) as path, path.open("wb") as file:
            for part in parts:
                file.write(part.read_bytes())
