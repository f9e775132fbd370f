"""
SKOS thesauri in Turtle, N-Triples, RDF/XML or JSON-LD (read with pyoxigraph, an extra).

A concept becomes a term: its preferred label in the language of the glossary,
its other labels, its definition or, without one, its scope note. Related
concepts become *see*; broader and narrower ones have no place in a Term.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from importlib import import_module
from typing import Any, NamedTuple

from esslink.errors import LexiconError, MissingExtraError
from esslink.formats.bounds import MAX_DEPTH, MAX_MARKS, MAX_TERMS, remedy, too_many_terms
from esslink.formats.document import Document, Place, Source, excerpt
from esslink.formats.gather import Entry, gathered
from esslink.formats.schema import META
from esslink.formats.table import looks_abridged
from esslink.formats.xml import escaped, hold_declarations
from esslink.terms import POS, Sense, Term

__all__ = ["DCT", "NAMESPACE", "RDF", "SKOS", "read"]

SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DCT = "http://purl.org/dc/terms/"
NAMESPACE = "urn:esslink:"
"""Of our own properties and subjects: what a Term holds and SKOS does not."""
MAX_TRIPLES = 8 * MAX_TERMS
MAX_OPEN = 10_000
"""Opening brackets of Turtle without their closing ones."""

_READ = frozenset((
    RDF + "type",
    *(DCT + name for name in ("title", "description", "license", "source")),
    *(SKOS + name for name in (
        "prefLabel", "altLabel", "hiddenLabel", "definition", "scopeNote", "note", "editorialNote",
        "related", "exactMatch", "broader", "narrower",
    )),
))  # fmt: skip
"""The predicates that are read, besides our own."""
_LOST = {
    SKOS + "broader": "liens vers un terme plus large",
    SKOS + "narrower": "liens vers un terme plus précis",
    "langues": "libellés et définitions d’autres langues",
    "sans libellé": "notions sans libellé dans la langue du glossaire",
}


class Node(NamedTuple):
    """An object of a triple: its text, and what kind of thing it is."""

    value: str
    language: str = ""
    html: bool = False
    resource: bool = False


_LINK = Node("", resource=True)

Subjects = dict[str, dict[str, list[Node]]]


def read(source: Source) -> Document:
    """
    Read a SKOS thesaurus, its French labels.

    Raises:
        LexiconError: not RDF, no concept, over a bound.
        MissingExtraError: pyoxigraph is not installed.

    """
    subjects = _subjects(source)
    about = _about(subjects)
    language = about.get("language") or "fr"
    lost: Counter[str] = Counter()
    entries: list[Entry] = []
    headwords: dict[str, str] = {}
    lines = _Lines(source.data)
    for subject, said in subjects.items():
        if SKOS + "prefLabel" not in said:
            continue
        if len(entries) >= MAX_TERMS:
            raise too_many_terms(source.at(1))
        own = subject.startswith(NAMESPACE + "term:")
        term = _term_of(subject, said, subjects, language, lost)
        if term:
            headwords[subject] = term.headword
            entries.append(Entry(term, Place(source.path, lines.of(term.headword)), own))
    if not entries:
        raise LexiconError(
            f"aucune notion n’a de libellé en «\xa0{language}\xa0»\xa0; il faut des skos:prefLabel "
            "dans cette langue",
            place=source.at(1),
        )
    terms, places, notices = gathered(entries)
    ids = {term.headword: term.id for term in terms}
    targets = {s: _id(s) or ids[headword] for s, headword in headwords.items()}
    terms = tuple(
        replace(
            term,
            see=tuple(targets.get(s) or _id(s) or s for s in term.see),
            synonyms=tuple(targets.get(s) or _id(s) or s for s in term.synonyms),
        )
        if term.see or term.synonyms
        else term
        for term in terms
    )
    notices += [f"{count}\xa0{_LOST[key]} non retenus" for key, count in sorted(lost.items())]
    return Document(terms, places, notices=tuple(notices), **about)


class _Lines:
    """
    Where labels stand: RDF parsers keep no lines, so the file is searched for each label.

    Labels mostly come in the order of the file, so each search goes on where the
    last one ended. What all searches read is bounded.
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._at, self._line = data, 0, 1
        self._budget = 4 * len(data) + 1_000_000

    def of(self, label: str) -> int | None:
        """Give the line where *label* first stands after the last one, None when not found."""
        if self._budget <= 0:
            return None
        found = self._data.find(label.encode("utf-8", "replace"), self._at)
        self._budget -= (found if found >= 0 else len(self._data)) - self._at
        if found < 0:
            return None
        self._line += self._data.count(b"\n", self._at, found)
        self._at = found
        return self._line


