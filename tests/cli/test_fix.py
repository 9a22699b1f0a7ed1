"""`cuewise fix` and `cuewise compare`: what they write, print and refuse."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline" / "fix"))

import fix_samples

import cuewise
from cuewise.cli import cli
from cuewise.errors import InputError
from cuewise.records import Reason
from cuewise.records.comparison import Refusal

COLUMNS = ["--text", "text", "--label", "label"]


@pytest.fixture
def invoke(csv, tmp_path, monkeypatch):
    """Run `cuewise fix` on the small corpus; `answer` stands in for the library's fix."""
    monkeypatch.chdir(tmp_path)

    def run(*args, answer=None, error=None):
        seen = {}

        def stand_in(corpus, **options):
            seen.update(options, corpus=corpus)
            if error is not None:
                raise error
            return dict.fromkeys(options["models"], answer or fix_samples.made())

        monkeypatch.setitem(vars(cuewise), "fix_models", stand_in)
        return CliRunner().invoke(cli, ["fix", str(csv), *COLUMNS, *args]), seen

    return run


def test_the_decisions_reach_the_library(invoke, csv):
    assert invoke("--decisions", str(csv))[1]["config"] == {"decisions": str(csv)}


def test_fix_writes_the_files_of_the_contract(invoke):
    result, seen = invoke("--out", "deep/out", "--remedy", "mask", "--seed", "3")
    assert result.exit_code == 0, result.output
    assert (seen["models"], seen["remedies"], seen["seed"]) == (("reference",), ("mask",), 3)
    out = Path("deep/out")
    for name in ("model/model.skops", "audit.before.json", "audit.after.json", "report.html"):
        assert (out / name).stat().st_size > 100, name
    assert "“mask” was chosen" in result.stdout.replace("\n", " ")
    assert result.stdout.splitlines()[-1] == str(out / "report.html")


def test_all_remedies_are_tried_by_default(invoke):
    _, seen = invoke()
    assert seen["remedies"] is None


def test_a_folder_with_content_is_refused_before_the_work(invoke):
    Path("out").mkdir()
    Path("out/mine.txt").write_text("keep")
    result, seen = invoke("--out", "out")
    assert result.exit_code == 2
    assert "already contains 'mine.txt'" in result.stderr
    assert not seen
    assert [p.name for p in Path("out").iterdir()] == ["mine.txt"]


def test_bad_input_leaves_nothing(invoke, tmp_path):
    before = sorted(tmp_path.iterdir())
    result, _ = invoke("--out", "out", error=InputError("the label 'x' has 3 documents"))
    assert result.exit_code == 2
    assert "the label 'x' has 3 documents" in result.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_pairs_are_refused_before_the_work(invoke, csv):
    rows = csv.read_text(encoding="utf-8").splitlines()
    pairs = ["text,b,label", *(row.replace(",", ",other,") for row in rows[1:])]
    csv.write_text("\n".join(pairs) + "\n", encoding="utf-8")
    result, seen = invoke("--text-b", "b")
    assert result.exit_code == 2
    assert "text pairs" in result.stderr
    assert not seen


def test_rows_set_aside_are_kept_in_the_folder(invoke, csv):
    with csv.open("a", encoding="utf-8") as file:
        file.write(",toxic\n")
    result, _ = invoke("--out", "out")
    assert result.exit_code == 0
    assert f"to be kept in {Path('out/set-aside.jsonl')}" in result.stderr
    assert Path("out/set-aside.jsonl").exists()


def test_errors_do_not_name_a_file_that_was_not_kept(invoke, tmp_path):
    before = sorted(tmp_path.iterdir())
    result, seen = invoke("--out", "out", "--where", "label = 'nobody'")
    assert result.exit_code == 2
    assert "left out by where" in result.stderr
    assert "set-aside.jsonl" not in result.stderr
    assert "`cuewise audit` keeps the unused rows" in result.stderr
    assert not seen
    assert sorted(tmp_path.iterdir()) == before


def test_a_failed_remedy_sets_the_exit_code(invoke):
    fixed = fix_samples.made()
    broken = replace(
        fixed.candidates[2],
        failed=True,
        reason=Reason.of("error", type="ValueError", message="\x1b[2J"),
    )
    result, _ = invoke(answer=replace(fixed, candidates=(*fixed.candidates[:2], broken)))
    assert result.exit_code == 3
    assert "failed: dfr: ValueError: \\x1b[2J" in result.stderr


