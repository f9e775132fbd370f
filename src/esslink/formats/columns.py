"""
Names that columns and keys have in real glossaries, and the key each one means.

A name is compared without accents, capitals, punctuation or plural *s*, so
«Définitions», «definition» and «DÉFINITION :» are one. ``Lexicon.read(...,
columns={"Intitulé exact": "headword"})`` (``--map`` on the command line) takes
precedence over this table.

================  =====================================================================
key               names
================  =====================================================================
headword          terme, term, headword, mot, vedette, entrée, libellé, intitulé, nom, label
id                id, identifiant, identifier, slug, ancre, clé
definition        définition, definition, déf., signification, sens, description, texte
abbreviation      abréviation, abbreviation, sigle, acronyme, acronym
aliases           alias, synonymes, synonyms, variantes, variants, autres noms, équivalents
pos               pos, nature, catégorie grammaticale, grammaire, grammar, part of speech
gender            genre, gender
invariable        invariable
categories        catégorie, category, thème, rubrique, tag, étiquette, mot-clé
domain            domaine, domain, champ, field, subject
source            source, référence, origine, reference
source_url        url, lien, link, adresse, source url, site
see               voir, voir aussi, see, see also, renvoi, termes liés, related
synonyms          équivalent à, same as, synonym ids
not               sauf, not, hors, exclusions, ne pas confondre
case              casse, case
priority          priorité, priority
lang              langue, language, lang
note              note, remarque, commentaire, observation, comment
forms             formes, forms, formes fléchies
================  =====================================================================

A number after *definition* or *domain* («définition 2», «domaine 2») is a
further sense of the same term.
"""

from __future__ import annotations

import re

from esslink.terms import slug

__all__ = ["NAMES", "key_of", "name_of"]

NAMES: dict[str, tuple[str, ...]] = {
    "headword": (
        "terme", "term", "headword", "mot", "vedette", "entrée", "entry", "libellé", "intitulé",
        "nom", "label", "preflabel", "expression", "notion",
    ),
    "id": ("id", "identifiant", "identifier", "slug", "ancre", "anchor", "clé"),
    "definition": (
        "définition", "definition", "def", "signification", "sens", "meaning", "description",
        "texte", "explication",
    ),
    "abbreviation": ("abréviation", "abbreviation", "abrégé", "sigle", "acronyme", "acronym"),
    "aliases": (
        "alias", "aliases", "synonyme", "synonym", "variante", "variant", "autre nom",
        "équivalent", "altlabel", "autre terme", "autre forme",
    ),
    "pos": (
        "pos", "nature", "catégorie grammaticale", "grammaire", "grammar", "part of speech",
        "classe grammaticale",
    ),
    "gender": ("genre", "gender"),
    "invariable": ("invariable", "inv"),
    "categories": (
        "catégorie", "category", "categories", "thème", "thématique", "rubrique", "tag",
        "étiquette", "mot clé", "theme", "topic",
    ),
    "domain": ("domaine", "domain", "champ", "field", "subject", "sous domaine"),
    "source": ("source", "référence", "reference", "origine"),
    "source_url": (
        "url", "lien", "link", "adresse", "source url", "url source", "url de la source", "site",
    ),
    "see": ("voir", "voir aussi", "see", "see also", "renvoi", "terme lié", "related", "corrélat"),
    "synonyms": ("équivalent à", "same as", "synonym id", "identifiant synonyme"),
    "not": ("sauf", "not", "hors", "exclusion", "never", "ne pas confondre"),
    "case": ("casse", "case"),
    "priority": ("priorité", "priority"),
    "lang": ("langue", "language", "lang"),
    "note": ("note", "remarque", "commentaire", "observation", "comment"),
    "forms": ("forme", "form", "forme fléchie"),
}  # fmt: skip
"""Names for each key, the French one that files are written with first."""


def name_of(text: str) -> str:
    """
    Reduce a column's name to what is compared.

    >>> name_of("Définitions :"), name_of("MOTS-CLÉS"), name_of("sens")
    ('definition', 'mot-cle', 'sens')
    """
    if not any(c.isalnum() for c in text):
        return ""
    words = slug(text[:80]).split("-")
    # «sens» keeps its s: a plural is a word of more than four letters.
    return "-".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and word != "sens" else word
        for word in words
    )


_KEYS = {name_of(name): key for key, names in NAMES.items() for name in names}

# A run of letters and hyphens, then digits up to the end: one way to match.
_NUMBERED = re.compile(r"(definition|domain)-([2-9]|[1-9][0-9])")


def key_of(name: str) -> str | None:
    """
    Give the key that a column's name means, or None.

    A further sense is given as ``definition-2``.

    >>> key_of("Mot"), key_of("Définition"), key_of("Domaine 2"), key_of("prix")
    ('headword', 'definition', 'domain-2', None)
    """
    reduced = name_of(name)
    if reduced in _KEYS:
        return _KEYS[reduced]
    stem, _, number = reduced.rpartition("-")
    key = _KEYS.get(stem)
    if key and _NUMBERED.fullmatch(f"{key}-{number}"):
        return f"{key}-{number}"
    return None