def _id(subject: str) -> str:
    """Give the id of a subject of ours."""
    prefix = NAMESPACE + "term:"
    return subject.removeprefix(prefix) if subject.startswith(prefix) else ""


def _format(source: Source, rdf: Any) -> Any:
    """Tell the syntax by the first character of the file, and hold its bounds."""
    head = source.data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"<?xml", b"<rdf:", b"<!DOCTYPE", b"<RDF")):
        hold_declarations(source.data, source)
        return rdf.RdfFormat.RDF_XML
    if head.startswith(b"{") or (
        head.startswith(b"[") and source.path.lower().endswith(("json", "jsonld"))
    ):
        if sum(map(source.data.count, (b",", b"[", b"{"))) > MAX_MARKS:
            raise LexiconError(
                f"le fichier a plus de {MAX_MARKS} valeurs\xa0; {remedy()}", place=source.at(1)
            )
        return rdf.RdfFormat.JSON_LD
    _hold_brackets(source)
    return rdf.RdfFormat.TURTLE


def _hold_brackets(source: Source) -> None:
    """
    Refuse Turtle nested deeper than any thesaurus: the parser takes 1 GB at a million levels.

    Each pass takes away the innermost level. Brackets that stand alone in texts
    remain, so the bound leaves room for many.
    """
    brackets = bytes(code for code in range(256) if code not in b"()[]")
    left = source.data.translate(None, brackets)
    for _ in range(MAX_DEPTH):
        left = left.replace(b"()", b"").replace(b"[]", b"")
    if left.count(b"(") + left.count(b"[") > MAX_OPEN:
        raise LexiconError(
            f"plus de {MAX_OPEN} parenthèses ou crochets sont ouverts l’un dans l’autre"
            "\xa0; fermez-les",
            place=source.at(1),
        )


