"""
TBX (ISO 30042): version 2 (``martif``) and version 3 in DCA or DCT style; written as v3 DCA.

The three differ by names only: ``termEntry/langSet/tig`` or ``conceptEntry/langSec/termSec``,
and a data category is the ``type`` of a ``descrip`` (DCA) or the element itself (DCT).
What a Term holds and TBX-Basic does not is written in ``admin`` elements whose type
begins with ``esslink-``, under a dialect of that name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from esslink.errors import LexiconError
from esslink.formats.bounds import MAX_TERMS, too_many_terms
from esslink.formats.document import Document, Place, Source, listed
from esslink.formats.gather import Entry, gathered
from esslink.formats.grammar import grammar_of
from esslink.formats.schema import META
from esslink.formats.xml import Element, fragment_of, hold_size, name_of, root_of, text_of
from esslink.terms import POS, Sense, Term

__all__ = ["DIALECT", "POS_NAMES", "document_of", "read"]

DIALECT = "TBX-esslink"
POS_NAMES = {
    "noun": "noun",
    "verb": "verb",
    "adj": "adjective",
    "adv": "adverb",
    "propn": "properNoun",
}
_TYPED = {"descrip", "admin", "termNote", "xref", "ref", "adminNote", "descripNote"}
_INLINE = {
    "sub": "sub", "sup": "sup", "hi:subscript": "sub", "hi:superscript": "sup", "hi:italics": "i",
    "hi:italic": "i", "hi:bold": "b", "hi:emph": "em",
}  # fmt: skip
_SHORT = ("acronym", "abbreviation", "initialism", "shortForm")
_BARRED = ("deprecatedTerm", "supersededTerm", "deprecated", "obsolete", "notRecommended")
_LOST = {"langues": "sections d’autres langues", "déconseillés": "termes déconseillés"}


def _category(element: Element) -> str:
    """Give the data category of an element, in either style."""
    name = name_of(element)
    return element.get("type", "") if name in _TYPED else name


def _within(element: Element, names: tuple[str, ...]) -> Iterator[Element]:
    """Yield the descendants of *element* that are not inside a section of *names*."""
    for child in element:
        if name_of(child) not in names:
            yield child
            yield from _within(child, names)


_LANGUAGE = ("langSet", "langSec")
_TERM = ("tig", "ntig", "termSec")


def read(source: Source) -> Document:
    """
    Read a TBX file, the French terms of it.

    Raises:
        LexiconError: not well formed, not TBX, over a bound.

    """
    return document_of(root_of(source), source)


def document_of(root: Element, source: Source) -> Document:
    """
    Make a glossary of the root of a TBX file.

    Raises:
        LexiconError: not TBX, over a bound.

    """
    if name_of(root) not in ("martif", "tbx"):
        raise LexiconError(
            f"ce n’est pas un fichier TBX\xa0: la racine est {name_of(root)}, pas tbx ou martif",
            place=source.at(root.sourceline),
        )
    own = root.get("type") == DIALECT
    lost: Counter[str] = Counter()
    entries: list[Entry] = []
    named: dict[str, str] = {}
    about = _about(root) if own else {}
    for number, concept in enumerate(root.iter("{*}conceptEntry", "{*}termEntry")):
        place = Place(source.path, concept.sourceline)
        if number >= MAX_TERMS:
            raise too_many_terms(place.of())
        hold_size(concept, place)
        term = _term_of(concept, own, about.get("language", "fr"), lost)
        if term:
            named.setdefault(concept.get("id", ""), term.headword)
            entries.append(Entry(term, place, own))
    if not entries and lost["langues"]:
        raise _foreign(root, about.get("language", "fr"), source)
    terms, places, notices = gathered(entries)
    if not own:
        ids = {term.headword: term.id for term in terms}
        targets = {target: ids[headword] for target, headword in named.items()}
        terms = tuple(
            replace(t, see=tuple(targets.get(s, s) for s in t.see)) if t.see else t for t in terms
        )
        about["title"] = text_of(next(root.iter("{*}title"), None)) or None
    notices += [f"{count}\xa0{_LOST[key]} non retenues" for key, count in sorted(lost.items())]
    return Document(terms, places, notices=tuple(notices), **about)


def _foreign(root: Element, language: str, source: Source) -> LexiconError:
    """Give the error for a file that has terms, none of them in the language of the glossary."""
    sections = root.iter("{*}langSec", "{*}langSet")
    name = "{http://www.w3.org/XML/1998/namespace}lang"
    found = dict.fromkeys(section.get(name, "") for section in islice(sections, 1000))
    return LexiconError(
        f"aucun terme n’est en «\xa0{language}\xa0» (langues du fichier\xa0: "
        f"{listed(list(filter(None, found)))})\xa0; il faut une section dans cette langue",
        place=source.at(root.sourceline),
    )


def _about(root: Element) -> dict[str, Any]:
    """Read the data of the glossary that our own writer puts in the header."""
    found: dict[str, Any] = {}
    for line in root.iterfind("{*}tbxHeader/{*}fileDesc/{*}sourceDesc/{*}p"):
        key = line.get("type", "").removeprefix("esslink-")
        if key in META:
            found[key] = line.text or ""
    return found


def _term_of(concept: Element, own: bool, language: str, lost: Counter[str]) -> Term | None:
    """Make a term of a concept: its terms in the language of the glossary."""
    section = _section(concept, language, lost)
    if section is None:
        return None
    forms = [form for form in section if name_of(form) in _TERM]
    # What is said of the concept, of the language and of the terms, wherever it stands.
    said = [*_within(concept, _LANGUAGE), *_within(section, _TERM)]
    said += [element for form in forms for element in _within(form, ())]
    headword, made = _forms(forms, own, lost)
    if not headword:
        return None
    made |= _senses(said, own)
    for element in said:
        _note(element, made, own)
    if own:
        made["id"] = concept.get("id", "").removeprefix("esslink-")
    return Term(headword, **made)


def _section(concept: Element, language: str, lost: Counter[str]) -> Element | None:
    """Choose the section of *language*, or the only one that has no language."""
    sections = [child for child in concept if name_of(child) in _LANGUAGE]
    chosen = None
    for section in sections:
        said = section.get("{http://www.w3.org/XML/1998/namespace}lang") or section.get("lang", "")
        if chosen is None and (
            said.lower().split("-")[0] == language.lower().split("-")[0] or not said
        ):
            chosen = section
        else:
            lost["langues"] += 1
    return chosen


def _forms(forms: list[Element], own: bool, lost: Counter[str]) -> tuple[str, dict[str, Any]]:
    """Read the terms of a section: headword, abbreviation and aliases, grammar."""
    made: dict[str, Any] = {}
    found: list[tuple[str, str, str]] = []
    for form in forms:
        notes = {_category(e): text_of(e) for e in _within(form, ()) if name_of(e) != "term"}
        text = text_of(next(form.iter("{*}term"), None))
        status = notes.get("administrativeStatus", "")
        if status.startswith(_BARRED):
            lost["déconseillés"] += 1
        elif text:
            found.append((text, notes.get("termType", ""), status))
            _grammar(notes, made)
    found.sort(key=lambda one: (not one[2].startswith("preferred"), one[1] in _SHORT))
    if not found:
        return "", made
    headword = found[0][0]
    short = next((text for text, kind, _ in found[1:] if kind in _SHORT), None)
    if short:
        made["abbreviation"] = short
    made["aliases"] = tuple(text for text, _, _ in found[1:] if text != short)
    return headword, made


def _grammar(notes: dict[str, str], made: dict[str, Any]) -> None:
    """Take the part of speech and the gender of the first term that says them."""
    pos = notes.get("partOfSpeech", "")
    known = {name: key for key, name in POS_NAMES.items()}
    if pos and "pos" not in made:
        grammar = grammar_of(pos)
        made["pos"] = known.get(pos) or (pos if pos in POS else grammar.pos)
        if grammar.invariable:
            made["invariable"] = True
    gender = grammar_of(notes.get("grammaticalGender", "")).gender
    if gender and "gender" not in made:
        made["gender"] = gender


def _senses(said: list[Element], own: bool) -> dict[str, Any]:
    """Give the definition of a concept, its domain, and its further senses."""
    field = next((text_of(e) for e in said if _category(e) == "subjectField"), "") or None
    made: dict[str, Any] = {"domain": field}
    seen: set[str] = set()
    for element in said:
        if _category(element) != "definition":
            continue
        group = element.getparent()
        beside = {_category(e): e for e in group} if name_of(group) == "descripGrp" else {}
        text = fragment_of(element, _INLINE, preserve=own)
        if own and "esslink-html" in beside:
            text = beside["esslink-html"].text or ""
        further = "esslink-sense" in beside if own else "definition" in made
        if not text.strip() or (text in seen and not own):
            continue  # files often repeat the definition for each language or term
        seen.add(text)
        if further:
            domain = text_of(beside.get("esslink-domain")) or None
            made["senses"] = (*made.get("senses", ()), Sense(text, domain if own else field))
        else:
            made["definition"] = text
    return made


def _note(element: Element, made: dict[str, Any], own: bool) -> None:
    """Take one data category into the fields of a term."""
    category, text = _category(element), element.text or "" if own else text_of(element)
    if category == "crossReference" and element.get("target"):
        target = element.get("target").removeprefix("#")
        made["see"] = (*made.get("see", ()), target.removeprefix("esslink-") if own else target)
    elif category == "externalCrossReference" and (element.get("target") or text).startswith(
        "http"
    ):
        made.setdefault("source_url", element.get("target") or text)
    elif category == "source" and text:
        made.setdefault("source", text)
    elif category == "note" and text:
        made["note"] = f"{made['note']}\n{text}" if "note" in made else text
    elif own and category == "esslink-priority" and re.fullmatch(r"-?[0-9]{1,7}", text):
        made["priority"] = int(text)
    elif own and category == "esslink-invariable":
        made["invariable"] = True
    elif own and category in ("esslink-case", "esslink-lang"):
        made[category.removeprefix("esslink-")] = text
    elif own and category in _LISTS:
        made[_LISTS[category]] = (*made.get(_LISTS[category], ()), text)


_LISTS = {
    "esslink-category": "categories",
    "esslink-synonym": "synonyms",
    "esslink-not": "never",
    "esslink-form": "forms",
}
