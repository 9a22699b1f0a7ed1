"""Scan, deal, sample, count, add up: what an audit of shards is concluded from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from cuewise._version import __version__
from cuewise.count.executors import Engine, finished
from cuewise.cues.collect import EMBEDDING, SourceRequest, learn_finders
from cuewise.cues.counted import CountedCues, join
from cuewise.cues.lexical import ngram_specs
from cuewise.errors import InputError
from cuewise.files import whole
from cuewise.io.roles import Roles
from cuewise.pipeline.base import Base, report_sample
from cuewise.pipeline.excerpts import Pair, merged
from cuewise.pipeline.plan import Plan
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.records import Corpus, CorpusInfo, Reason
from cuewise.scale import dealing, merging, rows
from cuewise.scale.counting import Task, Wanted, count_unit
from cuewise.scale.dealing import Dealt
from cuewise.scale.portion import Asked, Known
from cuewise.scale.scan import ASIDE, Scanned, scan
from cuewise.scale.tasks import ROWS, examples_unit, sample_unit
from cuewise.scale.units import Unit, name_of
from cuewise.split.parts import assigned
from cuewise.split.rows import together
from cuewise.split.sample import in_content_order


@dataclass(frozen=True, slots=True)
class Run:
    """One audit under way; what is finished is under `root`."""

    root: Path
    engine: Engine
    asked: Asked
    plan: Plan
    steps: Steps
    progress: Progress | None

    def base(self, found: Sequence[Unit], aside: Path | str | None) -> Base:
        """Everything that an audit is concluded from."""
        good, answers, scans = self._scan(found)
        _write_aside([place / ASIDE for place in scans], aside)
        known = dealing.known(answers, scans, self.asked)
        name = name_of(__version__, self.asked, self.plan.seed, self.plan.options, scans)
        places = [self.root / name / str(n) for n in range(len(good))]
        sizes = dealing.dealt(answers, scans, places, known, self.plan)
        tasks = [
            Task(unit, first, place)
            for unit, first, place in zip(good, _first(good, answers), places, strict=True)
        ]
        some = self._sample(tasks, places, known)
        counted = self._count(tasks, places, known, some, scans)
        documents = int(sizes.labels.sum())
        report_sample(len(some.ids), documents, self.steps)
        info = CorpusInfo(
            fingerprint=dealing.fingerprint(answers, known),
            documents=documents,
            labels=dict(zip(known.label_names, sizes.labels.tolist(), strict=True)),
            language=known.language,
            language_name=known.language_name,
            set_aside=_added([a["aside"] for a in answers]),
        )

        def fetch(pairs: Sequence[Pair]) -> list[Corpus]:
            return self._examples(tasks, places, known, some, counted, pairs)

        return Base(info, counted, sizes.strata, some, fetch)

    def _scan(self, found: Sequence[Unit]) -> tuple[list[Unit], list[dict[str, Any]], list[Path]]:
        """The units that can be read, what was found in each, and where."""
        places = [self.root / "scan" / name_of(__version__, self.asked, u.key()) for u in found]
        with self._stage("shards", len(found)) as advance:
            answers = finished(partial(scan, self.asked), found, places, self.engine.plain, advance)
        faults = {
            str(u.path): a["fault"] for u, a in zip(found, answers, strict=True) if "fault" in a
        }
        shards = len({u.path for u in found})
        if len(faults) == shards:
            raise InputError(
                f"no shard can be read: {'; '.join(f'{p} ({why})' for p, why in faults.items())}",
                "whole files with the columns named",
                "mend the files, or name others",
            )
        read = Reason.of("shards-read", read=shards - len(faults), shards=shards)
        unread = [Reason.of("shard-unread", path=p, fault=why) for p, why in sorted(faults.items())]
        self.steps.record("shards", "failed" if faults else "ran", [read, *unread])
        kept = [i for i, u in enumerate(found) if str(u.path) not in faults]
        if not sum(answers[i]["kept"] for i in kept):
            raise InputError("no shard has a usable row", "rows with a text and a label")
        return [found[i] for i in kept], [answers[i] for i in kept], [places[i] for i in kept]

    def _sample(self, tasks: Sequence[Task], places: Sequence[Path], known: Known) -> Corpus:
        """The documents that evidence is gathered on, in the order of their content."""
        folders = [place / "sample" for place in places]
        with self._stage("sample", len(tasks)) as advance:
            do = partial(sample_unit, self.asked, known)
            finished(do, tasks, folders, self.engine.plain, advance)
        like = _like(known, self.asked.roles)
        parts = [part for folder in folders for part in rows.load(folder / ROWS, like)]
        return assigned(in_content_order(together(parts), self.plan.seed), self.plan.seed)

    def _count(
        self,
        tasks: Sequence[Task],
        places: Sequence[Path],
        known: Known,
        some: Corpus,
        scans: Sequence[Path],
    ) -> CountedCues:
        """All cues with their counts over all units."""
        classes, least = 2 * len(known.label_names) + 1, self.plan.options.min_documents
        keys = np.concatenate([np.unique(Scanned.load(place).keys) for place in scans])
        texts = np.unique(keys).size * (1 if some.texts_b is None else 2)
        plan = self.plan
        request = SourceRequest(some, plan.options, plan.models, plan.seed, texts)
        finders = learn_finders(request, self.steps)
        wanted = Wanted(self.asked, known, classes, finders)
        # What is found hangs on the sources that are installed and on the models asked for.
        folders = [place / name_of("cues", tuple(finders)) for place in places]
        with self._stage("cues", len(tasks)) as advance:
            do = partial(count_unit, wanted)
            execute = self.engine.models if EMBEDDING & set(finders) else self.engine.plain
            answers = finished(do, tasks, folders, execute, advance)
        failed = {code: why for a in answers for code, why in a["failed"].items()}
        with self.steps.run("cues"):
            slices = [(f, a["slices"]) for f, a in zip(folders, answers, strict=True)]
            parts = list(merging.ngrams(ngram_specs(some), slices, classes, least))
        going = {code: own for code, own in finders.items() if code not in failed}
        documents = sum(Dealt.load(task.dealt).strata.size for task in tasks)
        for code, own in merging.others(going, folders, classes, documents, least).items():
            parts += own
            if code != "cues":
                counted = Reason.of("cues-counted", n=sum(len(c.names) for c in own))
                self.steps.record(code, "ran", [counted])
        for code, why in failed.items():
            self.steps.record(code, "failed", [Reason.model_validate(why)])
        return join(parts, classes)

    def _examples(
        self,
        tasks: Sequence[Task],
        places: Sequence[Path],
        known: Known,
        some: Corpus,
        counted: CountedCues,
        pairs: Sequence[Pair],
    ) -> list[Corpus]:
        """What excerpts of some cues are chosen from."""
        if not pairs:
            return []
        seed, name = self.plan.seed, name_of("examples", pairs)
        folders = [place / name for place in places]
        do = partial(examples_unit, self.asked, known, counted, pairs, seed)
        with self._stage("examples", len(tasks)) as advance:
            finished(do, tasks, folders, self.engine.plain, advance)
        like = replace(some, keys=None)
        parts = (rows.load(folder / ROWS, like, len(pairs)) for folder in folders)
        return merged(parts, pairs, seed)

    @contextmanager
    def _stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        if self.progress is None:
            yield lambda _: None
            return
        with self.progress.stage(name, total) as advance:
            yield advance


def _like(known: Known, roles: Roles) -> Corpus:
    """A corpus of no rows, with all that is not of rows."""
    return Corpus(
        ids=[],
        texts=[],
        labels=np.zeros(0, np.int32),
        label_names=known.label_names,
        fingerprint="",
        language=known.language,
        language_name=known.language_name,
        meta={name: [] for name in roles.columns_of_meta()},
        environments=roles.environments,
    )


def _first(found: Sequence[Unit], answers: Sequence[dict[str, Any]]) -> list[int]:
    """For every unit the rows of the source before its file."""
    first, rows_of_file = [], 0
    before = 0
    for at, (unit, answer) in enumerate(zip(found, answers, strict=True)):
        if at and unit.path != found[at - 1].path:
            before, rows_of_file = before + rows_of_file, 0
        first.append(before)
        rows_of_file += answer["rows"]
    return first


def _write_aside(parts: Sequence[Path], to: Path | str | None) -> None:
    if to is not None:
        with whole(to) as path, path.open("wb") as file:
            for part in parts:
                file.write(part.read_bytes())


def _added(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for own in counts:
        for reason, times in own.items():
            total[reason] = total.get(reason, 0) + times
    return dict(sorted(total.items()))
