import numpy as np
import pytest

from cuewise.errors import InputError
from cuewise.models.linear.encoder_head import fit_head
from cuewise.models.linear.ngrams import number_known
from cuewise.models.linear.svd import fit_svd
from cuewise.models.linear.tfidf import TOKENS, fit_tfidf
from cuewise.synth import make


@pytest.fixture(scope="module", params=["en", "zh"])
def corpus(request):
    return make(request.param, 300, seed=1).to_corpus()


def test_it_spans_the_leading_singular_vectors(corpus):
    encoder = fit_svd(corpus.texts, corpus.language, width=8)
    own = sorted(set(corpus.texts))
    tokens = number_known(own, TOKENS[corpus.language][0], encoder.ngrams.vocabulary)
    matrix = encoder.ngrams.matrix(tokens).toarray().astype(float)
    values = np.linalg.svd(matrix, compute_uv=False)
    kept = np.linalg.norm(matrix @ encoder.axes, axis=0)
    np.testing.assert_allclose(kept, values[:8], rtol=0.02)
    np.testing.assert_allclose(encoder.axes.T @ encoder.axes, np.eye(8), atol=1e-4)


def test_order_copies_and_company_of_texts_do_not_matter(corpus):
    first = fit_svd(corpus.texts, corpus.language)
    again = fit_svd([*corpus.texts[::-1], *corpus.texts[:50]], corpus.language)
    assert first.encoder_id == again.encoder_id
    vectors = first.encode(corpus.texts)
    np.testing.assert_array_equal(vectors, again.encode(corpus.texts))
    for i in (0, 7):
        np.testing.assert_allclose(first.encode([corpus.texts[i]])[0], vectors[i], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_hostile_and_unknown_texts(corpus):
    encoder = fit_svd(corpus.texts, corpus.language)
    texts = ["", "\x00", "\ud800", "😀", "qzqzqz " * 1000]
    assert encoder.encode(texts).shape == (5, encoder.width)
    assert not encoder.encode(["", "qzqzqz"]).any()
    assert encoder.encode([]).shape == (0, encoder.width)


# Of English words, 256 directions lose more than of Chinese characters.
@pytest.mark.parametrize(("language", "lost"), [("en", 0.12), ("zh", 0.05)])
def test_a_head_on_it_learns_nearly_as_much_as_tfidf(language, lost):
    corpus = make(language, 1200, seed=2).to_corpus()
    rows, rest = np.arange(800), np.arange(800, 1200)
    encoder = fit_svd([corpus.texts[i] for i in rows], corpus.language)
    head = fit_head(corpus, rows, encoder=encoder, seed=0, model_id="svd-head")
    unseen = [corpus.texts[i] for i in rest]
    right, peer = (
        (model.predict(unseen).probs.argmax(axis=1) == corpus.labels[rest]).mean()
        for model in (head, fit_tfidf(corpus, rows, seed=0))
    )
    assert head.model_id == "svd-head"
    assert right > peer - lost > 0.7


def test_texts_that_share_nothing_are_refused():
    with pytest.raises(InputError, match="no n-gram occurs in two of 2 texts"):
        fit_svd(["alpha", "beta"], "en")
