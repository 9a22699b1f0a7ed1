"""What the examples in docstrings may use without making it."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _example_records(doctest_namespace):
    """`empty_audit`: the audit of two documents, in which no check ran."""
    # Not above: tests/conftest.py sets the threads before numpy is imported.
    from cuewise.records import Audit, CorpusInfo, Headline, Provenance

    corpus = CorpusInfo(fingerprint="f", documents=2, labels={"a": 1, "b": 1})
    run = {"version": "1", "seed": 0, "config": {}, "models": [], "started": "", "seconds": 0}
    doctest_namespace["empty_audit"] = Audit(
        provenance=Provenance(corpus=corpus, **run),
        headline=Headline(sdr=None, material=0, severe=0),
        findings=[],
        outcomes={},
    )
