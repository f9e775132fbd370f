"""
Number and gender of one French word, by rule.

The rules are those of any French grammar; ``plurals.tsv`` holds the words that
go against them, with the reason beside each. Together they give every one of
2,039 singular and plural pairs attested in French treebanks.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from esslink.french import lookups

__all__ = ["exceptions", "feminines", "plurals", "singulars"]

VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüÿœæ")

PREFIXES = frozenset(
    "aéro afro agro agri amphi anarcho anglo anté anti archi arrière audio austro auto avant bi bio "
    "bucco cardio centi chrono ciné circum co contre crypto cyber déca déci dé demi di dia dys éco "
    "électro entre ethno euro ex extra franco géo germano gréco hexa hippo hispano homo hyper hypo "
    "infra inter intra iso italo judéo kilo latino luso macro magnéto maxi méga méta mi micro milli "
    "mini moins mono multi nano narco néo neuro nippo non nord ortho outre ouest pan para "
    "péri petro pétro philo phono photo physico plein pluri plus pneumo politico poly post pré pro "
    "proto pseudo psycho quadri quasi quart radio re recto rétro russo sacro sans semi sino socio "
    "sous spatio stéréo sub sud super supra sur syndicalo techno télé tensio tétra thermo trans tri "
    "turbo ultra uni vaso vibro vice vidéo zoo self hors après est tragi tout "
    "diastéréo hétéro cis".split()
)
"""First parts of hyphen compounds that never vary: *éco-quartiers*, *vice-présidents*."""

VERB_PARTS = frozenset(
    "abat accroche allume amuse appuie arrache arrose attrape avale boute brise broie brûle brule "
    "cache cale casse chasse chauffe claque compte coupe couvre crève croque cuit cure emporte "
    "entonne épluche essuie étouffe fait fixe fume gâche gagne garde gâte gobe gratte grille grippe "
    "guide hache lance lave laisse lèche lève lie mange marque mire monte nettoie ouvre pare passe "
    "pèle pense perce pèse pince pique plante porte pose pousse presse prête protège puise rabat "
    "ramasse ramène rase relève remonte remue repose réveille rince rogne rompt saute sèche serre "
    "souffre supporte taille tâte tette tient tire tord touche tourne traîne tranche trompe trouble "
    "trousse tue vide vire va faire savoir laisser prêt".split()
)
"""First parts that are verb forms: the second part may stay as it is (*des porte-parole*)."""

LINKS = frozenset(
    "à au aux d de des du en ès et l la le les par pour sous sur sans lès contre".split()
)
"""Words inside a hyphen compound after which nothing varies: *arcs-en-ciel*."""


@lru_cache(maxsize=1)
def exceptions() -> dict[str, tuple[str, ...]]:
    """Return the table of plurals against the rules; keys may hold blanks or hyphens."""
    table = {}
    text = Path(__file__).with_name("plurals.tsv").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            word, forms, _reason = line.split("\t")
            table[word] = tuple(word if form == "=" else form for form in forms.split(","))
    return table


def _with_capital(word: str, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Give *forms*, found for the lower-case word, the capital that *word* begins with."""
    if word[:1].isupper():
        return tuple(form[:1].upper() + form[1:] for form in forms)
    return forms


def _simple_plurals(word: str) -> tuple[str, ...]:
    """Return the plurals of a word without hyphen that is in no table; lower case."""
    if word.endswith(("s", "x", "z")):
        return (word,)
    if word.endswith("al") and len(word) > 3:
        return (word[:-1] + "ux",)
    if word.endswith(("au", "eu", "œu")):
        return (word + "x",)
    if word.endswith("woman"):
        return (word + "s", word[:-2] + "en")
    if word.endswith(("sh", "tch", "unch", "eech", "oach")):
        return (word + "s", word + "es")
    if word.endswith("y") and len(word) > 3 and word[-2] not in VOWELS:
        return (word + "s", word[:-1] + "ies")
    return (word + "s",)


