"""
What must hold of any bytes at all: the promises of annotate, strip and clean, as one function.

:func:`check` knows nothing of a fuzzer. :mod:`run` drives it with atheris, which looks
for new paths through the code; :mod:`test_fuzz` with seeds and random bytes.
"""

from __future__ import annotations

import esslink
from esslink.annotator import Annotator
from esslink.errors import SourceError
from esslink.policy import Policy
from esslink.sources.html import read
from esslink.splice import splice

FORMATS = ("html", "text", None, "xhtml")

SEEDS = (
    b"<p>l\xe2\x80\x99<b>ESS</b> &amp; une coop&eacute;rative</p>",
    b"<!DOCTYPE html><html lang=fr><head><title>ESS</title></head><body>coop\xc3\xa9rative</body></html>",
    b"<meta charset=iso-8859-15><p>Une coop\xe9rative, 5 \xa4",
    b"\xef\xbb\xbf<p>Un puits <i>de</b> carbone\r\n",
    b"\xff\xfe<\x00p\x00>\x00E\x00S\x00S\x00",
    b"Un texte : la coop\xc3\xa9rative.\n\nL'ESS < &amp; >\n",
    b"<table>ESS<tr><td>ESS</table><select><option>ESS<svg><title>ESS</svg>ESS",
    b"<p>a<!-- esslink:off -->ESS<!-- esslink:on -->ESS<script>ESS</script><textarea>ESS",
    b"<h1>ESS</h1><ruby>ESS<rt>ESS</ruby><p lang=en>ESS<p class=noesslink>ESS",
    b'<a class="esslink" role="doc-glossref" href="#esslink-ess">ESS</a><!--esslink-->',
    b'<style data-esslink="style"></style><div data-esslink="glossary"><dl><dt>x</dl></div>',
    b'<div class="esslink-text" data-esslink="text">\nESS\n</div>\n<!--esslink-->',
    b"<p>ESS <span role=tooltip>Soci\xc3\xa9t\xc3\xa9 d\xc3\xa9tenue par ses membres.</span> suite",
    b"La coop\xc3\xa9rative Coop\xc3\xa9rative Soci\xc3\xa9t\xc3\xa9 d\xc3\xa9tenue par ses membres. du lieu",
    b"<p>ESS<abbr title='\xc3\xa9conomie sociale et solidaire'>ESS</abbr><dfn title=x>ESS</dfn>",
    b"coope\xcc\x81rative coop\xc3\xa9\xc2\xadrative \xef\xac\x81n \x00 \xed\xa0\x80 &#xD800; &#99999999999;",
    b"<noscript><!--</noscript>ESS--><frameset><frame></frameset><plaintext>ESS",
    b"<p>ESS<p title='a>b' <b/ =x></><![CDATA[ESS]]><?php ESS ?><!x ESS></",
)
"""Small inputs that between them reach most of the code."""

WORDS = (
    "coopérative", "ESS", "économie sociale et solidaire", "puits de carbone", "société d’intérêt",
    "&eacute;", "&nbsp;", "&#", "&#x", "<p>", "</p>", "<b>", "</b>", "<a ", "<svg>", "<table>",
    "<td>", "<select>", "<h1>", "</h2>", "<ruby>", "<rt>", "<title>", "<script>", "<textarea>",
    "<noscript>", "<plaintext>", "<template>", "<frameset>", "</body>", "</html>", "<body>",
    "</head>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<!DOCTYPE html>", " class=noesslink",
    " lang=en", " contenteditable", "data-esslink=", "<!--esslink-->", "<!-- esslink:off -->",
    "<!-- esslink:on -->", '<meta name="esslink" content="off">', "<meta charset=", "iso-8859-15",
    "utf-16", "big5", '<a class="esslink" role="doc-glossref" href="#esslink-ess">', "</a>",
    '<style data-esslink="style">', "</style>", 'data-esslink="glossary"', "</aside>",
    '<div class="esslink-text" data-esslink="text">\n', "\n</div>\n", ' role="tooltip"', ' title="',
    "Société détenue par ses membres.", "\u00ad", "\u0301", "\u200b", "\ufeff", "\x1d", "\x1e",
    "\x1f", "\r", "\n\n", "\x00",
)  # fmt: skip
"""What a mutation may put in: the words that the code looks for."""


def terms() -> list[esslink.Term]:
    """Give a glossary with what glossaries have: abbreviation, apostrophe, markup, another sense."""
    return [
        esslink.Term("coopérative", definition="Société détenue par ses membres."),
        esslink.Term(
            "économie sociale et solidaire",
            abbreviation="ESS",
            definition="Ensemble des coopératives, mutuelles, associations et fondations.",
        ),
        esslink.Term("puits de carbone", definition="Réservoir de carbone.", never=("puits",)),
        esslink.Term("société d'intérêt", definition="Société qui sert ses <b>membres</b>."),
    ]


class Check:
    """The facades, made once, and what they promise of any input."""

    def __init__(self) -> None:
        known = terms()
        matcher = esslink.compile(known)
        self.annotators = (
            Annotator(matcher, Policy(occurrences="all", context="off", names="link")),
            Annotator(matcher),
        )
        self.cleaners = (esslink.Cleaner(known), esslink.Cleaner())

    def __call__(self, data: bytes) -> None:
        """Hold the promises on *data*; AssertionError, or what the code raised, when one breaks."""
        choice = data[0] if data else 0
        data = data[1:]
        format = FORMATS[choice & 3]
        annotator = self.annotators[choice >> 2 & 1]
        cleaner = self.cleaners[choice >> 3 & 1]
        if choice >> 4 & 1:
            self.of_text(data.decode("utf-8", "surrogateescape"), format, annotator, cleaner)
        else:
            self.of_bytes(data, format, annotator, cleaner)

    def of_text(
        self, page: str, format: str | None, annotator: Annotator, cleaner: esslink.Cleaner
    ) -> None:
        """``strip`` undoes, twice is once, edits tell the whole, ``clean`` does not raise."""
        clean = esslink.strip(page)
        assert esslink.strip(clean) == clean, "strip twice"
        result = annotator.run(clean, format=format)
        assert esslink.strip(result.text) == clean, "strip"
        again = annotator.run(result.text, format=_same(format, result.format))
        assert again.text == result.text, "idempotence"
        assert splice(result.source, result.edits) == result.text, "edits"
        if result.format == "html":
            assert all(edit.start == edit.end for edit in result.edits), "insertions"
            assert len(read(clean).region.text) <= 3 * len(clean) + 3, "region"
        cleaned = cleaner.clean(page, None if format == "xhtml" else format)
        assert len(cleaned) <= len(page), "clean"

    def of_bytes(
        self, page: bytes, format: str | None, annotator: Annotator, cleaner: esslink.Cleaner
    ) -> None:
        """The same on bytes; an encoding may be refused, in words."""
        try:
            clean = esslink.strip(page)
            once = annotator.run(clean, format=format)
        except SourceError as error:
            assert "encodage" in error.message, "refusal"
            return
        marked = once.output
        assert isinstance(marked, bytes), "type"
        assert esslink.strip(marked) == clean, "strip"
        again = annotator.run(marked, format=_same(format, once.format))
        assert again.output == marked, "idempotence"
        assert len(cleaner.clean(page, None if format == "xhtml" else format)) <= len(page), "clean"


def _same(asked: str | None, told: str) -> str | None:
    """Give the format for the second run: told by content, a text that became HTML is HTML."""
    return told if asked is None and told == "html" else asked