def test_nothing_to_repair_is_fine(invoke):
    fixed = fix_samples.made()
    result, _ = invoke(
        answer=replace(fixed, after=fixed.before, cues=(), kept=0, candidates=(),
                       confirmed_before=None, confirmed_after=None)
    )  # fmt: skip
    assert result.exit_code == 0
    assert "Accuracy is unchanged." in result.stdout
    assert Path("cuewise-fix/model/model.skops").exists()


def test_the_page_is_in_the_language_asked_for(invoke):
    invoke("--lang", "zh", "--out", "out")
    assert '<html lang="zh-Hans">' in Path("out/report.html").read_text(encoding="utf-8")


@pytest.fixture
def audits(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fixed = fix_samples.made()
    return [str(fixed.before.save("a.json")), str(fixed.after.save("b.json"))]


def test_two_audits_are_compared(audits):
    result = CliRunner().invoke(cli, ["compare", *audits])
    assert result.exit_code == 0, result.output
    assert "of 4 cues measured in both audits" in result.stdout
    assert sorted(p.name for p in Path.cwd().iterdir()) == ["a.json", "b.json"]


def test_the_comparison_is_drawn_on_request(audits):
    result = CliRunner().invoke(cli, ["compare", *audits, "--out", "out", "--lang", "zh"])
    assert result.exit_code == 0, result.output
    assert '<html lang="zh-Hans">' in Path("out/report.html").read_text(encoding="utf-8")


def test_files_other_than_audits_are_refused(audits):
    Path("c.json").write_text("{}")
    result = CliRunner().invoke(cli, ["compare", audits[0], "c.json", "--out", "out"])
    assert result.exit_code == 2
    assert "its schema is None" in result.stderr
    assert not Path("out").exists()


def test_a_comparison_is_refused_by_name(audits):
    assert CliRunner().invoke(cli, ["compare", *audits, "--out", "out"]).exit_code == 0
    result = CliRunner().invoke(cli, ["report", "out/comparison.json"])
    assert result.exit_code == 2
    assert "this is a comparison" in result.stderr
    assert "use the version" not in result.stderr


STUCK = """
import sys, time
import cuewise
from cuewise.cli import cli

def stuck(*_, **__):
    print("half-way", flush=True)
    time.sleep(60)

cuewise.fix_models = stuck
cli(["fix", sys.argv[1], "--text", "text", "--label", "label", "--out", "out"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends it at once, untidied")
def test_termination_leaves_no_files(csv, tmp_path):
    before = sorted(tmp_path.iterdir())
    run = subprocess.Popen(
        [sys.executable, "-c", STUCK, str(csv)], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    try:
        assert run.stdout.readline() == "half-way\n"
        assert len(list(tmp_path.iterdir())) == len(before) + 1
        run.terminate()
        assert run.wait(timeout=30) == 143
    finally:
        run.kill()
        run.wait()
        run.stdout.close()
    assert sorted(tmp_path.iterdir()) == before


def test_the_wishes_reach_the_library(invoke):
    _, seen = invoke("--max-loss", "3.5", "--include", "undetermined", "--remedies", "all")
    assert seen["max_loss"] == pytest.approx(0.035)
    assert (seen["include"], seen["remedies"]) == (("undetermined",), ("all",))
    assert invoke("--out", "other")[1]["max_loss"] == pytest.approx(0.02)


def test_a_refused_repair_has_an_exit_code_of_its_own(invoke):
    refusal = Refusal(code="displaced", remedy="mask")
    result, _ = invoke("--out", "out", answer=fix_samples.made(refused=refusal))
    assert result.exit_code == 4
    assert "is not shipped" in result.stdout
    names = {p.name for p in Path("out").iterdir()}
    assert names == {
        "model", "audit.before.json", "audit.after.json", "comparison.json", "report.html",
        "set-aside.jsonl",
    }  # fmt: skip


def test_several_models_have_a_folder_each_and_the_worst_exit_code(invoke):
    result, seen = invoke("--model", "tfidf", "--model", "reference", "--model", "tfidf")
    assert result.exit_code == 0, result.output
    assert seen["models"] == ("tfidf", "reference")
    out = Path("cuewise-fix")
    names = {"tfidf", "reference", "several.json", "report.html", "set-aside.jsonl"}
    assert {p.name for p in out.iterdir()} == names
    assert (out / "reference/model.before/model.skops").exists()
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "2 models: 2 repaired, 0 refused." in page
    refusal = Refusal(code="displaced", remedy="mask")
    refused, _ = invoke(
        "--model", "tfidf", "--model", "reference", "--out", "two", "--lang", "zh",
        answer=fix_samples.made(refused=refusal),
    )  # fmt: skip
    assert refused.exit_code == 4
    assert "未采用：依赖转移到其他线索" in Path("two/report.html").read_text(encoding="utf-8")
