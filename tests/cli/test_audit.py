import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import cuewise
from cuewise.cli import cli


@pytest.fixture
def invoke(csv, tmp_path, monkeypatch, audit_of):
    """Run `cuewise audit` on the small corpus; `answer` stands in for the library's audit."""
    monkeypatch.chdir(tmp_path)

    def run(*args, answer=None, error=None):
        seen = {}

        def stand_in(corpus, **options):
            seen.update(options, corpus=corpus)
            if error is not None:
                raise error
            return audit_of() if answer is None else answer

        monkeypatch.setitem(vars(cuewise), "audit", stand_in)
        columns = ["--text", "text", "--label", "label"]
        result = CliRunner().invoke(cli, ["audit", str(csv), *columns, *args])
        return result, seen

    return run


def test_the_audit_and_its_report_are_written(invoke, audit_of, finding):
    result, _ = invoke("--out", "deep/out", answer=audit_of(finding()))
    assert result.exit_code == 0, result.stderr
    saved = json.loads(Path("deep/out/audit.json").read_text(encoding="utf-8"))
    assert saved["schema"] == "cuewise.audit/1"
    assert "word:people" in Path("deep/out/report.html").read_text(encoding="utf-8")
    assert result.stdout.splitlines()[-2:] == [
        str(Path("deep/out/audit.json")),
        str(Path("deep/out/report.html")),
    ]


def test_tfidf_is_probed_by_default(invoke):
    _, seen = invoke()
    assert seen["models"] == ("tfidf",)
    assert seen["seed"] == 0
    assert seen["config"] == {}
    assert Path("cuewise-audit/audit.json").exists()


def test_models_and_seed_reach_the_library(invoke):
    _, seen = invoke("--model", "none", "--model", "reference", "--seed", "7")
    assert seen["models"] == ("none", "reference")
    assert seen["seed"] == 7


def test_the_encoder_reaches_the_library(invoke):
    _, seen = invoke("--encoder", "somebody/an-encoder")
    assert seen["config"] == {"encoder": "somebody/an-encoder"}
    _, seen = invoke()
    assert seen["config"] == {}


def test_the_decisions_reach_the_library(invoke, csv):
    assert invoke()[1]["config"] == {}
    assert invoke("--decisions", str(csv))[1]["config"] == {"decisions": str(csv)}
    result, _ = invoke("--decisions", "none.csv")
    assert result.exit_code == 2
    assert "'none.csv' does not exist" in result.stderr


def test_columns_and_condition_reach_the_loader(csv, tmp_path, monkeypatch):
    def loader(data, **options):
        seen.update(options, data=data)
        raise cuewise.errors.InputError("enough")

    seen = {}
    monkeypatch.setitem(vars(cuewise), "load", loader)
    options = {
        "--text": "a",
        "--text-b": "b",
        "--label": "y",
        "--split": "s",
        "--environment": "source",
        "--twin-id": "t",
        "--meta": "stars",
        "--where": "stars > 3",
    }
    args = [part for pair in options.items() for part in pair]
    out = ["--out", str(tmp_path / "out"), "--environment", "year"]
    CliRunner().invoke(cli, ["audit", "hf:some/set", *args, *out])
    assert seen == {
        "data": "hf:some/set",
        "text": "a",
        "text_b": "b",
        "label": "y",
        "split": "s",
        "environments": ("source", "year"),
        "twin_id": "t",
        "meta": ("stars",),
        "where": "stars > 3",
        "language": None,
        "set_aside_to": tmp_path / "out" / "set-aside.jsonl",
    }


