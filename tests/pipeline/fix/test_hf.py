"""A classifier that was fine-tuned elsewhere is repaired, by the command and as files."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import tiny_bert
from click.testing import CliRunner

import cuewise
from cuewise.cli import cli
from cuewise.cues import cue_table
from cuewise.errors import InputError, NotApplicable
from cuewise.models import repairable
from cuewise.models.hf.classifier import load_hf
from cuewise.plugins.registry import entries
from cuewise.records.comparison import Comparison
from cuewise.remedy.texts import insert_cue
from cuewise.split.rows import cues_of

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

LEAN = "cues_probed_slow = 3\ndocuments_probed_slow = 60\ncluster_documents = 0\n"
SUBJECT = f"word:{tiny_bert.WORD}"


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUEWISE_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setattr("cuewise.embed.runtime.half_precision", lambda: False)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Fine-tuned on other documents than those that it is repaired on."""
    path = tmp_path_factory.mktemp("hf") / "tiny"
    base = tiny_bert.corpus(900, seed=9, strength=0.5)
    return tiny_bert.fine_tuned(path, tiny_bert.corpus(900, seed=8), base)


def table(path, corpus):
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "label"])
        rows.writerows(
            (t, corpus.label_names[y]) for t, y in zip(corpus.texts, corpus.labels, strict=True)
        )
    return path


def command(where, *args):
    (where / "lean.toml").write_text(LEAN)
    fixed = ["--text", "text", "--label", "label", "--config", str(where / "lean.toml")]
    return CliRunner().invoke(cli, ["fix", str(where / "data.csv"), *fixed, *args])


@pytest.fixture(scope="module")
def done(folder, tmp_path_factory):
    """The command run once; what the library made of it, and the folder."""
    where = tmp_path_factory.mktemp("fix")
    table(where / "data.csv", tiny_bert.corpus(600))
    made = []

    def kept(*args, **options):
        made.append(plain(*args, **options))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        plain = cuewise.fix_models
        patch.setitem(vars(cuewise), "fix_models", kept)
        remedies = [word for name in REMEDIES for word in ("--remedy", name)]
        remedies += ["--max-loss", "100"]
        result = command(where, "--model", f"hf:{folder}", "--out", str(where / "out"), *remedies)
    assert result.exit_code == 0, result.output
    (fixed,) = made[0].values()
    return fixed, where / "out", result.output


REMEDIES = ("mask", "leace", "reweight", "confidence")


def test_the_command_repairs_it(done, folder):
    fixed, out, _ = done
    assert SUBJECT in fixed.cues
    assert fixed.chosen in REMEDIES
    assert fixed.predictor.model_id.endswith(f"+{fixed.chosen}")
    before, after = (
        next(f for f in audit.findings if f.subject == SUBJECT).reliance[0]
        for audit in (fixed.before, fixed.after)
    )
    assert before.low > 0.02
    assert abs(after.delta) < 0.6 * before.delta
    assert {p.name for p in out.iterdir()} >= {"model", "report.html", "audit.after.json"}


def test_the_page_the_card_and_the_terminal_say_that_it_was_fitted_elsewhere(done):
    _, out, printed = done
    told = "the model was fitted elsewhere"
    record = Comparison.model_validate_json((out / "comparison.json").read_text("utf-8"))
    assert told in record.repair.notes[0]
    assert told in (out / "report.html").read_text(encoding="utf-8")
    assert told in (out / "model" / "README.md").read_text(encoding="utf-8")
    assert "fitted elsewhere" in " ".join(printed.split())
    page = cuewise.report.compared_html(record, "zh")
    assert "模型不是在此拟合的" in page
    assert "fitted elsewhere" not in page


def test_plain_transformers_loads_what_was_written(done):
    fixed, out, _ = done
    classify = transformers.pipeline("text-classification", str(out / "model"), top_k=None)
    texts = tiny_bert.corpus(40, seed=30).texts
    wanted = fixed.predictor.predict(texts).probs
    for text, own in zip(texts, wanted, strict=True):
        (found,) = classify([text], truncation=True)
        by_name = {answer["label"]: answer["score"] for answer in found}
        np.testing.assert_allclose([by_name[n] for n in tiny_bert.LABELS], own, atol=1e-4)


@pytest.mark.parametrize("wrong", ["missing", "labels", "several", "empty", "decoder"])
def test_what_cannot_be_repaired_is_refused_and_nothing_written(wrong, folder, tmp_path):
    corpus = tiny_bert.corpus(60)
    table(tmp_path / "data.csv", corpus)
    bad = tmp_path / "bad"
    said = WRONG[wrong](bad, folder, corpus)
    result = command(tmp_path, "--model", f"hf:{bad}", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.stderr.split())
    trained = f"--encoder {bad} --remedy ablate --out {tmp_path / 'out'}" in result.stderr
    assert trained is (wrong == "decoder")
    assert not (tmp_path / "out").exists()
    left = {p.name for p in tmp_path.iterdir()}
    assert left <= {"data.csv", "lean.toml", "bad"}