def _compound_plurals(word: str) -> tuple[str, ...]:
    """Return the plurals of a hyphen compound, best first."""
    parts = word.split("-")
    first, last = parts[0], parts[-1]
    if any(part in LINKS or part.startswith(("d'", "l'")) for part in parts[1:-1]) or (
        last.startswith(("d'", "l'"))
    ):
        if first in PREFIXES or first in VERB_PARTS:
            return (word,)
        return tuple("-".join([head, *parts[1:]]) for head in plurals(first))
    lasts = ["-".join([*parts[:-1], form]) for form in plurals(last)[:1]]
    if first in VERB_PARTS:
        return tuple(dict.fromkeys([*lasts, word]))
    if first in ("sans", "hors", "après", "tout"):
        return tuple(dict.fromkeys([word, *lasts]))
    if first in PREFIXES or (first.endswith("o") and first not in lookups.dictionary("noun")):
        return tuple(lasts)
    if last in ("up", "in", "out", "off", "on", "end", "down", "line", "back"):
        return tuple(lasts)
    firsts = ["-".join([form, *parts[1:]]) for form in plurals(first)[:1]]
    return tuple(dict.fromkeys([*_all_vary(parts), *firsts, *lasts]))


def _all_vary(parts: list[str]) -> list[str]:
    return ["-".join(plurals(part)[0] for part in parts)]


@lru_cache(maxsize=65536)
def plurals(word: str) -> tuple[str, ...]:
    """
    Return every accepted plural of *word*, the most usual first; never empty.

    A word with a capital beyond the first letter (*ADN*) does not vary.

    >>> plurals("journal"), plurals("œil"), plurals("tiers-lieu")
    (('journaux',), ('yeux', 'œils'), ('tiers-lieux',))
    >>> plurals("arc-en-ciel"), plurals("porte-parole"), plurals("noix")
    (('arcs-en-ciel',), ('porte-paroles', 'porte-parole'), ('noix',))
    """
    if not word or any(c.isupper() for c in word[1:]) or not word[-1].isalpha():
        return (word,)
    lower = word.lower()
    listed = exceptions().get(lower) or exceptions().get(lower.replace("oe", "œ"))
    if listed:
        return _with_capital(word, listed)
    if "-" in lower.strip("-"):
        return _with_capital(word, _compound_plurals(lower))
    return _with_capital(word, _simple_plurals(lower))


@lru_cache(maxsize=1)
def _irregular_singulars() -> dict[str, tuple[str, ...]]:
    inverse: dict[str, list[str]] = {}
    for word, forms in exceptions().items():
        for form in forms:
            inverse.setdefault(form, []).append(word)
    return {form: tuple(words) for form, words in inverse.items()}


@lru_cache(maxsize=65536)
def singulars(word: str) -> tuple[str, ...]:
    """
    Return the words whose plural is *word*, itself when it is invariable or not a plural.

    Only dictionary words are believed where the ending alone does not tell (*bois*, *pays*).

    >>> singulars("réfugiés"), singulars("travaux"), singulars("eaux"), singulars("bois")
    (('réfugié',), ('travail',), ('eau',), ('bois',))
    """
    lower = word.lower()
    if lower in _irregular_singulars():
        return _irregular_singulars()[lower]
    nouns = lookups.dictionary("noun")
    plain = lookups.without_ligature(lower)
    if plain in nouns or plain in lookups.inflected(plain, "noun") or len(lower) < 4:
        return (lower,)
    if lower.endswith("eaux"):
        return (lower[:-1],)
    if lower.endswith("aux"):
        made = [lower[:-3] + ending for ending in ("al", "au", "ail")]
        known = [word for word in made if lookups.is_word(word)]
        return (known[0] if known else made[0],)
    if lower.endswith("eux"):
        return (lower[:-1] if lower[:-1] in nouns else lower,)
    if lower.endswith("s") and (
        not lower.endswith(("ss", "us", "is")) or lookups.is_word(lower[:-1])
    ):
        return (lower[:-1],)
    return (lower,)


_FEMININE_ENDINGS = (
    ("teur", ("trice", "teuse")),
    ("eur", ("euse",)),
    ("eux", ("euse",)),
    ("oux", ("ouse",)),
    ("er", ("ère",)),
    ("f", ("ve",)),
    ("eau", ("elle",)),
    ("el", ("elle",)),
    ("eil", ("eille",)),
    ("ul", ("ulle",)),
    ("en", ("enne",)),
    ("on", ("onne",)),
    ("et", ("ette",)),
    ("c", ("que",)),
    ("gu", ("guë", "güe")),
    ("e", ("e",)),
)

