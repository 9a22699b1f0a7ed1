import subprocess
import sys
import warnings

import pytest
from click.testing import CliRunner

import cuewise
from cuewise.cli import COMMANDS, cli
from cuewise.pipeline import base


def run(*args):
    return CliRunner().invoke(cli, args)


def test_the_module_runs_as_the_command_does():
    done = subprocess.run(
        [sys.executable, "-m", "cuewise", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: cuewise ")
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_help_needs_no_model_library():
    code = (
        "import sys; from cuewise.cli import cli; cli(['--help'], standalone_mode=False); "
        "sys.exit(', '.join({'torch', 'sklearn', 'jinja2', 'polars'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_the_version_is_printed():
    result = run("--version")
    assert result.stdout == f"cuewise {cuewise.__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_explains_itself(name):
    command = cli.get_command(None, name)
    assert command.help
    for option in command.params:
        if option.param_type_name == "option":
            assert option.help, option.opts
    assert run(name, "--help").exit_code == 0


def test_an_unknown_command_is_bad_usage():
    result = run("audti")
    assert result.exit_code == 2
    assert "audti" in result.stderr
    assert "Commands: demo, audit, fix, compare, report, list, bench." in result.stderr


def told(result):
    # On a slow machine, or where nothing was compiled yet, the audit also reports its progress.
    return [line for line in result.stderr.splitlines() if line.startswith("cuewise: ")]


@pytest.mark.filterwarnings("default")
def test_a_warning_is_printed_without_its_source_line(csv, tmp_path):
    csv.write_bytes(csv.read_text(encoding="utf-8").replace("dog", "狗").encode("gb18030"))
    out = ["--model", "none", "--out", str(tmp_path / "out")]
    result = run("audit", str(csv), "--text", "text", "--label", "label", *out)
    assert result.exit_code == 0, result.stderr
    assert told(result) == [f"cuewise: {csv} is not UTF-8; it was read as gb18030"]


@pytest.mark.filterwarnings("default")
def test_unclosed_files_of_other_packages_are_not_reported(csv, tmp_path, monkeypatch):
    collect = base.collect_cues

    def careless(*args):
        warnings.warn("unclosed file", ResourceWarning, stacklevel=1)
        warnings.warn("heard", UserWarning, stacklevel=1)
        return collect(*args)

    monkeypatch.setattr(base, "collect_cues", careless)
    out = ["--model", "none", "--out", str(tmp_path / "out")]
    result = run("audit", str(csv), "--text", "text", "--label", "label", *out)
    assert told(result) == ["cuewise: heard"]


@pytest.mark.parametrize("spec", ["hf:./nowhere", "sklearn:no.skops", "openai:x", "tfdif", "hf:"])
def test_an_unusable_model_is_reported_before_the_work(spec, csv, tmp_path, monkeypatch):
    monkeypatch.setattr(base, "collect_cues", lambda *_, **__: pytest.fail("the work was begun"))
    out = ["--model", spec, "--out", str(tmp_path / "out")]
    result = run("audit", str(csv), "--text", "text", "--label", "label", *out)
    assert result.exit_code == 2
    for part in ("cuewise: ", "  allowed: ", "  to fix:  "):
        assert part in result.stderr


def test_the_list_shows_every_kind():
    result = run("list")
    assert result.exit_code == 0, result.stderr
    for kind in ("detectors", "probes", "cleaners", "remedies", "models"):
        assert f"{kind}\n" in result.stdout


def test_the_list_of_one_kind_shows_its_registered_plug_ins():
    from cuewise.plugins import registry

    lines = run("list", "detectors").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [e.code for e in registry.entries("detectors")]


def test_the_help_of_audit_names_every_available_model():
    from cuewise.models import SPECS

    page = run("audit", "--help").stdout
    codes = [spec.code for spec in SPECS if "later release" not in spec.summary]
    assert [code for code in codes if f"\n    {code}" not in page] == []


def test_the_list_of_models_shows_every_spec():
    from cuewise.models import SPECS

    lines = run("list", "models").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [spec.code for spec in SPECS]


def test_an_unknown_kind_is_refused_with_the_kinds():
    result = run("list", "oracles")
    assert result.exit_code == 2
    assert "detectors" in result.stderr


@pytest.mark.parametrize(("failed", "code"), [(None, 0), ("twins", 3)])
def test_the_demo_prints_the_text_of_the_library(tmp_path, monkeypatch, audit_of, failed, code):
    def stand_in(out, **options):
        seen.update(options, out=out)
        return audit_of(failed=failed), "The planted cue was found."

    seen = {}
    monkeypatch.setattr("cuewise.pipeline.demo.run_demo", stand_in)
    result = run("demo", "--out", str(tmp_path / "d"), "--lang", "zh", "--seed", "3")
    assert result.exit_code == code
    assert result.stdout == "The planted cue was found.\n"
    assert (seen["out"], seen["lang"], seen["seed"]) == (tmp_path / "d", "zh", 3)
    assert (tmp_path / "d").is_dir()
