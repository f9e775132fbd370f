"""
The text that we touch is text that parsers show, in the same order, and little of it is missed.

Three parsers (:mod:`shown`), both directions, on the inputs of html5lib's tree and
tokenizer tests; every difference is in a list here with its reason. Where the inputs are
not at hand (they are not part of this repository) the tests say so and are skipped.
``benchmarks/regions.py`` does the same on any folder of pages.
"""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path

import pytest

from esslink.sources.html import read
from shown import LESS, OTHER, PARSERS, SAME, compared, is_part, letters, touched

pytest.importorskip("html5lib")

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
TREES = Path(os.environ.get("ESSLINK_HTML5LIB", DATA / "html5lib-tree"))
TOKENIZER = Path(os.environ.get("ESSLINK_HTML5LIB_TOKENIZER", DATA / "html5lib-tokenizer"))

SAMPLES = (
    "<p>l’<b>éco</b>nomie &amp; <code>x</code> fin",
    "<table>loin<tr><td>dedans</table>après",
    "<p>un<svg><title>non</title><text>non</text></svg>deux",
    "<select><option>non</select>oui<textarea>non</textarea>",
    "<!-- non --><p>oui<!-- non -->oui</p><![CDATA[non]]>",
    "<p title='a > b'>oui<script>'<p>non'</script>oui",
    "<h1>non</h1>oui<a>non<a>non</a>oui",
)

SHAPES = (
    "<p>oui<plaintext>non</p>",
    "<div>oui<template><p>non</template>oui",
    "<div>oui<noscript><b>non</b></noscript>oui",
    "<p>oui<textarea><p>non</textarea>oui",
    "<p>oui<math><mi>non<mtext>non</mtext></math>oui",
    "<p>oui<svg><![CDATA[non]]></svg>oui<![CDATA[non]]>oui",
    "<p>oui<!--[if IE]><p>non</p><![endif]-->oui<![if !IE]>oui<![endif]>oui",
    "<p>oui<b>oui<i>oui",
    "<ul><li>oui<li>oui<p>oui<li>oui",
    "<p title='>non' alt=\">non\" x=non>oui",
    "<p>oui\0oui&#0;oui",
    "<p>oui\roui\r\noui\noui",
    "<p>oui\ud800oui\udfffoui",
    "oui<br/>oui<p/>oui</p>oui</br>oui",
    "<dl><dt>oui<dd>oui<dt>oui</dl>",
    "<p>oui<iframe><p>non</iframe><xmp>non</xmp><noembed>non</noembed>oui",
    "<p>oui&eacute;oui&rsquo;oui&notit;oui&amp;lt;b&amp;gt;oui",
    "<body>oui</body>oui</html>oui<!-- non -->",
    "<ruby>oui<rt>non</ruby>oui",
    "<p>oui<button>non<p>non</button>oui<label>non</label>oui",
    "<form>oui<form>oui</form>oui",
    "<center>oui<font>oui</center>oui</font>",
    "<p>oui<object>non</object><video>non</video><canvas>non</canvas>oui",
    "<b>" * 300 + "oui" + "</b>" * 300 + "oui",
)
"""What pages of every kind do: each is touched where all three parsers show it, nowhere else."""


def tree_inputs():
    for path in sorted(TREES.glob("*.dat")):
        blocks = path.read_bytes().decode("utf-8", "replace").split("#data\n")[1:]
        for number, block in enumerate(blocks):
            if "#document-fragment" not in block:
                yield f"{path.stem}-{number}", block.split("\n#errors")[0]


def tokenizer_inputs():
    for path in sorted(TOKENIZER.glob("*.test")):
        tests = json.loads(path.read_text(encoding="utf-8")).get("tests", [])
        for number, test in enumerate(tests):
            if "Data state" in test.get("initialStates", ["Data state"]):
                source = test["input"]
                if test.get("doubleEscaped"):
                    source = json.loads(f'"{source}"')
                yield f"{path.stem}-{number}", source


def differences(cases, parser):
    """Give the names of the cases that differ, by kind, and how many were compared."""
    found: dict[str, set[str]] = {SAME: set(), LESS: set(), OTHER: set()}
    for name, source in cases:
        ours = touched(source)
        if ours is not None:  # a page without a safe foot is never touched
            found[compared(ours, PARSERS[parser](source))].add(name)
    return found


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("source", SAMPLES)
def test_samples_agree(source, parser):
    text = touched(source)
    assert "non" not in text
    assert is_part(text, PARSERS[parser](source))


