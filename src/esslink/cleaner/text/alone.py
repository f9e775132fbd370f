"""
A definition that stands once: the sentence around it must show that it is one.

Three rules. ``expansion``: an acronym twice, then its long form. ``quoted``: a
doubled title, then a quotation. ``resumed``: a doubled title, or a term and the
kind of thing it is, then a definition whose last stop is followed by the rest of
the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from esslink.cleaner.finding import DEFAULT_CONFIDENCE, Removal
from esslink.cleaner.skeleton import Skeleton
from esslink.cleaner.text.edges import in_sentence, is_wrapped, resume, tail
from esslink.cleaner.text.ends import End, first_resume, is_label, opening
from esslink.cleaner.text.shape import (
    apart,
    glued_capitals,
    goes_on,
    is_code,
    is_glued,
    is_named,
    is_parted,
    is_prose,
    removal,
    starts_sentence,
    unnamed,
)
from esslink.cleaner.text.sites import FUNCTION_WORDS, Site, bare

__all__ = ["alone"]

_KINDS = (
    "acte acteurs action activité appareil approche art association avantage bien branche "
    "capacité caractère catégorie centre choix collectif collectivité communauté condition "
    "contrat convention courant démarche dépense dispositif disposition document domaine droit "
    "échange effet élément ensemble entité entreprise espace établissement étape état étude "
    "expression fait fonction fonds forme formation formule gestion groupe groupement impôt "
    "indicateur initiative installation institution instrument label lieu logiciel loi machine "
    "manière marché matière mesure méthode mise mode modèle modalité monnaie montant mouvement "
    "moyen nom notion objet opération organe organisation organisme outil ouvrage partage partie "
    "personne personnes phase phénomène placement plan politique pratique principe procédé "
    "procédure processus produit programme projet propriété qualité quantité régime règle relation "
    "répartition réponse réseau ressource revenu science secteur série service signe situation "
    "société somme soutien statut stratégie structure substance système taxe technique technologie "
    "terme texte théorie titre traitement transfert transformation travail type unité usage "
    "utilisation valeur vente voie zone"
)
_KINDS_OF_THING = frozenset(word.capitalize() for word in _KINDS.split())
"""Nouns that French definitions open with: the nearest kind of what they define."""

_SIGNS = {
    "joint": 0.86,
    "stop": 0.82,
    "orphan": 0.84,
    "late": 0.6,
    "bracket": 0.65,
    "paragraph": 0.45,
}


def alone(sk: Skeleton, sites: list[Site]) -> Iterator[Removal]:
    """
    Find doubled titles inside a sentence, with a definition after which it goes on.

    Confidence 0.4 to 0.97, by the signs around; less on a page that an extractor
    laid out in one line, where titles and menus run into sentences.
    """
    capitals = bare(sk, sites)
    open_sites = unnamed(sk, capitals)
    parted = apart(sk, open_sites)
    kinds = [] if sk.flat else [s for s in open_sites if s in parted or _is_kind(sk, s)]
    # A glued capital may start another definition, whatever it is.
    glued = glued_capitals(sk)
    other = [] if sk.flat else [s for s in capitals if _may_be_another(sk, s)]
    places = sorted(
        {*(site.form for site in (*sites, *other)), *(sk.offsets[token - 1] for token in glued)}
    )
    for site in sites:
        if in_sentence(sk, site.form) or _in_line(sk, site):
            found = _expansion(sk, site) or _quoted(sk, site) or _resumed(sk, site, places)
            if found:
                yield found
    lone = []
    for site in kinds:
        if is_named(sk, site):
            continue
        if is_glued(sk, site):
            found = _resumed(sk, site, places)
            lone += [found] if found else []
        elif in_sentence(sk, site.form):
            found = _resumed(sk, site, places, joint=not _is_kind(sk, site))
            if found:
                yield found
    yield from _unless_names(lone, len(glued))


def _unless_names(found: list[Removal], glued: int) -> Iterator[Removal]:
    """
    Yield what was *found* after glued capitals, unless most of the page's are names.

    An extractor that glues does so at every tooltip, and most of their sentences resume;
    a manual of programs has *killCues* and its like, of which one may look so by chance.
    """
    sure = sum(one.confidence >= DEFAULT_CONFIDENCE for one in found)
    for one in found:
        low = sure * _NAMES <= glued and one.confidence > _DOUBT
        yield replace(one, confidence=_DOUBT) if low else one


_NAMES = 3
"""Of so many glued capitals one must be followed by a definition after which a sentence resumes."""
_DOUBT = 0.6


def _in_line(sk: Skeleton, site: Site) -> bool:
    """Tell whether a form in small letters, its title glued to it, is not first in its line."""
    token = sk.token_at(site.form)
    if not is_glued(sk, site) or not token or "\n" in sk.gap(token):
        return False
    return sk.shown(token)[0].islower() and not sk.gap(token).strip(" \x00\u00a0")


def _may_be_another(sk: Skeleton, site: Site) -> bool:
    """Tell whether another definition may start at a capital or number after a word."""
    return is_glued(sk, site) or is_parted(sk, site) or _is_kind(sk, site)


def _is_kind(sk: Skeleton, site: Site) -> bool:
    """Tell whether the capital that follows a form is that of a kind of thing."""
    return sk.shown(sk.token_at(site.definition)) in _KINDS_OF_THING


def _expansion(sk: Skeleton, site: Site) -> Removal | None:
    """Find an acronym twice, then words with its initials: «PTCE PTCE Pôles territoriaux…»."""
    shown = sk.text[sk.place(site.form) : sk.place_after(site.title)]
    if site.title == site.definition or not shown.isupper() or not 2 <= len(shown) <= 10:
        return None
    initials = sk.letters[site.form : site.title]
    token = sk.token_at(site.definition)
    if token >= len(sk) or not sk.shown(token)[0].isupper():
        return None
    done = 0
    for at in range(token, min(token + 24, len(sk))):
        if at > token and any(sign in ".;:!?\n" for sign in sk.gap(at)):
            return None
        word = sk.word(at)
        if word[0] == initials[done] and (word not in FUNCTION_WORDS or sk.shown(at)[0].isupper()):
            done += 1
        elif word not in FUNCTION_WORDS and len(word) > 3:
            return None
        if done == len(initials):
            return _after_expansion(sk, site, at + 1)
    return None


def _after_expansion(sk: Skeleton, site: Site, token: int) -> Removal | None:
    """Make the removal of a long form that ends before *token*, if the sentence resumes there."""
    text = sk.text
    acronym = sk.letters[site.form : site.title]
    if token < len(sk) and sk.word(token) == acronym and sk.gap(token).strip() == "(":
        token += 1
    place = tail(text, sk.ends[token - 1], sk.place_after(site.definition))
    after = resume(text, place)
    letter = sk.offsets[token]
    later = first_resume(sk, site.definition, len(sk.letters))
    if later and later.sign in ("stop", "orphan") and later.letter > letter:
        return None  # the long form only starts the definition
    if after.sure and (after.kind != "punctuation" or text[place - 1 : place] in ".)"):
        return removal(sk, site, (letter, place), "expansion", 0.9)
    return removal(sk, site, (letter, place), "expansion", 0.85 if after.sure else 0.6)


def _quoted(sk: Skeleton, site: Site) -> Removal | None:
    """Find a definition between quotation marks right after the title."""
    text = sk.text
    opened = opening(text, sk.place_after(site.definition), sk.place(site.definition))
    if not opened or opened[-1] not in '"«“' or site.title == site.definition:
        return None
    closer = {"«": "»", "“": "”", '"': '"'}[opened[-1]]
    start = sk.place(site.definition)
    if is_code(text[start : start + 400]):
        return None
    stop = text.find(closer, start, start + 4000)
    if stop < 0 or stop - start < 30 or "\n\n" in text[start:stop]:
        return None
    end = stop + 1
    if text[end : end + 1] == "." and text[stop - 1] not in ".!?…":
        end += 1
    if resume(text, end).kind in ("end", "other"):
        return None
    letter = sk.offsets[sk.token_from(stop)]
    sentence = text[stop - 1] in ".!?…" or text[end - 1] == "."
    return removal(sk, site, (letter, end), "quoted", 0.88 if sentence else 0.7)


def _is_shouted(sk: Skeleton, site: Site) -> bool:
    """Tell whether the text around is set in capitals, where a capital says nothing."""
    first = sk.token_at(site.definition)
    return all(sk.shown(token).isupper() for token in range(first, min(first + 6, len(sk))))


def _resumed(sk: Skeleton, site: Site, places: list[int], *, joint: bool = False) -> Removal | None:
    """
    Find a definition that starts like a sentence, after which the sentence resumes.

    With *joint* an extractor's joint must show where, as it does where the definition starts.
    """
    if not starts_sentence(sk, site) or _is_shouted(sk, site):
        return None
    # The next tooltip stands in the sentence that resumes, not in the definition.
    following = bisect_right(places, site.definition)
    limit = places[following] if following < len(places) else len(sk.letters)
    end = _joint_end(sk, site, places)
    if end is None and not joint:
        end = first_resume(sk, site.definition, limit)
    if end is None or end.letter - site.definition < 12:
        return None
    if is_code(sk.text[sk.place(site.form) : end.place]):
        return None
    if _holds_another(sk, site, end):
        return None
    if site.title == site.definition and not is_prose(sk, site.definition, end.letter):
        return None
    return removal(sk, site, (end.letter, end.place), "resumed", _confidence(sk, site, end))


# A stop, its closing quote, two blanks, and no line end: each class is one sign.
_JOINT = re.compile(r"[.!?…][»”\"]?[ \u00a0]{2}(?=\S)")
_SENTENCE = re.compile(r"[.!?…][»”\"]? ")
_MAX_JOINT = 1500


def _joint_end(sk: Skeleton, site: Site, places: list[int]) -> End | None:
    """
    Find the stop after which the blank of the sentence meets the extractor's.

    Only where the same joint stands before the term, and no other term after the stop.
    """
    text, start = sk.text, sk.place(site.definition)
    if not is_parted(sk, site):
        return None
    line = text.find("\n", start)
    found = _JOINT.search(text, start, min(line if line >= 0 else len(text), start + _MAX_JOINT))
    if found is None or is_code(text[start : found.start()]):
        return None
    letter = sk.offsets[sk.token_from(found.end() - 2)]
    following = bisect_right(places, letter - 1)
    if following < len(places) and places[following] - letter < 2:
        return None
    if bisect_right(places, site.definition) < following:
        return None
    if text[found.end()].isupper():
        return None  # the next item of a list, as well as a name in the sentence
    sentences = 1 + len(_SENTENCE.findall(text, start, found.start()))
    return End(letter, found.end() - 2, "joint", sentences)


def _holds_another(sk: Skeleton, site: Site, end: End) -> bool:
    """Tell whether, in glued text, another form and title are glued between site and end."""
    if sk.place_after(site.definition) != sk.place(site.definition):
        return False
    first, last = sk.token_at(site.definition), sk.token_at(end.letter)
    marks = sk.marks
    for at in range(bisect_right(marks, first), bisect_right(marks, last - 1)):
        token = marks[at]
        if sk.ends[token - 1] == sk.starts[token] and sk.shown(token)[0].isupper():
            return sk.shown(token - 1).islower() or sk.shown(token - 1).isupper()
    return False


def _confidence(sk: Skeleton, site: Site, end: End) -> float:
    """Weigh the signs around a definition that is seen once."""
    text = sk.text
    form, title = sk.place(site.form), sk.place(site.title)
    confidence = _SIGNS[end.sign]
    head = sk.letters[site.definition : site.definition + 60]
    glued = sk.place_after(site.definition) == sk.place(site.definition)
    shifted = False
    if site.title == site.definition:
        announced = sk.letters[site.form : site.title] in head
        confidence += 0.02 if announced or end.sign == "stop" else -0.02
        confidence -= 0.1 if announced and end.sign != "stop" else 0
        if glued and end.sentences > 1:
            confidence -= 0.08  # a name with a capital inside is glued too
    else:
        shifted = text[form].islower() and text[title].isupper()
        confidence += _title_signs(sk, site, head) + (0.05 if shifted else 0)
        glued = glued and sk.place_after(site.title) == title
    confidence += 0.08 if glued else 0
    if end.sign == "stop" and not goes_on(sk, end.place):
        confidence -= 0.05 if shifted and not sk.flat else 0.12
    broken = text.find("\n", form, sk.place(site.definition))
    if broken >= 0 and not is_wrapped(text, broken):
        confidence -= 0.2
    if end.sign == "joint":
        confidence -= 0.08 * (end.sentences - 1)  # another tooltip may be what ends there
    elif end.sentences > 3:
        confidence -= 0.06 * (end.sentences - 3)
    words = sk.token_at(end.letter) - sk.token_at(site.definition)
    if words > _LONG_SENTENCE * max(end.sentences, 1) or is_label(sk, end):
        confidence = min(confidence, _DOUBT)
    return confidence - (0.12 if sk.flat else 0)


_LONG_SENTENCE = 75
"""Tokens; of FranceTerme's 5,676 definitions one sentence in a thousand is as long."""


def _title_signs(sk: Skeleton, site: Site, head: str) -> float:
    """Weigh a form and its title: an acronym, the term in its definition."""
    text = sk.text
    signs = 0.0
    if text[sk.place(site.form) : sk.place_after(site.title)].isupper():
        signs += 0.05
    said = sk.letters[site.title : site.definition]
    if head.startswith(said):
        signs -= 0.1  # three times running is no tooltip
    elif said in head:
        signs += 0.04
    return signs
