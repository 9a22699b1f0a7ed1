"""Knowledge bases and word vectors that the user names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evidence_cases import case_of

import cuewise
from cuewise.embed.static import read_vectors, token_table
from cuewise.errors import InputError, MissingExtra, NotApplicable
from cuewise.evidence.case import Sources
from cuewise.evidence.irrelevance import static_irrelevance
from cuewise.evidence.knowledge import _log_lr, knowledge
from cuewise.io.triples import read_triples

BASE = """# made up
superb\tSynonym\texcellent
tasty\tRelatedTo\tsuperb
tuesday\tIsA\tday
/c/en/dull/a\t/r/Antonym\t/c/en/fun
remote\tRelatedTo\ttasty
"""


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "base.tsv"
    path.write_text(BASE, encoding="utf-8")
    return Sources(triples=read_triples(path))


def judged(sources, *values, **more):
    names = [f"word:{v}" for v in values]
    case = case_of(names, np.ones((2, len(names))), [1, 0], **more)
    return replace(case, sources=sources)


def test_a_word_near_its_label_is_genuine_and_one_that_is_far_says_little(base):
    near, two_steps, far, three_steps, unknown = knowledge(
        judged(base, "superb", "tasty", "tuesday", "remote", "xyzzy")
    )
    assert near.log_lr < two_steps.log_lr < 0 < far.log_lr < 0.3
    assert far.log_lr == three_steps.log_lr
    assert unknown is None


def test_an_antonym_of_the_label_is_near_the_other_one(base):
    (dull,) = knowledge(judged(base, "dull"))
    assert dull.value < 0 < dull.log_lr
    blame = replace(judged(base, "dull"), label=np.array([0]))
    assert knowledge(blame)[0].log_lr < -1


def test_the_log_ratio_falls_with_nearness():
    found = [_log_lr(v) for v in np.linspace(-2, 2, 30)]
    assert found == sorted(found, reverse=True)


def test_a_base_that_is_not_named_or_knows_no_label_is_not_applicable(base):
    with pytest.raises(NotApplicable, match="no-knowledge-base"):
        knowledge(judged(Sources(), "superb"))
    with pytest.raises(NotApplicable, match="knowledge-lacks-labels"):
        knowledge(judged(base, "superb", label_names=("sports", "science")))
    with pytest.raises(NotApplicable, match="label-relates-texts"):
        knowledge(judged(base, "superb", texts_b=["", ""]))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\tIsA\tb\nno tabs here\n", r"row 2: 'no tabs here' is no triple"),
        ("a\tIsA\t\n", "row 1"),
        ("a\tNextTo\tb\n", "no relation that cuewise knows"),
        ("", "no relation that cuewise knows"),
    ],
)
def test_a_bad_base_names_its_row_and_what_is_allowed(tmp_path, text, why):
    path = tmp_path / "base.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=why) as caught:
        read_triples(path)
    assert str(path) in caught.value.what
    assert caught.value.allowed
    assert caught.value.fix


def test_a_missing_file_is_an_error_before_the_audit():
    corpus = case_of(["word:x"], [[1], [0]], [1, 0], texts=["a", "b"]).corpus
    for option in ("knowledge", "word_vectors"):
        with pytest.raises(InputError, match="does not exist"):
            cuewise.audit(corpus, config={option: "/no/such/file.tsv"})


def vectors_in(path, words=("good", "great", "bad", "awful", "splendid", "table", "w")):
    """Two dimensions: how good a word is, and noise."""
    side = {"good": 1, "great": 1, "splendid": 0.9, "bad": -1, "awful": -1}
    rows = [(w, side.get(w, 0.0), 0.1 * (i % 3)) for i, w in enumerate(words)]
    path.write_text("\n".join(f"{w} {a} {b}" for w, a, b in rows), encoding="utf-8")
    return path


def test_static_vectors_separate_a_meaningful_word_from_a_meaningless_one(tmp_path):
    sources = Sources(vectors=read_vectors(vectors_in(tmp_path / "v.txt")))
    praise, thing, unknown = static_irrelevance(judged(sources, "splendid", "table", "xyzzy"))
    assert praise.log_lr < 0 < thing.log_lr
    assert praise.value > thing.value
    assert unknown is None


def test_vectors_read_alike_from_text_and_npz(tmp_path):
    text = read_vectors(vectors_in(tmp_path / "v.txt"))
    words = np.array([line.split()[0] for line in (tmp_path / "v.txt").read_text().splitlines()])
    np.savez(tmp_path / "v.npz", words=words, vectors=text.vectors)
    arrays = read_vectors(tmp_path / "v.npz")
    probe = ["good film", "awful", "nothing known"]
    assert np.array_equal(text.encode(probe), arrays.encode(probe))
    assert not text.encode(["nothing known"]).any()


def test_the_counts_of_word2vec_are_no_vector(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("2 3\na 1 2 3\nb 4 5 6\n", encoding="utf-8")
    assert read_vectors(path).vectors.shape == (2, 3)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a 1 2\nb 1\n", "row 2"),
        ("a 1 2\nb x y\n", "row 2"),
        ("a 1 nan\n", "not finite"),
        ("", "holds no vector"),
    ],
)
def test_bad_vectors_name_their_row(tmp_path, text, why):
    path = tmp_path / "v.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=why):
        read_vectors(path)


def test_a_pickle_is_never_loaded(tmp_path):
    np.savez(tmp_path / "v.npz", words=np.array([{}], dtype=object), vectors=np.ones((1, 2)))
    with pytest.raises(InputError, match="no word vectors"):
        read_vectors(tmp_path / "v.npz")


def test_static_vectors_say_why_they_do_not_apply(tmp_path):
    with pytest.raises(NotApplicable, match="no-vectors"):
        static_irrelevance(judged(Sources(), "x", language="zh"))
    path = vectors_in(tmp_path / "v.txt", ("tuesday", "w"))
    with pytest.raises(NotApplicable, match="vectors-lack-labels"):
        static_irrelevance(judged(Sources(vectors=read_vectors(path)), "tuesday"))
    with pytest.raises(NotApplicable, match="label-relates-texts"):
        static_irrelevance(judged(Sources(), "x", texts_b=["", ""]))


def test_the_packaged_table_separates_praise_from_things_without_torch():
    try:
        token_table()
    except MissingExtra as missing:
        pytest.skip(missing.what)
    praise, thing = static_irrelevance(judged(Sources(), "superb", "table"))
    assert praise.log_lr < thing.log_lr


@pytest.mark.needs_encoder
def test_the_two_axes_agree_on_plain_words():
    words = ["superb", "dreadful", "tuesday", "table"]
    side = token_table().encode(words) @ token_table().encode(["excellent", "terrible"]).T
    assert side[0, 0] > side[0, 1]
    assert side[1, 1] > side[1, 0]