def test_samples_miss_nothing():
    assert letters(read(SAMPLES[0]).region.text) == PARSERS["html5lib"](SAMPLES[0])


@pytest.mark.parametrize("source", SHAPES, ids=range(len(SHAPES)))
def test_shapes_are_touched_where_they_are_shown(source):
    ours = letters(read(source).region.text)
    assert "non" not in ours
    for parser in ("turbohtml",) if "<template" in source else ("html5lib", "turbohtml"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert ours == PARSERS[parser](source), parser


@pytest.mark.parametrize("parser", PARSERS)
def test_trees(parser):
    cases = list(tree_inputs())
    if not cases:
        pytest.skip(f"{TREES} is missing (shared/)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = differences(cases, parser)
    own = OWN[parser]
    assert len(found[SAME]) > 890
    assert found[OTHER] == set(NOT_SHOWN) | set(own[OTHER])
    assert found[LESS] == (set(MISSED) | set(own[LESS])) - set(own[SAME])


@pytest.mark.parametrize("parser", PARSERS)
def test_tokens(parser):
    cases = list(tokenizer_inputs())
    if not cases:
        pytest.skip(f"{TOKENIZER} is missing (shared/)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = differences(cases, parser)
    assert len(found[SAME]) > 5200
    assert not found[LESS]
    assert found[OTHER] == set(OWN[parser]["tokens"])


_SCRIPTS = "parsers of trees read as if scripts were off; browsers run them: noscript is raw text"
_FOSTER = (
    "text loose in a table, which parsers move before it: left alone, it is no longer in place"
)
_BREAKOUT = "svg or math that an HTML tag ends: left alone up to the end of the page"
NOT_SHOWN: dict[str, str] = {
    **{f"tests16-{number}": _SCRIPTS for number in (*range(83, 89), *range(180, 186))},
    "tests5-15": _SCRIPTS,
    "tests5-16": _SCRIPTS,
    "tests19-21": "a heading in a heading: </h1> closes the inner one, the text is still in h1; "
    "a link there is allowed, only our choice for headings is missed",
}
"""Inputs where we would touch other text than parsers show, and why."""
MISSED: dict[str, str] = {
    **dict.fromkeys(
        [
            "adoption01-11",
            "domjs-unsafe-36",
            "tests15-6",
            "tests15-7",
            "tests15-8",
            "tests15-9",
            "tests15-10",
            "tests7-8",
            "tests7-19",
            "tests7-30",
            "tests7-31",
            "tests7-32",
            "tricky01-5",
        ],
        _FOSTER,
    ),
    **dict.fromkeys(("tests10-18", "tests10-19", "tests9-19", "tests9-20"), _BREAKOUT),
    "noscript01-16": _SCRIPTS,
    "tests25-17": "text in a head that no tag ends: taken for what a head holds",
}
"""Inputs where parsers show text that we leave alone, and why."""
_LXML = "libxml2 puts it elsewhere than the standard does, or drops it"
OWN: dict[str, dict[str, dict[str, str]]] = {
    "html5lib": {
        OTHER: {},
        LESS: {"template-78": "html5lib knows no template"},
        SAME: {},
        "tokens": {},
    },
    "turbohtml": {
        OTHER: {},
        LESS: {"tests19-17": "turbohtml reads rb and rtc as the standard of today; left alone"},
        SAME: {},
        "tokens": {},
    },
    "lxml": {
        OTHER: {
            **dict.fromkeys(("adoption01-4", "template-96", "tests1-22"), _LXML),
            **dict.fromkeys(("tests2-55", "tests2-57"), "lxml drops what follows </html>"),
            **dict.fromkeys(
                ("webkit01-23", "webkit01-24", "webkit01-25"), "lxml drops what follows </html>"
            ),
        },
        LESS: {
            **dict.fromkeys(("adoption01-2", "tests19-23"), _LXML),
            "template-78": "libxml2 knows no template",
        },
        SAME: dict.fromkeys(
            ("noscript01-16", "tests10-18", "tests10-19", "tests9-19", "tests9-20"), _LXML
        ),
        "tokens": {
            **{
                f"unicodeCharsProblematic-{number}": "lone surrogates were replaced to call lxml"
                for number in range(4)
            },
            "domjs-24": "lxml drops a byte order mark",
        },
    },
}
"""What is one parser's own: the same two lists, what it shows as we do, and its tokens."""
