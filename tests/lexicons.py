"""Strategies that make glossaries, for the properties of formats."""

import unicodedata

from hypothesis import strategies as st

from esslink.lexicon import Lexicon
from esslink.sanitise import sanitised
from esslink.terms import Sense, Term

LETTERS = st.sampled_from(
    list("abcdeéèœÉAZ09 -’'«»…;|,\"\\&<>/=+@#[]{}.:!?%*_`~$\u00a0\u202f\u2014漢😀")
)
FORBIDDEN = "".join(
    map(chr, [*range(0x2028, 0x202F), *range(0x2066, 0x206A), *range(0xFDD0, 0xFDF0)])
)
ODD = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=FORBIDDEN + "\ufffe\uffff")


def _form(text):
    text = unicodedata.normalize("NFC", " ".join(text.split())).strip()
    return text if any(unicodedata.category(c)[0] not in "ZCM" for c in text) else "x" + text


short = st.text(LETTERS | ODD, min_size=1, max_size=20).map(_form)
prose = st.text(LETTERS | ODD | st.sampled_from("\n\t"), max_size=60)
meanings = prose.map(lambda text: text if sanitised(text) else "sens")
ids = st.text(st.sampled_from("abcdefgXYZ0189._-"), min_size=1, max_size=12)


def listed(items, most=3):
    return st.lists(items, max_size=most, unique=True).map(tuple)


def maybe(items):
    return st.none() | items


terms = st.builds(
    Term,
    headword=short,
    id=ids,
    definition=prose,
    abbreviation=maybe(short),
    aliases=listed(short),
    pos=maybe(st.sampled_from(["noun", "verb", "adj", "adv", "propn"])),
    gender=maybe(st.sampled_from("fm")),
    source=maybe(short),
    see=listed(ids),
    source_url=maybe(st.just("https://exemple.fr/a?b=c&d=é")),
    categories=listed(short),
    senses=st.lists(st.builds(Sense, meanings, maybe(short)), max_size=2).map(tuple),
    domain=maybe(short),
    synonyms=listed(ids),
    never=listed(short),
    case=maybe(st.sampled_from(["exact", "any"])),
    priority=st.integers(-1000, 1000),
    lang=maybe(st.sampled_from(["fr", "en", "pt-BR"])),
    note=maybe(prose),
    forms=listed(short),
    invariable=st.booleans(),
)


@st.composite
def lexicons(draw, term=terms, most=4):
    """A valid glossary of one to *most* terms, with or without data of its own."""
    chosen = draw(st.lists(term, min_size=1, max_size=most, unique_by=lambda t: t.id))
    texts = {name: draw(maybe(short)) for name in ("title", "description", "licence", "version")}
    return Lexicon(chosen, language=draw(st.sampled_from(["fr", "en", "br"])), **texts)
