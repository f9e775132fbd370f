"""
What shows that a doubled title is a tooltip's and where its definition ends.

Each function is one kind of evidence, a stage of :data:`esslink.cleaner.text.STAGES`:
the page's own glossary entries, and the same title and definition elsewhere on
the page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from esslink.cleaner.finding import Removal
from esslink.cleaner.skeleton import Skeleton, stem
from esslink.cleaner.text.edges import in_sentence, resume, tail, tail_like
from esslink.cleaner.text.ends import first_resume
from esslink.cleaner.text.shape import (
    glued_capitals,
    goes_on,
    is_code,
    is_glued,
    is_parted,
    is_prose,
    removal,
    site_key,
    starts_sentence,
    unnamed,
)
from esslink.cleaner.text.sites import FUNCTION_WORDS, Site, bare

__all__ = ["headed", "repeated"]

LONGEST = 12_000
"""Letters of the longest definition compared."""
_CONTEXT = 24
"""Letters before the term that tell one place from another."""
_SAME_START = 20
"""Letters that two definitions must share before they are compared."""


# --- the page's own entries ----------------------------------------------------------

# A heading line, then a paragraph: a line of at most 90 characters, blank lines,
# a line. Lines are cut at "\n", so nothing is read twice but the one after.
_HEADING = re.compile(r"^[^\S\n]*([^\s][^\n]{0,89})\n\s*(?=\S)", re.MULTILINE)
_MAX_HEADINGS = 20_000


def _headings(sk: Skeleton, wanted: set[str]) -> dict[str, list[int]]:
    """Give the letter where the paragraph under each wanted heading starts."""
    found: dict[str, list[int]] = {}
    for match in _HEADING.finditer(sk.text):
        first, last = sk.token_from(match.start(1)), sk.token_from(match.end(1))
        if not 0 < last - first <= 10:
            continue
        key = " ".join(stem(sk.word(token)) for token in range(first, last))
        if key in wanted:
            places = found.setdefault(key, [])
            if len(places) < 4:
                places.append(sk.offsets[last])
    return found


def headed(sk: Skeleton, sites: list[Site]) -> Iterator[Removal]:
    """
    Find definitions that the page has under their title as a heading.

    Confidence 0.97 when the definition is all of the paragraph, 0.9 when it stops
    at a sentence within.
    """
    keys = {site: site_key(sk, site) for site in sites if site.title != site.definition}
    headings = _headings(sk, set(keys.values()))
    for site, key in keys.items():
        best: tuple[float, int, int] | None = None
        for paragraph in headings.get(key, ()):
            if site.form <= paragraph < site.definition + 2:
                continue
            same = sk.common(site.definition, paragraph, LONGEST)
            end = _paragraph_end(sk, site, paragraph, same)
            if end and (best is None or end > best):
                best = end
        if best:
            sample = sk.text[sk.place(site.definition) : best[2]]
            sure = min(best[0], 0.5) if is_code(sample) else best[0]
            yield removal(sk, site, best[1:], "headed", sure)


def _paragraph_end(
    sk: Skeleton, site: Site, paragraph: int, same: int
) -> tuple[float, int, int] | None:
    """Give confidence and end of the definition that starts like the paragraph."""
    if same < 8:
        return None
    text = sk.text
    stop = paragraph + same
    last = sk.token_at(stop - 1)
    # The end of the last line of the entry that the site has whole.
    place = sk.place_after(stop)
    line = text.find("\n", place)
    whole_line = not any(c.isalnum() for c in text[place : line if line >= 0 else len(text)])
    if not whole_line or sk.offsets[last + 1] != stop:
        back = text.rfind("\n", sk.place(paragraph), place)
        if back > 0:
            last = sk.token_from(back) - 1
            stop = sk.offsets[last + 1]
        else:
            return _sentence_end(sk, site, same)
    letter = site.definition + stop - paragraph
    if letter - site.definition < 8:
        return None
    tokens = sk.token_at(letter) - sk.token_at(site.definition)
    confidence = 0.97 if tokens > 2 else 0.6
    model = text[sk.place_after(stop) :].split("\n", 1)[0][:12]
    opens = sk.place_after(site.definition)
    end = sk.place_after(letter)
    matched = tail_like(text, end, model)
    own = tail(text, end, opens)
    end = max(min(matched, own), end) if matched < own else matched
    return _weight(sk, site, end, confidence), letter, end


def _sentence_end(sk: Skeleton, site: Site, same: int) -> tuple[float, int, int] | None:
    """Give the end of the definition within the paragraph it starts like."""
    end = first_resume(sk, site.definition, site.definition + same)
    if end is None or end.sign == "paragraph" or end.letter - site.definition < _SAME_START:
        return None
    return _weight(sk, site, end.place, 0.9), end.letter, end.place


def _weight(sk: Skeleton, site: Site, end: int, confidence: float) -> float:
    """Lower *confidence* where no sentence shows around the cut."""
    after = resume(sk.text, end)
    within = in_sentence(sk, site.form)
    broken = "\n" in sk.text[sk.place(site.form) : sk.place(site.definition)]
    if broken and not after.sure:
        return confidence * 0.4
    if not within and not after.sure:
        return confidence * 0.6
    return confidence if within else confidence * 0.95


# --- the same elsewhere on the page --------------------------------------------------


def repeated(sk: Skeleton, sites: list[Site]) -> Iterator[Removal]:
    """
    Find definitions that follow their title at two places or more.

    The definition is the longest common continuation, cut back to where the
    sentence resumes if that shows, else to the last word with a meaning.
    Confidence 0.95, with at least one of the places inside a sentence.
    """
    groups: dict[tuple[str, str], list[Site]] = {}
    capitals = bare(sk, sites)
    untitled = unnamed(sk, capitals)
    others = sorted(
        {sk.offsets[token] for token in glued_capitals(sk)}
        | {site.form for site in sites if site.title != site.definition}
        | {site.form for site in capitals if is_parted(sk, site)}
    )
    for site in (*sites, *(() if sk.flat else untitled)):
        start = sk.letters[site.definition : site.definition + _SAME_START]
        if len(start) == _SAME_START:
            groups.setdefault((site_key(sk, site), start), []).append(site)
    for group in groups.values():
        if len(group) > 1:
            yield from _shared(sk, group, others, 0)


def _shared(sk: Skeleton, group: list[Site], others: list[int], level: int) -> Iterator[Removal]:
    """
    Yield the removals of sites whose definitions start alike.

    Places where the same words stand before the term too are one place: there a
    sentence comes twice, and says nothing of where its definition ends. *others* are
    letters where other definitions start.
    """
    everywhere = group
    contexts = {sk.letters[max(0, s.form - _CONTEXT) : s.form]: s for s in reversed(group)}
    group = list(contexts.values())
    group.sort(key=lambda s: (sk.letters[s.definition : s.definition + 300], s.definition))
    group = _told_apart(sk, group)
    if len(group) < 2:
        return
    pairs = list(pairwise(group))
    same = [sk.common(a.definition, b.definition, LONGEST) for a, b in pairs]
    shortest = min(same)
    length, shown = _boundary(sk, group, shortest, others)
    heads = {_head(sk, site)[-_WORDS:] for site in group}
    if len(heads) < 2 and not shown:
        length = 0  # sentences that start alike may go on alike
    if length >= _SAME_START:
        start = group[0].definition
        group = [s for s in everywhere if sk.common(s.definition, start, length) == length]
        ends = _ends(sk, group, length)
        confidence = _group_confidence(sk, group, ends, length)
        done = 0
        for site, end in sorted(zip(group, ends, strict=True)):
            if sk.place(site.form) < done:
                continue  # a definition does not hold its own term's tooltip
            done = end
            weight = _weight(sk, site, end, confidence)
            yield removal(sk, site, (site.definition + length, end), "repeated", weight)
    elif level < 4:
        part = [group[0]]
        for length, site in zip(same, group[1:], strict=True):
            if length <= shortest:
                if len(part) > 1:
                    yield from _shared(sk, part, others, level + 1)
                part = []
            part.append(site)
        if len(part) > 1 and len(part) < len(group):
            yield from _shared(sk, part, others, level + 1)


def _told_apart(sk: Skeleton, group: list[Site]) -> list[Site]:
    """
    Leave out of the sorted *group* what repeats the place before it to the end of its line.

    A paragraph that comes twice, behind different ones, is one place.
    """
    kept = group[:1]
    for site in group[1:]:
        known = kept[-1]
        head = sk.text.find("\n", sk.place(site.definition))
        line = sk.offsets[sk.token_from(head)] if head >= 0 else len(sk.letters)
        size = min(line - site.definition, LONGEST)
        same = sk.common(known.definition, site.definition, size) == size
        if not (same and _same_head(sk, known, site)):
            kept.append(site)
    return kept


def _same_head(sk: Skeleton, one: Site, other: Site) -> bool:
    """Tell whether the same words of the line stand before two forms, up to a few."""
    return _head(sk, one) == _head(sk, other)


def _head(sk: Skeleton, site: Site) -> str:
    """Give the letters of the line before a form, the last ones."""
    place = sk.place(site.form)
    line = sk.text.rfind("\n", max(0, place - _CONTEXT * 2), place) + 1
    return sk.letters[sk.offsets[sk.token_from(line)] : site.form][-_CONTEXT:]


def _next(others: list[int], site: Site) -> int:
    """Give the letter where the first of *others* after the start of *site* starts, or -1."""
    at = bisect_right(others, site.definition)
    return others[at] if at < len(others) else -1


_LONG = 60
"""Letters that two sentences do not share by chance."""
_WORDS = 10
"""Letters of the two or three words before a term."""
_REST = 40
"""Letters after a stop that may be what two sentences happen to go on with."""


def _last_stop(sk: Skeleton, site: Site, length: int) -> int:
    """Give *length* cut back to a stop that stands shortly before its end, or as it is."""
    if sk.text[sk.place_after(site.definition + length) :][:1] in tuple(".!?…"):
        return length
    last = sk.token_at(site.definition + length - 1)
    for token in range(last, sk.token_at(site.definition) + 1, -1):
        letter = sk.offsets[token]
        if site.definition + length - letter > _REST:
            break
        gap = sk.gap(token)
        if gap[:1] in tuple(".!?…") and gap[1:2].isspace():
            return letter - site.definition
    return length


_NOUN, _PRONOUNS = ("tout",), ("lui", "elle", "elles", "nous", "vous")
_LAST = {
    **dict.fromkeys(("un", "le", "du", "au"), _NOUN),
    **dict.fromkeys(
        [
            "a",
            "avec",
            "chez",
            "contre",
            "de",
            "entre",
            "par",
            "pour",
            "sans",
            "sous",
            "sur",
            "vers",
        ],
        _PRONOUNS,
    ),
}
"""Closed-class words that a definition may end with, by the one before: «comme un tout»."""


def _boundary(sk: Skeleton, group: list[Site], length: int, others: list[int]) -> tuple[int, bool]:
    """
    Cut *length* back to the end of a definition that makes sense at every place.

    Returns:
        letters, 0 when nothing shows an end, and whether a sentence that resumes shows it.

    """
    # Not inside a word, at none of the places.
    for _ in range(4):
        whole = min(
            sk.offsets[sk.token_at(site.definition + length)] - site.definition for site in group
        )
        if whole == length:
            break
        length = whole
    first = group[0]
    ends = [first_resume(sk, s.definition, s.definition + length) for s in group[:4]]
    shown = [
        e.letter - s.definition
        for s, e in zip(group, ends, strict=False)
        if e and e.sign in ("stop", "orphan", "bracket")
    ]
    following = [at - s.definition for s in group if (at := _next(others, s)) >= 0]
    if shown:
        length = min(shown)
    if following and min(following) < length:
        return 0, False  # the sentence of another definition: nothing shows where this one ends
    if not shown:
        length = _last_stop(sk, first, length)
    token = sk.token_at(first.definition + length) - 1
    while token > 0 and sk.offsets[token] > first.definition:
        if sk.word(token) not in FUNCTION_WORDS or _stopped(sk, group, length):
            break
        if sk.word(token) in _LAST.get(sk.word(token - 1), ()):
            break
        length = sk.offsets[token] - first.definition
        token -= 1
    return length, bool(shown)


def _stopped(sk: Skeleton, group: list[Site], length: int) -> bool:
    """Tell whether a stop stands after *length* letters at every place."""
    return all(
        sk.text[sk.place_after(site.definition + length) :][:1] in tuple(".!?…") for site in group
    )


def _ends(sk: Skeleton, group: list[Site], length: int) -> list[int]:
    """Give the end in the text at each place, with the signs that all of them have."""
    text = sk.text
    stops = [sk.place_after(site.definition + length) for site in group]
    tails = [
        "".join(text[a : tail(text, a, _opens(sk, site))].split())
        for site, a in zip(group[:8], stops[:8], strict=True)
    ]
    shared = min(tails, key=len)
    while shared and not all(other.startswith(shared) for other in tails):
        shared = shared[:-1]
    return [tail_like(text, stop, shared) for stop in stops]


def _opens(sk: Skeleton, site: Site) -> int:
    """Give where the definition starts in the text, its opening signs included."""
    low = sk.place_after(site.definition)
    return low if site.title != site.definition else sk.place(site.definition)


def _group_confidence(sk: Skeleton, group: list[Site], ends: list[int], length: int) -> float:
    """Weigh a group: how many of its places look like a sentence cut in two."""
    within = sum(in_sentence(sk, site.form) for site in group)
    sure = sum(resume(sk.text, end).sure for end in ends)
    site = group[0]
    sample = sk.text[_opens(sk, site) : ends[0]][:3000]
    small = sum(c.islower() for c in sample)
    if not within or small * 2 < len(sample) or is_code(sample):
        return 0.5
    if _is_joined(sk, group, ends, length):
        return 0.95
    if not sure:
        return 0.5
    if not _stopped(sk, group, length):
        tokens = sk.token_at(site.definition + length) - sk.token_at(site.definition)
        shortest = 45 if site.title != site.definition else _LONG
        title = sk.letters[site.title : site.definition]
        again = bool(title) and sk.letters.startswith(title, site.definition)
        if _spread(sk, group, length) >= _DIFFERENT and all(_is_shifted(sk, s) for s in group):
            shortest, tokens = _SAME_START, max(tokens, 7)  # a title shows that it is one
        if length < shortest or not 7 <= tokens <= 80 or again or not starts_sentence(sk, site):
            return 0.5
    if site.title == site.definition and not _is_untitled(sk, group, ends, length):
        joined = all(is_glued(sk, site) for site in group) or _are_parted(sk, group, ends)
        if (
            not joined
            or length < _LONG
            or not is_prose(sk, site.definition, site.definition + length)
        ):
            return 0.5
    return 0.95 if within * 2 >= len(group) else 0.85


_DIFFERENT = 3
"""Words that go on differently after what is the same at all places."""


def _spread(sk: Skeleton, group: list[Site], length: int) -> int:
    """Give how many different words follow what the sites have in common."""
    following = (sk.token_at(site.definition + length) for site in group)
    return len({sk.word(token) for token in following if token < len(sk)})


def _is_joined(sk: Skeleton, group: list[Site], ends: list[int], length: int) -> bool:
    """
    Tell whether an extractor's joints show the definitions, wherever the sentences go on.

    Nothing between the term and a capital at every place, or a small letter and the
    same word with a capital: a sentence has neither, and its stop ends what was put there.
    """
    if not _stopped(sk, group, length):
        return False
    if not (
        all(is_glued(sk, site) or _is_shifted(sk, site) for site in group)
        or _are_parted(sk, group, ends)
    ):
        return False
    first = group[0].definition
    if not starts_sentence(sk, group[0]):
        return False
    short = all(is_glued(sk, site) for site in group) and length >= _SAME_START
    return short or is_prose(sk, first, first + length)


def _are_parted(sk: Skeleton, group: list[Site], ends: list[int]) -> bool:
    """Tell whether two blanks, or one before a mark, part every definition on both sides."""
    text = sk.text
    return all(
        is_parted(sk, site)
        and text[end : end + 1] == " "
        and text[end + 1 : end + 2] in (" ", ",", ".", ")", "\n")
        for site, end in zip(group, ends, strict=True)
    )


def _is_shifted(sk: Skeleton, site: Site) -> bool:
    """Tell whether the form has a small letter and its title the capital of a heading."""
    if site.title == site.definition:
        return False
    form, title = sk.shown(sk.token_at(site.form)), sk.shown(sk.token_at(site.title))
    return form.islower() and title[0].isupper() and not title.isupper()


def _is_untitled(sk: Skeleton, group: list[Site], ends: list[int], length: int) -> bool:
    """
    Tell whether what follows a term without any title is a definition.

    It must be prose that ends with a stop, and at most of its places, two at
    least, the sentence must resume on the same line.
    """
    if not _stopped(sk, group, length):
        return False
    first = group[0].definition
    if sk.text.startswith("...", sk.place_after(first + length)):
        return False
    if not is_prose(sk, first, first + length):
        return False
    resumed = 0
    for end in ends:
        after = resume(sk.text, end)
        if after.kind == "lower":
            resumed += after.place - end < 4 and goes_on(sk, end)
        else:
            resumed += after.sure and sk.text[end - 1] in '.!?…»"”'
    return resumed > 1 and resumed * 2 >= len(group)