def missing(_, __, ___):
    return "does not exist"


def labels(bad, _, corpus):
    tiny_bert.saved(bad, corpus, names=tiny_bert.LABELS)
    config = json.loads((bad / "config.json").read_text())
    config |= {"id2label": {"0": "ham", "1": "spam"}, "label2id": {"ham": 0, "spam": 1}}
    (bad / "config.json").write_text(json.dumps(config))
    return "are not those of the corpus: ham, spam"


def several(bad, _, corpus):
    tiny_bert.saved(bad, corpus, problem_type="single_label_classification")
    config = json.loads((bad / "config.json").read_text())
    config["problem_type"] = "multi_label_classification"
    (bad / "config.json").write_text(json.dumps(config))
    return "does not choose one of several labels"


def empty(bad, _, __):
    bad.mkdir()
    return "holds no weights"


def decoder(bad, _, corpus):
    tokenizer = tiny_bert.tokenizer(corpus.texts)
    tokenizer.save_pretrained(bad)
    config = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_positions=64, n_embd=16, n_layer=1, n_head=2, pad_token_id=0,
        id2label=dict(enumerate(tiny_bert.LABELS)),
        label2id={name: i for i, name in enumerate(tiny_bert.LABELS)},
    )  # fmt: skip
    transformers.GPT2ForSequenceClassification(config).save_pretrained(bad)
    return "cannot be repaired: no linear layer"


WRONG = {f.__name__: f for f in (missing, labels, several, empty, decoder)}


@pytest.fixture(scope="module")
def planted(folder):
    corpus = tiny_bert.corpus(600)
    cues = cue_table(corpus)
    model = repairable(load_hf(str(folder), corpus.label_names), corpus, np.arange(600))
    return corpus, cues_of(cues, [cues.names.index(SUBJECT)]), model


@pytest.mark.parametrize("entry", entries("remedies"), ids=lambda e: e.code)
def test_every_remedy_runs_on_it_or_says_why_not(entry, planted):
    corpus, _, model = planted
    try:
        after = entry.plugin()(*planted, rng=np.random.default_rng(0))
    except NotApplicable as why:
        assert why.code != "no-features"  # noqa: PT017
        return
    assert after.model_id.startswith(f"{model.model_id}+")
    assert after.model_id.endswith(f"+{entry.code}")
    probs = after.predict(corpus.texts[:60]).probs
    answered = np.isfinite(probs).all(axis=1)
    assert answered.mean() > 0.5
    np.testing.assert_allclose(probs[answered].sum(axis=1), 1)


@pytest.mark.parametrize("code", ["leace", "reweight", "confidence"])
def test_reliance_goes_down(code, planted):
    (entry,) = (e for e in entries("remedies") if e.code == code)
    after = entry.plugin()(*planted, rng=np.random.default_rng(0))
    old, new = (raised(planted[0], model) for model in (planted[2], after))
    assert old > 0.5
    assert new < 0.7 * old


def raised(corpus, model):
    """How much the log-odds of its label rise when the word is put in where it is not."""
    rng = np.random.default_rng(5)
    free = [t for t in corpus.texts if tiny_bert.WORD not in t.lower()][:150]
    logs = [
        np.log(model.predict(texts).probs)
        for texts in (free, [insert_cue(t, SUBJECT, rng) for t in free])
    ]
    odds = [log[:, 1] - log[:, 0] for log in logs]
    return (odds[1] - odds[0]).mean()


def test_pairs_are_repaired_too(tmp_path):
    corpus = tiny_bert.corpus(160, pairs=True)
    tiny_bert.fine_tuned(tmp_path / "m", corpus, corpus, epochs=1)
    config = {"cues_probed_slow": 2, "documents_probed_slow": 20, "cluster_documents": 0}
    fixed = cuewise.fix(corpus, model=f"hf:{tmp_path / 'm'}", remedies=["mask"], config=config)
    out = fixed.save(tmp_path / "out")
    again = load_hf(str(out / "model"), corpus.label_names)
    columns = corpus.texts[:30], corpus.texts_b[:30]
    np.testing.assert_allclose(
        again.predict(*columns).probs, fixed.predictor.predict(*columns).probs, atol=1e-4
    )


def test_a_fix_of_pairs_by_another_model_cannot_be_saved(tmp_path):
    corpus = tiny_bert.corpus(160, pairs=True)
    fixed = cuewise.fix(corpus, model="tfidf", remedies=["mask"], config={"cluster_documents": 0})
    with pytest.raises(InputError, match="text pairs cannot be written"):
        fixed.save(tmp_path / "out")
    assert not Path(tmp_path / "out").exists()
