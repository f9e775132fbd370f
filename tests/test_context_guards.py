"""Guards, and what the rules owe to any page: speed, bounds, no heavy import."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esslink.context import guard, judge, refused
from esslink.context import readings as r
from esslink.context.windows import shouted


def ask(sentence, form=None):
    before, _, rest = sentence.partition("[")
    word, _, after = rest.partition("]")
    return guard(before + word + after, len(before), len(before) + len(word), form or word.lower())


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("au [VIe] siècle", "number"),
        ("AU [VIE] SIÈCLE", "number"),
        ("Louis [XV] règne", "number"),
        ("la [vie] entière", None),
        ("https://example.fr/[rapport]", "address"),
        ("www.[coop].fr", "address"),
        ("moi@[association].fr", "address"),
        ("le [rapport].pdf", "address"),
        ("et/ou la [coopérative]/mutuelle", None),
        ("la [coopérative].", None),
        ("fin de [phrase].Autre phrase", None),
        ("une [coopérative]-là", None),
        ("La [Fondation] de France", "name: institution"),
        ("La [Fondation] d'Aguesseau", "name: institution"),
        ("La [Fondation] de la Maison", "name: institution"),
        ("La [Fondation] reconnue d'utilité publique", None),
        ("[Fondation] de France", None),
        ("LA [FONDATION] DE FRANCE", None),
        ("le [Crédit] coopératif", "name: Crédit coopératif"),
        ("le Crédit [coopératif]", "name: Crédit coopératif"),
        ("un crédit [coopératif]", None),
        ("le Secours [populaire]", None),
        ("au [Moyen] Âge", "name, set phrase"),
        ("un [moyen] âgé", None),
        ("c'est tout [droit]", "name, set phrase"),
    ],
)
def test_guards(sentence, reason):
    assert ask(sentence) == reason
    assert ask(sentence.replace("'", "’").replace(" ", "\u00a0")) == reason


PIECES = ("coop", "VI", "Vie", "Fondation", "droit", "X", "e", "É", ".", "@", "/", "www.", " ")


@given(
    st.lists(st.sampled_from((*PIECES, " de ", ". ", "tout ", "é", "œ", "-", "\x1e")), max_size=9)
)
def test_all_at_once_is_one_by_one(pieces):
    """The quick look at every hit leaves out none that the guard has a reason against."""
    text = "".join(pieces)
    spans = [
        (at, at + len(w), w)
        for w in PIECES[:6]
        for at in range(len(text))
        if text[at:].startswith(w)
    ]
    forms = [word for _, _, word in spans] + [word.lower() for _, _, word in spans]
    hits = [(start, -end, i) for i, (start, end, _) in enumerate(spans * 2)]
    singly = [(hit, guard(text, hit[0], -hit[1], forms[hit[2]])) for hit in hits]
    assert refused(text, hits, forms) == [(hit, reason) for hit, reason in singly if reason]


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("la banque centrale", False),
        ("la banque\ncentrale", False),  # a margin cuts the line
        ("la banque\n\ncentrale", True),
        ("la banque\x1ecentrale", True),
        ("la banque\x1e centrale", True),
        ("la banque\n\x1e\n centrale", True),
        ("la banque \x1fcentrale", True),
        ("la banque\x1f\ncentrale", True),
    ],
)
def test_a_word_of_another_block_is_no_neighbour(text, keep):
    start = text.index("centrale")
    assert judge(text, start, start + 8, r.ADJ | r.FEMININE | r.SINGULAR).keep is keep


def test_a_title_on_its_own_line_begins_anew():
    text = "Une loi sur la banque\nCentrale d'achat"
    assert judge(text, 22, 30, r.ADJ | r.FEMININE | r.SINGULAR).keep
    assert not judge("la commune\ncompte 300 habitants", 11, 17, r.VERB | r.SINGULAR).keep


def test_abbreviations_that_spell_words_are_left_alone_amid_capitals():
    bits = r.WORD
    assert not judge("CE QUE J'AI VU", 9, 11, bits).keep
    assert judge("les ACI, les EI et les AI", 23, 25, bits).keep
    assert judge("une AI", 4, 6, bits).keep
    assert not shouted("ai", 0, 2)


marked = st.text(alphabet="aàéEÉ .,'’-\u00a0\n\x1e\x1f(«»)1I/@#\u0301😀", max_size=60)


@given(
    marked, marked, st.sampled_from(["ferme", "FERME", "Ferme", "x"]), st.integers(1, (1 << 24) - 1)
)
def test_any_surroundings_get_a_verdict(left, right, word, bits):
    text = left + word + right
    start, end = len(left), len(left) + len(word)
    verdict = judge(text, start, end, bits)
    assert verdict == judge(text, start, end, bits)
    assert isinstance(verdict.keep, bool) and isinstance(verdict.rule, str)
    guard(text, start, end, word.lower())


@given(marked, marked)
def test_only_what_is_near_counts(left, right):
    text = left + "ferme" + right
    bits = r.VERB | r.ADJ | r.SINGULAR
    far = "Il pleut. " * 20
    near = "x " * 60
    here = judge(near + text + " " + near, len(near + left), len(near + left) + 5, bits)
    there = judge(
        far + near + text + " " + near, len(far + near + left), len(far + near + left) + 5, bits
    )
    assert here == there


def test_the_rules_import_nothing_heavy():
    code = (
        "import sys, esslink.context as c;"
        "c.judge('Il la ferme', 6, 11, 1); c.guard('a b', 0, 1, 'a');"
        "print([m for m in ('spacy', 'numpy', 'json', 'csv', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