@pytest.mark.parametrize(
    ("verdict", "severity", "args", "code"),
    [
        ("spurious", "severe", [], 0),
        ("spurious", "severe", ["--fail-on", "none"], 0),
        ("spurious", "severe", ["--fail-on", "severe"], 1),
        ("spurious", "material", ["--fail-on", "severe"], 0),
        ("spurious", "material", ["--fail-on", "material"], 1),
        ("spurious", "weak", ["--fail-on", "material"], 0),
        ("unstable", "severe", ["--fail-on", "material"], 1),
        ("genuine", "severe", ["--fail-on", "material", "--strict"], 0),
        ("necessary-not-sufficient", "severe", ["--fail-on", "material", "--strict"], 0),
        ("undetermined", "severe", ["--fail-on", "material"], 0),
        ("undetermined", "severe", ["--fail-on", "material", "--strict"], 1),
        ("undetermined", "severe", ["--strict"], 0),
    ],
)
def test_the_gate_stops_what_it_should(invoke, verdict, severity, args, code, audit_of, finding):
    result, _ = invoke(*args, answer=audit_of(finding(verdict, severity)))
    assert result.exit_code == code
    assert ("gate --fail-on" in result.stderr) == (code == 1)
    assert Path("cuewise-audit/report.html").exists(), "the report is there either way"


def test_a_failed_plug_in_exits_with_3_even_if_the_gate_found_something(invoke, audit_of, finding):
    answer = audit_of(finding(), failed="twins")
    result, _ = invoke("--fail-on", "severe", answer=answer)
    assert result.exit_code == 3
    assert "plug-in failed: twins: it broke" in result.stderr
    assert "gate --fail-on severe: word:people" in result.stderr


def test_another_language_can_be_named(invoke):
    _, seen = invoke("--lang", "other")
    assert (seen["corpus"].language, seen["corpus"].language_name) == ("other", None)


def test_the_report_is_in_the_language_of_the_corpus_by_default(
    invoke, monkeypatch, audit_of, finding
):
    answer = audit_of(finding(), language="zh")
    for args, lang in (([], "zh"), (["--lang", "en"], "en"), (["--lang", "zh"], "zh")):
        invoke(*args, answer=answer)
        page = Path("cuewise-audit/report.html").read_text(encoding="utf-8")
        assert page == cuewise.report.html(answer, lang=lang)


def test_an_error_says_what_is_allowed_and_what_to_do(invoke):
    error = cuewise.errors.InputError("model 'x' is unknown", "tfidf, none", "pass --model tfidf")
    result, _ = invoke(error=error)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "cuewise: model 'x' is unknown",
        "  allowed: tfidf, none",
        "  to fix:  pass --model tfidf",
    ]


def test_a_missing_column_is_bad_input(csv, tmp_path):
    args = ["audit", str(csv), "--text", "body", "--label", "label", "--out", str(tmp_path / "o")]
    result = CliRunner().invoke(cli, args)
    assert result.exit_code == 2
    assert "body" in result.stderr
    assert "text, label" in result.stderr


def test_escape_sequences_in_an_error_are_not_obeyed(invoke):
    result, _ = invoke(error=cuewise.errors.InputError("column '\x1b[2J'"))
    assert result.stderr == "cuewise: column '\\x1b[2J'\n"


def test_an_interrupt_prints_one_line_and_exits_with_130(invoke):
    result, _ = invoke(error=KeyboardInterrupt())
    assert result.exit_code == 130
    assert result.stderr == "cuewise: interrupted\n"


def test_an_unwritable_folder_is_reported_before_the_work(invoke):
    Path("taken").write_text("a file")
    result, seen = invoke("--out", "taken")
    assert result.exit_code == 2
    assert "cannot write taken: a file is in the way" in result.stderr
    assert not seen, "the audit was not begun"


def test_rows_set_aside_are_reported(invoke, csv):
    with csv.open("a", encoding="utf-8") as file:
        file.write(",toxic\n")
    result, _ = invoke()
    assert "rows set aside (empty text: 1), kept in" in result.stderr
    assert "--where" not in result.stderr
    assert Path("cuewise-audit/set-aside.jsonl").exists()


