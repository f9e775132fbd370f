"""
Definition lists, and which of them are glossaries.

Manuals write their options, arguments, commands and versions as ``dl`` too. A
glossary says that it is one, in a class, a role or its heading, or shows it: its
titles are words of a language, and under most of them stands a definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from esslink.cleaner.markup.page import Element, Page
from esslink.cleaner.skeleton import Skeleton, letters
from esslink.cleaner.text.sites import FUNCTION_WORDS

__all__ = ["glossary_entries", "is_definition", "is_labelled", "is_term", "reads_as_glossary"]

_NAMES = "glossaire glossary glossar lexique lexicon vocabulaire terminologie definitions"
_LABELS = (*_NAMES.split(), "acronymes", "sigles", "abreviations")
_OTHER_NAMES = (
    "arguments parametres parameters options commandes commands syntaxe syntax variables "
    "proprietes properties champs fields attributs attributes methodes fonctions valeurs "
    "retour returns fichiers description exemples examples contenu introduction conclusion "
    "presentation resume voir see historique history changelog journal versions touches "
    "raccourcis arborescence faq questions"
)
_OTHERS = tuple(_OTHER_NAMES.split())
"""What headings call lists of other things."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONGEST_LABEL = 60
_APART = frozenset(("nav", "header", "footer"))
"""What holds no glossary: a site's own parts."""


