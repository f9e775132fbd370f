"""The tagger: what it is shown, when it is asked, and what it adds to the rules."""

import builtins

import pytest

from esslink.context import judge, judge_all, tagger
from esslink.context import readings as r
from esslink.context.rulebook import sure_rules
from esslink.errors import MissingExtraError

ADJECTIVE = r.ADJ | r.SINGULAR
PARTICIPLE = r.PARTICIPLE | r.ADJ | r.SINGULAR


@pytest.fixture(scope="module")
def model():
    pytest.importorskip("fr_core_news_sm")


def hit(sentence):
    before, _, rest = sentence.partition("[")
    word, _, after = rest.partition("]")
    return before + word + after, len(before), len(before) + len(word)


@pytest.mark.parametrize(
    ("sentence", "window"),
    [
        ("Elle l’a [dit] hier.", "Elle l'a dit hier."),
        ("UNE RUE. ELLE L’[ARRÊTE] NET.", "elle l'arrête net."),
        (
            "un deux trois quatre cinq six sept [huit] neuf",
            "trois quatre cinq six sept huit neuf",
        ),
        ("Un titre\x1eLa [ferme] solaire\x1eautre bloc", "La ferme solaire"),
        ("voir\x1f[ferme]\x1fici", "voir ferme ici"),
        ("la\u00a0[ferme]\u202fici", "la ferme ici"),
    ],
)
def test_windows_are_fit_for_the_model(sentence, window):
    text, start, end = hit(sentence)
    shown, begin, stop = tagger.window(text, start, end)
    assert shown == window
    assert shown[begin:stop].lower() == text[start:end].lower()


@pytest.mark.parametrize(
    ("sentence", "bits", "keep"),
    [
        ("Il faut obtenir [vue] sur le parc.", PARTICIPLE, True),
        ("La lumière [vue] du parc est belle.", PARTICIPLE, False),
        ("Il habite sur la rive [droite] du fleuve.", ADJECTIVE, False),
        ("La [ferme] solaire produit.", r.VERB | ADJECTIVE, True),
        ("Elle [ferme] la porte.", r.VERB | ADJECTIVE, False),
        ("ELLE [FERME] LA PORTE.", r.VERB | ADJECTIVE, False),
        ("L’usine [ferme] ses portes.", r.VERB | ADJECTIVE, False),
    ],
)
def test_verdicts(model, sentence, bits, keep):
    text, start, end = hit(sentence)
    assert judge_all(text, [(start, end, bits)])[0].keep is keep


def test_many_hits_are_judged_in_batches_and_in_order(model):
    sentence = "La ferme vend. Une position ferme. "
    text = sentence * 300
    hits = []
    for start in range(0, len(text), len(sentence)):
        hits += [(start + 3, start + 8, ADJECTIVE), (start + 28, start + 33, ADJECTIVE)]
    verdicts = judge_all(text, hits)
    assert [verdict.keep for verdict in verdicts] == [True, False] * 300


def test_no_hit_needs_no_model(monkeypatch):
    monkeypatch.setattr(tagger, "_model", None)
    assert judge_all("", []) == []


def test_sure_rules_are_not_overruled(model):
    text, start, end = hit("Il la [ferme] vite.")
    verdict = judge(text, start, end, r.VERB | r.SINGULAR)
    assert verdict.rule in sure_rules()
    assert judge_all(text, [(start, end, r.VERB | r.SINGULAR)]) == [verdict]


def test_a_missing_model_is_told_with_the_command(monkeypatch):
    tagger._model.cache_clear()
    real = builtins.__import__

    def refuse(name, *rest, **keys):
        if name == "spacy":
            raise ImportError(name)
        return real(name, *rest, **keys)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r"pip install \"esslink\[model\]\""):
        judge_all("Il ferme", [(3, 8, r.VERB)])
    tagger._model.cache_clear()