def test_filtered_and_renamed_rows_are_reported_separately(invoke, csv):
    text = csv.read_text(encoding="utf-8").splitlines()
    csv.write_text("\n".join(["id," + text[0], *(f"1,{t}" for t in text[1:])]), encoding="utf-8")
    result, _ = invoke("--where", "text <> 'people say 1'")
    assert result.stderr.splitlines() == [
        "rows left out by --where: 1",
        "rows with a duplicate id, renamed: 18",
    ]


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ([], "Missing argument 'DATA'"),
        (["x.csv", "--label", "y"], "Missing option '--text'"),
        (["x.csv", "--text", "x"], "Missing option '--label'"),
        (["x.csv", "--text", "x", "--label", "y", "--lang", "fr"], "'fr' is not one of"),
        (["x.csv", "--text", "x", "--label", "y", "--fail-on", "weak"], "'weak' is not one of"),
        (["x.csv", "--text", "x", "--label", "y", "--seed", "-1"], "-1 is not in the range"),
        (["x.csv", "--text", "x", "--label", "y", "--config", "no.toml"], "does not exist"),
        (["x.csv", "--text", "x", "--label", "y", "--colour", "red"], "No such option"),
    ],
)
def test_bad_usage_exits_with_2_and_says_why(args, complaint):
    result = CliRunner().invoke(cli, ["audit", *args])
    assert result.exit_code == 2
    assert complaint in click.unstyle(result.stderr)


@pytest.mark.parametrize("text", ["positive", "=Praise.", "positive=", " = "])
def test_a_description_needs_a_label_and_a_text(invoke, text):
    result, _ = invoke("--describe", text)
    assert result.exit_code == 2
    assert "LABEL=TEXT" in result.stderr


def test_a_label_that_is_described_twice_is_refused(invoke):
    result, _ = invoke("--describe", "a=Old.", "--describe", "a=New.")
    assert result.exit_code == 2
    assert "the label 'a' is described twice" in result.stderr


def test_a_description_that_is_no_table_is_bad_input(csv, tmp_path):
    args = [str(csv), "--text", "text", "--label", "label", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, ["audit", *args, "--set", "describe=x", "--describe", "a=b"])
    assert result.exit_code == 2
    assert "option 'describe' is 'x'" in result.stderr
    assert "allowed: a table of names and values" in result.stderr


def test_descriptions_reach_the_library_and_override_those_of_the_file(invoke):
    Path("own.toml").write_text('[describe]\na = "Old."\nb = "Kept."\n', encoding="utf-8")
    flags = ("--describe", "a=New = better.", "--describe", "c=Third.")
    _, seen = invoke("--config", "own.toml", *flags)
    assert seen["config"]["describe"] == {"a": "New = better.", "b": "Kept.", "c": "Third."}


@pytest.mark.parametrize("command", ["audit", "fix"])
def test_a_chat_model_without_address_and_key_is_refused_before_the_data_are_read(
    command, tmp_path, monkeypatch
):
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    args = ["no-such.csv", "--text", "text", "--label", "label", "--meaning", "openai:small"]
    result = CliRunner().invoke(cli, [command, *args, "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "neither OPENAI_BASE_URL nor OPENAI_API_KEY is set" in result.stderr


def test_a_word_list_that_does_not_exist_is_refused_before_the_data_are_read(tmp_path):
    args = ["no-such.csv", "--text", "text", "--label", "label", "--meaning", "lexicon:no.tsv"]
    result = CliRunner().invoke(cli, ["audit", *args, "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "no.tsv does not exist" in result.stderr


def test_a_bad_decision_is_bad_input_and_leaves_no_audit(csv, tmp_path):
    decisions = tmp_path / "d.csv"
    decisions.write_text("subject,label,verdict,reason,author,date\nword:people,,\x1b[2J,,,\n")
    args = [str(csv), "--text", "text", "--label", "label", "--model", "none"]
    args += ["--decisions", str(decisions), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, ["audit", *args])
    assert result.exit_code == 2
    assert "d.csv, row 2: the verdict '\\x1b[2J' is unknown" in result.stderr
    assert "allowed: spurious, genuine" in result.stderr
    assert not (tmp_path / "out" / "audit.json").exists()
