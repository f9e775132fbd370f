"""
What matching and annotation mean, written to be read and not to be fast.

Everything here is quadratic and looks at one character at a time. It imports
nothing of esslink, so that a mistake there is not made here a second time.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

APOSTROPHES = "'’‘ʼ′`´"
HYPHENS = "-\u2010\u2011"
BLANKS = " \t\n\r\f\v\u00a0\u2002\u2003\u2006\u2007\u2008\u2009\u200a\u202f"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
SEAM, SECTION, BREAK, GAP = "\x1c", "\x1d", "\x1e", "\x1f"

CLITICS = {
    "ci", "la", "meme", "memes", "t-il", "t-elle", "t-on", "t-ils", "t-elles", "il", "ils",
    "elle", "elles", "on", "je", "tu", "nous", "vous", "ce", "le", "les", "lui", "leur", "moi",
    "toi", "y", "en",
}  # fmt: skip
"""What may follow a hyphen and still leave the word before it whole: cette coopérative-là."""


class Form(NamedTuple):
    """A form to look for: written with straight apostrophes, single blanks, composed accents."""

    text: str
    term: int
    exact: bool = False
    never: bool = False


class Letter(NamedTuple):
    """One character as it is read, and what of the text it covers."""

    shown: str
    start: int
    end: int


class Found(NamedTuple):
    start: int
    end: int
    term: int


# ── reading ─────────────────────────────────────────────────────────────────


def letters(text: str) -> list[Letter]:
    """
    Read *text*: accents composed, invisible marks gone, ligatures opened, typography plain.

    >>> "".join(letter.shown for letter in letters("l’e\u0301co\u00adno\u2011ﬁ"))
    "l'écono-fi"
    """
    read: list[Letter] = []
    place = 0
    while place < len(text):
        end = place + 1
        while end < len(text) and is_accent(text[end]):
            end += 1
        cluster = text[place:end]
        if cluster in INVISIBLE:
            pass
        elif cluster in LIGATURES:
            read += [Letter(shown, place, end) for shown in LIGATURES[cluster]]
        else:
            read.append(Letter(plain(unicodedata.normalize("NFC", cluster)), place, end))
        place = end
    return read


def is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def plain(shown: str) -> str:
    if shown in APOSTROPHES:
        return "'"
    if shown in HYPHENS:
        return "-"
    return " " if shown in BLANKS else shown


def joins(shown: str) -> bool:
    """Tell whether a character makes a word longer."""
    return shown[0].isalnum() or shown in f"-_{SEAM}" or len(shown) > 1


# ── one form at one place ───────────────────────────────────────────────────


def same(shown: str, meant: str, exact: bool) -> bool:
    """Tell whether *shown* writes *meant*: any capitals; an accent may miss on a capital only."""
    if shown == meant:
        return True
    if exact:
        return False
    if shown.lower() == meant.lower():
        return True
    bare = unicodedata.normalize("NFD", meant.lower())[0]
    return "A" <= shown <= "Z" and shown.lower() == bare


def end_of(read: list[Letter], place: int, form: Form) -> int | None:
    """Give the place after *form* when it is written from *place* on, else None."""
    for meant in form.text:
        if place >= len(read):
            return None
        if meant == " ":
            if read[place].shown != " ":
                return None
            while place < len(read) and read[place].shown == " ":
                place += 1
        elif same(read[place].shown, meant, form.exact):
            place += 1
        else:
            return None
    return place


def begins_word(read: list[Letter], place: int) -> bool:
    if place == 0 or not joins(read[place - 1].shown):
        return True
    return read[place - 1].shown == "-" and parts(read, place - 1)


def ends_word(read: list[Letter], place: int) -> bool:
    if place == len(read) or not joins(read[place].shown):
        return True
    return read[place].shown == "-" and parts(read, place)


def parts(read: list[Letter], hyphen: int) -> bool:
    """Tell whether the hyphen parts words: a typed dash (--), or before a clitic."""
    near = read[max(0, hyphen - 1) : hyphen + 2]
    if sum(letter.shown == "-" for letter in near) > 1:
        return "--" in "".join(letter.shown for letter in near)
    return word_after(read, hyphen + 1) in CLITICS


def word_after(read: list[Letter], place: int) -> str:
    """Give the word with its hyphens from *place* on, lower case and without accents."""
    end = place
    while end < len(read) and joins(read[end].shown):
        end += 1
    word = "".join(letter.shown for letter in read[place:end]).lower()
    return "".join(c for c in unicodedata.normalize("NFD", word) if not is_accent(c))


# ── all forms in a text ─────────────────────────────────────────────────────


def occurrences(text: str, forms: list[Form]) -> list[tuple[int, int, Form]]:
    """Give every place in *text* where a form stands as whole words, overlaps included."""
    read = letters(text)
    found = []
    for place in range(len(read)):
        for form in forms:
            end = end_of(read, place, form)
            if end is None or not (whole_start(form, read, place) and whole_end(form, read, end)):
                continue
            if place and read[place - 1].start == read[place].start:
                continue  # inside a ligature
            if end < len(read) and read[end].start == read[end - 1].start:
                continue
            found.append((read[place].start, read[end - 1].end, form))
    return found


def whole_start(form: Form, read: list[Letter], place: int) -> bool:
    """A form that begins with punctuation begins a word by itself, but .NET is not in ASP.NET."""
    if form.text[0].isalnum():
        return begins_word(read, place)
    return place == 0 or not read[place - 1].shown.isalnum()


def whole_end(form: Form, read: list[Letter], end: int) -> bool:
    if form.text[-1].isalnum():
        return ends_word(read, end)
    return end == len(read) or not read[end].shown.isalnum()


def find(
    text: str, forms: list[Form], priorities: list[int], occurrences_kept: str = "all"
) -> list[Found]:
    """
    Find the terms of *forms* in *text*: leftmost, then longest, then as often as wanted.

    >>> forms = [Form("dépôt", 0), Form("dépôt de garantie", 1), Form("ESS", 2, exact=True)]
    >>> find("Le DEPOT de garantie, un dépôt ; l’ESS, l’ess", forms, [0, 0, 0])
    [Found(start=3, end=20, term=1), Found(start=25, end=30, term=0), Found(start=35, ...)]
    """
    left = occurrences(text, forms)
    kept: list[Found] = []
    reached = 0
    for start in sorted({start for start, _, _ in left}):
        if start < reached:
            continue
        end = max(end for at, end, _ in left if at == start)
        reached = end
        term = winner([form for at, to, form in left if (at, to) == (start, end)], priorities)
        if term is not None:
            kept.append(Found(start, end, term))
    return [found for found in kept if wanted(found, kept, text, occurrences_kept)]


def winner(forms: list[Form], priorities: list[int]) -> int | None:
    """Choose among forms on one span: none for a phrase of another sense, or equal terms."""
    if any(form.never for form in forms):
        return None
    forms = [form for form in forms if form.exact] or forms
    best = max(priorities[form.term] for form in forms)
    terms = {form.term for form in forms if priorities[form.term] == best}
    return terms.pop() if len(terms) == 1 else None


def wanted(found: Found, kept: list[Found], text: str, how: str) -> bool:
    """Tell whether no earlier occurrence of the term stands in the same page, section or block."""
    if how == "all":
        return True
    cuts = {"first": "", "section": SECTION, "paragraph": SECTION + BREAK}[how]

    def part(place: int) -> int:
        return sum(text[:place].count(cut) for cut in cuts)

    return not any(
        other.term == found.term
        and other.start < found.start
        and part(other.start) == part(found.start)
        for other in kept
    )


# ── annotation ──────────────────────────────────────────────────────────────


class Node(NamedTuple):
    """An element of a page made for a test: its name, its children (texts or nodes)."""

    name: str
    children: tuple[Node | str, ...]


class Printed(NamedTuple):
    """A page as source, its prose, and for each character of the prose its place in the source."""

    source: str
    prose: str
    places: list[int]


def printed(
    page: tuple[Node | str, ...], blocks: set[str], skipped: set[str], headings: set[str]
) -> Printed:
    """
    Print a page and tell its prose: texts outside *skipped*, parted where *blocks* begin and end.

    >>> printed((Node("p", ("l’", Node("b", ("ESS",)))),), {"p"}, set(), set()).source
    '<p>l’<b>ESS</b></p>'
    """
    source: list[str] = []
    prose: list[str] = []
    places: list[int] = []

    def mark(character: str) -> None:
        prose.append(character)
        places.append(sum(map(len, source)))

    def write(child: Node | str, quiet: bool) -> None:
        if isinstance(child, str):
            at = sum(map(len, source))
            source.append(child)
            if not quiet:
                prose.extend(child)
                places.extend(range(at, at + len(child)))
            return
        gap = SECTION if child.name in headings else BREAK if child.name in blocks else ""
        quiet_inside = quiet or child.name in skipped
        if gap or child.name in skipped:
            mark(gap or GAP)
        source.append(f"<{child.name}>")
        for one in child.children:
            write(one, quiet_inside)
        if gap or child.name in skipped:
            mark(BREAK if gap else GAP)
        source.append(f"</{child.name}>")

    for child in page:
        write(child, False)
    return Printed("".join(source), "".join(prose), places)


def undone(annotated: str, insertions: list[tuple[int, str]]) -> str:
    """
    Take insertions out again by their places alone: strip() without knowing any markup.

    Args:
        annotated: the new source.
        insertions: place in the *old* source and text, in order.

    >>> undone("l’<b>ESS</b>", [(2, "<b>"), (5, "</b>")])
    'l’ESS'
    """
    for place, text in insertions:
        assert annotated[place : place + len(text)] == text
        annotated = annotated[:place] + annotated[place + len(text) :]
    return annotated