@dataclass(slots=True)
class _List:
    """One ``dl``: its pairs, and what says that it is a glossary."""

    labelled: bool
    apart: bool
    """Whether it is a site's own, or its heading says that it lists something else."""
    pairs: list[tuple[list[str], str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    codes: int = 0
    named: int = 0


def glossary_entries(page: Page) -> Iterator[tuple[list[str], str]]:
    """
    Yield the titles and the definition of each entry of the lists that are glossaries.

    >>> page = Page("<dl><dt>Ruche<dd>Abri d’abeilles.</dl><dl><dt>-v<dd>Montre tout.</dl>")
    >>> list(glossary_entries(page))
    [(['Ruche'], 'Abri d’abeilles.')]
    """
    for one in _lists(page):
        if not one.apart and _is_glossary(one):
            yield from (pair for pair in one.pairs if is_term(pair[0][0]))


def _lists(page: Page) -> list[_List]:
    """Read every ``dl``, what stands in no one as one of its own."""
    lists: list[_List] = []
    # What holds an element comes before it: each looks at its parent only.
    within: list[_List] = []
    said: list[tuple[bool, bool]] = []
    outside = _List(False, False)
    headings = [""] * len(_HEADINGS)
    for element in page.elements:
        parent = element.parent
        labelled, apart = said[parent.index] if parent else (False, False)
        labelled = labelled or _says_so(element)
        apart = apart or element.name in _APART
        said.append((labelled, apart))
        if element.name in _HEADINGS:
            level = _HEADINGS.index(element.name)
            below = [""] * (len(_HEADINGS) - level - 1)
            headings[level:] = [_label(page.text(element)), *below]
        if element.name == "dl":
            heading = next(filter(None, reversed(headings)), "")
            labelled = labelled or heading.startswith(_LABELS)
            lists.append(_List(labelled, apart or (heading != "" and not labelled)))
            within.append(lists[-1])
        else:
            within.append(within[parent.index] if parent else outside)
        if element.name in ("dt", "dd"):
            _add(page, element, within[-1])
    return [*lists, outside]


def _add(page: Page, element: Element, one: _List) -> None:
    """Add a ``dt``, or the ``dd`` that the titles before it have first."""
    inner = next((e for e in page.inside(element) if e.name in _NESTED), None)
    # Up to a list inside: read with what they hold, lists in lists would be read again and again.
    text = page.text_between(element.open_end, inner.start if inner else element.close_start)
    if element.name == "dt":
        if one.titles and not one.titles[-1]:
            one.titles.pop()
        one.titles.append(text.rstrip(" \u00a0:¶"))
        inside = next(page.inside(element), None)
        whole = inside is not None and letters(page.text(inside)) == letters(text)
        one.codes += whole and inside is not None and inside.name in _CODE
        one.named += any(inner.name == "dfn" for inner in page.inside(element))
        return
    if one.titles and one.titles[0] and text:
        one.pairs.append((one.titles, text))
    one.titles = []


_NESTED = frozenset(("dl", "dt", "dd"))
_CODE = frozenset(("code", "kbd", "samp", "tt", "var"))


def _says_so(element: Element) -> bool:
    """Tell whether an element's class, id or role names a glossary."""
    if not element.attributes:
        return False
    said = letters(
        " ".join(map(element.get, ("class", "id", "role", "epub:type", "data-type")))[:200]
    )
    return any(label in said for label in _LABELS)


def _label(text: str) -> str:
    """Give the word by which a heading says what the list under it is, or the empty string."""
    if len(text) > _LONGEST_LABEL:
        return ""
    sk = Skeleton(text)
    words = [sk.word(token) for token in range(len(sk))]
    known = (word for word in words if word.startswith(_LABELS) or word in _OTHERS)
    return next(known, "")


def _is_glossary(one: _List) -> bool:
    """
    Tell whether a list is a glossary.

    One that says so needs terms as half of its titles; another one a definition under
    three titles in four, not half of the titles set as code, and few texts that say what
    something does.
    """
    if not one.pairs:
        return False
    if one.labelled or one.named * 2 >= len(one.pairs):
        return sum(is_term(titles[0]) for titles, _ in one.pairs) * 2 >= len(one.pairs)
    if one.codes * 2 >= len(one.pairs):
        return False
    return reads_as_glossary([(titles[0], text) for titles, text in one.pairs])


def is_labelled(headings: Iterable[str]) -> bool:
    """
    Tell whether one of a page's headings says that it is a glossary.

    >>> is_labelled(["Accueil", "Lexique de l’ESS"]), is_labelled(["Accueil"])
    (True, False)
    """
    return any(_label(heading).startswith(_LABELS) for heading in headings)


def reads_as_glossary(pairs: list[tuple[str, str]]) -> bool:
    """
    Tell whether under three titles in four, words of a language, stands a definition.

    >>> reads_as_glossary([("Ruche", "Abri d’abeilles."), ("Verger", "Terrain planté d’arbres.")])
    True
    >>> reads_as_glossary([("Description", "Trie les lignes."), ("Exemples", "trier(a, b)")])
    False
    """
    defined = acts = 0
    for title, text in pairs:
        defined += is_term(title) and is_definition(text) and _label(title) not in _OTHERS
        acts += _first(text) in _ACTS
    return defined * 4 >= len(pairs) * 3 and acts * 3 < len(pairs)


_WORD = re.compile(r"[^\W\d_]+")


def _first(text: str) -> str:
    found = _WORD.search(text[:80])
    return found[0].lower() if found else ""


_MAX_WORDS = 8
_MAX_LETTERS = 80
# One trailing bracket after a blank: an acronym, a gender, a field. Signs of one class.
_BRACKET = re.compile(r"[ \u00a0]\([^()]*\)\Z")
# Signs that words of a language do not have: each alternative is one sign or a few.
_SIGNS = re.compile(
    r"[\\{}#<>|^=@_$%*;\[\]()+?!\"«»“”:]|--|,\S|\.[^\W_]|[^\W_]/|\d[.:]\d|[^\W\d_][0-9]"
    r"|[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]"
)
_VOWELS = frozenset("aeiouy")
_NUMBER = re.compile(r"(?:^|[ \u00a0])[0-9]{2,}(?:[ \u00a0]|\Z)")


def is_term(title: str) -> bool:
    """
    Tell whether a title reads as a word or a phrase, and not as code, a date or a question.

    >>> [is_term(t) for t in ("Bail (BX)", "grid(axes)", "fileName", "x, y", "lst", "2.4.1", "ESS")]
    [True, False, False, False, False, False, True]
    """
    text = _BRACKET.sub("", title.strip())
    words = text.replace("’", " ").replace("'", " ").split()
    if not 0 < len(words) <= _MAX_WORDS or len(text) > _MAX_LETTERS or text[-1] in ".,…":
        return False
    if any(len(word) == 1 and word not in "aàydlns" and word.islower() for word in words):
        return False
    if not text[0].isalpha() or _SIGNS.search(text) or _NUMBER.search(text):
        return False
    if text.isupper():
        return len(text) > 1
    longest = max((letters(word) for word in words), key=len)
    return len(longest) > 2 and not _VOWELS.isdisjoint(longest)


_BOTH = "a as on me t j n s m en ma pour"
_FRENCH = FUNCTION_WORDS.difference(_BOTH.split())
_ENGLISH_WORDS = (
    "the of and is are to for with that this these from be by an or as if when which can in "
    "on at it its has have not"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_ACT_WORDS = (
    "si quand lorsque lorsqu pour ce cet cette ces dans voir active affiche ajoute ajuste "
    "annule appelle applique arrête attribue calcule change charge choisit configure contient "
    "contrôle convertit copie crée démarre définit déplace désactive détermine efface "
    "enregistre envoie exécute exporte fait ferme force génère imprime importe indique "
    "initialise insère installe lance lit liste masque met modifie montre ouvre permet inclut "
    "intègre extrait place positionne précise recherche redémarre règle remplace renomme "
    "renvoie retourne sauvegarde sélectionne spécifie supprime teste utilise vérifie vide "
    "écrit"
)
_ACTS = frozenset(_ACT_WORDS.split())
"""How the texts of command and option lists start: they say what it does, not what it is."""


def is_definition(text: str) -> bool:
    """
    Tell whether *text* starts with a capital, reads as French, and is a sentence or is long.

    >>> [is_definition(t) for t in ("Abri d’abeilles.", "a real matrix", "12 mars", "The name.")]
    [True, False, False, False]
    """
    start = text.lstrip('«“"( \u00a0')
    if not start or not start[0].isupper() or _SIGNS_OF_CODE.search(text[:400]):
        return False
    words = _WORD.findall(text[:400].lower())
    french = sum(word in _FRENCH for word in words)
    english = sum(word in _ENGLISH for word in words)
    if english > french or (len(words) > _FEW and french * 10 < len(words)):
        return False
    return text.rstrip('»”") \u00a0')[-1:] in tuple(".!?…") or len(words) > _LONG


_FEW, _LONG = 3, 5
_SIGNS_OF_CODE = re.compile(r"[{}\\|^]|\b[a-z]+_[a-z]|[^\W\d_]\(|[=<>]{2}|--[a-z]")
