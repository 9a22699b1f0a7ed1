import json

import pytest
from click.testing import CliRunner

from cuewise import report
from cuewise.cli import cli


@pytest.fixture
def audit(audit_of, finding):
    return audit_of(finding())


@pytest.fixture
def saved(audit, tmp_path):
    return audit.save(tmp_path / "audit.json")


def run(*args):
    return CliRunner().invoke(cli, ["report", *map(str, args)])


def test_the_page_is_written_beside_the_audit(saved, audit):
    result = run(saved)
    page = saved.with_name("report.html")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{page}\n"
    assert page.read_text(encoding="utf-8") == report.html(audit, lang="en")


def test_markdown_is_printed(saved, audit):
    result = run(saved, "--format", "md", "--lang", "zh")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == report.markdown(audit, lang="zh")
    assert not saved.with_name("report.html").exists()


def test_markdown_is_written_to_a_named_file(saved, audit, tmp_path):
    target = tmp_path / "new" / "report.md"
    result = run(saved, "--format", "md", "--out", target)
    assert result.stdout == f"{target}\n"
    assert target.read_text(encoding="utf-8") == report.markdown(audit, lang="en")


def test_the_table_of_verdicts_is_the_same_printed_and_in_a_file(saved, audit, tmp_path):
    printed, target = run(saved, "--format", "csv"), tmp_path / "decisions.csv"
    assert printed.exit_code == 0, printed.stderr
    assert printed.stdout_bytes.startswith(b"\xef\xbb\xbfsubject,label,verdict,")
    assert run(saved, "--format", "csv", "--out", target).stdout == f"{target}\n"
    assert target.read_bytes() == printed.stdout_bytes == report.decision_table(audit).encode()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["audit.json", "decisions.csv"]


def test_a_terminal_gets_no_control_characters_and_a_pipe_the_bytes(
    audit_of, finding, tmp_path, monkeypatch
):
    hostile = finding().model_copy(update={"label": "a\x1b[2J\u202eb 好"})
    audit = audit_of(hostile)
    saved = audit.save(tmp_path / "audit.json")
    assert run(saved, "--format", "csv").stdout_bytes == report.decision_table(audit).encode()
    # The runner replaces sys.stdout by a wrapper of this class.
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    table = run(saved, "--format", "csv").stdout
    assert "a⟨U+001B⟩[2J⟨U+202E⟩b 好" in table
    assert table.startswith("subject,label,verdict,")
    assert all(line.isprintable() for line in table.split("\n"))
    assert run(saved, "--format", "md", "--lang", "zh").stdout == report.markdown(audit, lang="zh")


def test_a_chinese_corpus_gets_a_chinese_report(audit_of, tmp_path):
    audit = audit_of(language="zh")
    result = run(audit.save(tmp_path / "audit.json"), "--format", "md")
    assert result.stdout == report.markdown(audit, lang="zh")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "is not JSON"),
        ("\xff", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "its schema is None"),
        ("{}", "its schema is None"),
        ('{"schema": "cuewise.audit/9"}', "its schema is 'cuewise.audit/9'"),
        ('{"schema": ["x"]}', "its schema is ['x']"),
        ('{"schema": "cuewise.audit/1"}', "does not follow its schema, first at provenance"),
    ],
    ids=[
        "cut",
        "not-utf8",
        "deep",
        "list",
        "no-schema",
        "other-schema",
        "schema-list",
        "no-fields",
    ],
)
def test_the_error_says_what_a_file_is_instead_of_an_audit(tmp_path, text, complaint):
    path = tmp_path / "audit.json"
    path.write_bytes(text.encode("latin-1"))
    result = run(path)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert "allowed: cuewise.audit/1" in result.stderr


def test_an_unknown_field_is_an_error(saved):
    record = json.loads(saved.read_text(encoding="utf-8"))
    record["headline"]["extra"] = 1
    saved.write_text(json.dumps(record), encoding="utf-8")
    result = run(saved)
    assert result.exit_code == 2
    assert "headline.extra" in result.stderr


def test_a_missing_file_is_bad_usage(tmp_path):
    result = run(tmp_path / "none.json")
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_an_unwritable_place_is_bad_input(saved, tmp_path):
    (tmp_path / "file").write_text("")
    result = run(saved, "--out", tmp_path / "file" / "report.html")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr
