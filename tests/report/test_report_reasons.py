"""A reason is a code and facts; only the locales have words for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import polars as pl
import pytest

import cuewise
from cuewise.errors import InputError, MissingExtra, NotApplicable
from cuewise.plugins.outcomes import Steps, reason_of
from cuewise.records import Audit, Outcome, Reason, aside
from cuewise.report.reasons import sentence, with_sentences, worded
from cuewise.report.wording import Wording, wording

EN, ZH = wording("en"), wording("zh")
SOURCE = Path(cuewise.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]")
# Made from what any plug-in may raise, not given by name.
GENERAL = {
    "error": {"type", "message"},
    "missing-extra": {"what", "extra"},
    "other": {"sentence"},
}


def _calls(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """The code and the names of the facts of every reason that a module gives."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"NotApplicable", "Reason.of"}:
            (code,) = node.args
            assert isinstance(code, ast.Constant), f"write the code out: {ast.unparse(node)}"
            yield str(code.value), {str(k.arg) for k in node.keywords}


def _given() -> dict[str, set[str]]:
    found = dict(GENERAL)
    for path in SOURCE.rglob("*.py"):
        for code, facts in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            assert found.setdefault(code, facts) == facts, f"{path}: {code}"
    return found


def _slots(say: Wording) -> dict[str, set[str]]:
    wordings = {k.removeprefix("why."): v for k, v in say.strings.items() if k.startswith("why.")}
    return {
        # A code with a number has two forms.
        re.sub(r"\.(one|other)$", "", code): {
            name for _, name, _, _ in Formatter().parse(text) if name
        }
        for code, text in wordings.items()
    }


def test_every_reason_code_has_a_wording_with_its_facts_and_no_wording_is_unused():
    assert _slots(EN) == _given()
    assert _slots(ZH) == _given()


def test_every_key_of_rows_set_aside_is_worded():
    keys = {v for k, v in vars(aside).items() if k.isupper() and isinstance(v, str)}
    for say in (EN, ZH):
        worded_keys = {k.removeprefix("aside.") for k in say.strings if k.startswith("aside.")}
        assert worded_keys == keys
    assert keys >= aside.NOT_LOST


def test_a_code_of_a_plug_in_without_wording_is_shown_with_its_facts():
    for say in (EN, ZH):
        assert sentence(Reason.of("no-dates", rows=7), say) == "no-dates (rows=7)"
        assert sentence(Reason.of("no-dates"), say) == "no-dates"


def test_facts_that_do_not_fit_their_wording_are_shown_and_not_lost():
    assert sentence(Reason.of("few-cues", key="x"), EN) == "few-cues (key=x)"
    assert sentence(Reason.of("few-cues", least="{0} {q!r}"), EN).count("{0} {q!r}") == 1


def test_reasons_are_joined_name_their_signal_and_show_hostile_characters():
    reasons = [
        reason_of(NotApplicable("no-environments"), "environment_stability"),
        reason_of(ValueError("\u202egpj.exe")),
    ]
    signal, why = ZH("signal.environment_stability"), ZH("why.no-environments")
    error = "ValueError: ⟨U+202E⟩gpj.exe"
    assert worded(reasons, ZH) == f"“{signal}”（{why}）；{error}"
    assert worded(reasons, ZH, names=False) == f"{why}；{error}"
    unnamed = Reason(code="no-pairs", about="mine")
    assert worded([unnamed], EN).startswith("“mine” (")


def test_an_audit_made_before_reasons_had_codes_shows_its_sentence():
    assert worded([], ZH, otherwise="no environment column") == "no environment column"
    old = Outcome.model_validate_json('{"status": "ran", "reason": "x", "seconds": 0.1}')
    assert old.reasons == []


@pytest.mark.parametrize(
    ("error", "code", "facts"),
    [
        (NotApplicable("few-cues", least=5), "few-cues", {"least": 5}),
        (NotApplicable.because("no dates"), "other", {"sentence": "no dates"}),
        (MissingExtra("x is not there", "scale"), "missing-extra",
         {"what": "x is not there", "extra": "scale"}),
        (OSError("disk full"), "error", {"type": "OSError", "message": "disk full"}),
    ],
)  # fmt: skip
def test_what_a_plug_in_raises_becomes_a_code_and_facts(error, code, facts):
    steps = Steps()
    with steps.run("one"):
        raise error
    (reason,) = steps.outcomes["one"].reasons
    assert (reason.code, reason.facts, reason.about) == (code, facts, None)
    status = "not_applicable" if isinstance(error, NotApplicable) else "failed"
    assert (steps.outcomes["one"].status, steps.outcomes["one"].reason) == (status, "")


def test_bad_input_goes_to_the_caller():
    with pytest.raises(InputError), Steps().run("one"):
        raise InputError("no such column")


def test_the_record_has_the_english_sentence_of_every_reason(tmp_path):
    outcome = Outcome(status="ran", reason="", seconds=1, reasons=[Reason.of("no-model")])
    assert with_sentences({"probe": outcome})["probe"].reason == EN("why.no-model")
    rows = pl.DataFrame({"text": ["很好看", "很无聊"] * 20, "label": ["好评", "差评"] * 20})
    corpus = cuewise.load(rows, text="text", label="label")
    audit = cuewise.audit(corpus, models=["none"])
    saved = Audit.load(audit.save(tmp_path / "audit.json"))
    assert saved == audit
    for outcome in saved.outcomes.values():
        assert outcome.reason == worded(outcome.reasons, EN)
        assert not HAN.search(outcome.reason.replace(ZH("language.zh"), ""))
    assert saved.outcomes["probe"].reasons == [Reason.of("no-model")]