_FEMININES = {
    "beau": "belle", "nouveau": "nouvelle", "vieux": "vieille", "fou": "folle", "mou": "molle",
    "blanc": "blanche", "franc": "franche", "sec": "sèche", "frais": "fraîche", "grec": "grecque",
    "doux": "douce", "roux": "rousse", "faux": "fausse", "tiers": "tierce", "long": "longue",
    "oblong": "oblongue", "gros": "grosse", "gras": "grasse", "bas": "basse", "las": "lasse",
    "épais": "épaisse", "exprès": "expresse", "métis": "métisse", "profès": "professe",
    "complet": "complète", "incomplet": "incomplète", "concret": "concrète", "désuet": "désuète",
    "discret": "discrète", "indiscret": "indiscrète", "inquiet": "inquiète", "replet": "replète",
    "secret": "secrète", "idiot": "idiote", "sot": "sotte", "pâlot": "pâlotte", "vieillot": "vieillotte",
    "malin": "maligne", "bénin": "bénigne", "favori": "favorite", "coi": "coite", "rigolo": "rigolote",
    "hébreu": "hébraïque", "gentil": "gentille", "bref": "brève", "nul": "nulle", "public": "publique",
    "turc": "turque", "caduc": "caduque", "laïc": "laïque", "paysan": "paysanne", "rouan": "rouanne",
    "majeur": "majeure", "mineur": "mineure", "meilleur": "meilleure", "supérieur": "supérieure",
    "inférieur": "inférieure", "antérieur": "antérieure", "postérieur": "postérieure",
    "intérieur": "intérieure", "extérieur": "extérieure", "ultérieur": "ultérieure",
    "enchanteur": "enchanteresse", "vengeur": "vengeresse", "pécheur": "pécheresse",
    "défendeur": "défenderesse", "demandeur": "demandeuse", "bailleur": "bailleresse",
    "maître": "maîtresse", "hôte": "hôtesse", "prince": "princesse", "comte": "comtesse",
    "duc": "duchesse", "prêtre": "prêtresse", "dieu": "déesse", "héros": "héroïne", "roi": "reine",
    "copain": "copine", "compagnon": "compagne", "neveu": "nièce", "empereur": "impératrice",
    "ambassadeur": "ambassadrice", "auteur": "autrice", "docteur": "docteure", "professeur": "professeure",
    "ingénieur": "ingénieure", "entrepreneur": "entrepreneuse", "chef": "cheffe", "juif": "juive",
    "andalou": "andalouse", "esquimau": "esquimaude", "jumeau": "jumelle", "grand": "grande",
    "plein": "pleine", "muet": "muette", "prêt": "prête", "plat": "plate", "net": "nette", "bon": "bonne",
    "gourmet": "gourmette", "mal": "male", "fin": "fine", "brun": "brune",
}  # fmt: skip


@lru_cache(maxsize=65536)
def feminines(word: str) -> tuple[str, ...]:
    """
    Return the feminines that an adjective or a noun for a person takes, best first.

    >>> feminines("coopératif"), feminines("régulier"), feminines("public"), feminines("durable")
    (('coopérative',), ('régulière',), ('publique',), ('durable',))
    >>> feminines("animateur"), feminines("social"), feminines("salarié")
    (('animatrice', 'animateuse'), ('sociale',), ('salariée',))
    """
    lower = word.lower()
    if "-" in lower:
        head, _, last = lower.rpartition("-")
        return tuple(f"{head}-{form}" for form in feminines(last))
    if lower in _FEMININES:
        return (_FEMININES[lower],)
    for ending, endings in _FEMININE_ENDINGS:
        if lower.endswith(ending):
            made = tuple(lower[: -len(ending)] + new for new in endings)
            attested = tuple(form for form in made if _is_feminine_of(form, lower))
            return attested or made
    return (lower + "e",)


def _is_feminine_of(form: str, word: str) -> bool:
    word = lookups.without_ligature(word)
    return word in lookups.inflected(form, "noun") or word in lookups.inflected(form, "adj")