def _subjects(source: Source) -> Subjects:
    """Parse the file: what is said of each subject, both in the order of the file."""
    try:
        rdf = import_module("pyoxigraph")
    except ImportError:
        raise MissingExtraError(
            "lire du SKOS demande pyoxigraph\xa0; installez-le avec pip install 'esslink[skos]'",
            place=source.path,
        ) from None
    subjects: Subjects = defaultdict(lambda: defaultdict(list))
    try:
        triples = rdf.parse(source.data, format=_format(source, rdf), base_iri="file:///")
        for number, triple in enumerate(triples):
            if number >= MAX_TRIPLES:
                raise LexiconError(
                    f"le fichier a plus de {MAX_TRIPLES} triplets\xa0; {remedy()}",
                    place=source.at(1),
                )
            predicate = triple.predicate.value
            if predicate in _READ or predicate.startswith(NAMESPACE):
                subject = str(getattr(triple.subject, "value", triple.subject))
                # Of links that no Term holds, only the number is told.
                node = _LINK if predicate in _LOST else _node(triple.object)
                subjects[subject][predicate].append(node)
    except (SyntaxError, ValueError, OSError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        said = getattr(error, "msg", None) or error
        raise LexiconError(
            f"RDF mal formé\xa0: {excerpt(said, 120)}", place=source.at(line)
        ) from None
    if not any(SKOS + "prefLabel" in said for said in subjects.values()):
        raise LexiconError(
            "le fichier n’a aucune notion SKOS (skos:prefLabel)\xa0; est-ce bien un thésaurus\xa0?",
            place=source.at(1),
        )
    return subjects


def _node(term: Any) -> Node:
    """Take an object of pyoxigraph."""
    datatype = getattr(getattr(term, "datatype", None), "value", None)
    if datatype is None:
        return Node(str(getattr(term, "value", term)), resource=True)
    return Node(term.value, term.language or "", datatype == RDF + "HTML")


def _about(subjects: Subjects) -> dict[str, Any]:
    """Read what is said of the scheme."""
    about: dict[str, Any] = {}
    for subject, said in subjects.items():
        if any(node.value == SKOS + "ConceptScheme" for node in said.get(RDF + "type", [])):
            for key, name in (
                ("title", "title"),
                ("description", "description"),
                ("licence", "license"),
            ):
                for node in said.get(DCT + name, []):
                    about.setdefault(key, node.value)
            if subject == NAMESPACE + "scheme":
                about |= {k: n.value for k in META for n in said.get(NAMESPACE + k, [])}
            break
    return about


def _pick(nodes: list[Node], language: str, lost: Counter[str]) -> list[Node]:
    """Keep the literals of *language*; without any, those of no language."""
    if not nodes:
        return nodes
    main = language.split("-", maxsplit=1)[0].lower()
    wanted = [n for n in nodes if n.language.split("-")[0].lower() == main]
    chosen = wanted or [n for n in nodes if not n.language]
    if len(chosen) < len(nodes):
        lost["langues"] += len(nodes) - len(chosen)
    return chosen


def _term_of(
    subject: str, said: dict[str, list[Node]], subjects: Subjects, language: str, lost: Counter[str]
) -> Term | None:
    """Make a term of a concept."""

    def texts(name: str) -> list[Node]:
        nodes = said.get(SKOS + name)
        return _pick(nodes, language, lost) if nodes else []

    labels = texts("prefLabel")
    if not labels:
        lost["sans libellé"] += 1
        return None
    for name in ("broader", "narrower"):
        if count := len(said.get(SKOS + name, [])):
            lost[SKOS + name] += count
    own = bool(_id(subject))
    definitions = texts("definition") or (
        []
        if own
        else texts("scopeNote") or _pick(said.get(DCT + "description", []), language, lost)
    )
    definitions = [n for n in definitions if n.value.strip()]
    aliases = tuple(node.value for node in [*labels[1:], *texts("altLabel")])
    made: dict[str, Any] = {"aliases": aliases}
    if own:
        made |= _own(said, subjects) | {"id": _id(subject)}
    else:
        made["abbreviation"] = next(filter(looks_abridged, aliases), None)
        made["aliases"] = tuple(a for a in aliases if a != made["abbreviation"])
        made["senses"] = tuple(Sense(_html(node)) for node in definitions[1:])
    notes = [n.value for name in ("note", "editorialNote") for n in texts(name)]
    return Term(
        labels[0].value,
        definition=_html(definitions[0]) if definitions else "",
        source=next((n.value for n in said.get(DCT + "source", []) if not n.resource), None),
        source_url=next((n.value for n in said.get(DCT + "source", []) if n.resource), None),
        see=tuple(n.value for n in said.get(SKOS + "related", [])),
        synonyms=tuple(
            n.value for n in said.get(SKOS + "exactMatch", []) if n.value in subjects or own
        ),
        forms=tuple(n.value for n in texts("hiddenLabel")),
        note="\n".join(notes) or None,
        **made,
    )


def _html(node: Node) -> str:
    """Give a literal as a definition."""
    return node.value if node.html else escaped(node.value)


def _own(said: dict[str, list[Node]], subjects: Subjects) -> dict[str, Any]:
    """Read our own properties."""

    def values(name: str) -> tuple[str, ...]:
        nodes = said.get(NAMESPACE + name)
        return tuple(node.value for node in nodes) if nodes else ()

    made: dict[str, Any] = {"categories": values("category"), "never": values("not")}
    for key in ("abbreviation", "gender", "domain", "case", "lang"):
        made[key] = next(iter(values(key)), None)
    made["pos"] = next((pos for pos in values("pos") if pos in POS), None)
    made["invariable"] = bool(values("invariable"))
    priority = next(iter(values("priority")), "0")
    made["priority"] = int(priority) if len(priority) < 9 and priority.lstrip("-").isdigit() else 0
    senses = []
    for node in said.get(NAMESPACE + "sense", []):
        sense = subjects.get(node.value, {})
        text = next(iter(sense.get(SKOS + "definition", [])), None)
        domain = next(iter(sense.get(NAMESPACE + "domain", [])), None)
        if text is not None:
            senses.append(Sense(_html(text), domain.value if domain else None))
    made["senses"] = tuple(senses)
    return made
