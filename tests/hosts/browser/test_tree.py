"""
The tree of an annotated page, its insertions taken out, is the tree of the page.

A real browser parses both, and they are compared node by node: on the inputs of
html5lib's tree-construction tests (MIT, beside the project in ``../shared``), on
places where markup is fragile, and on real pages where there are some. Every word
that the inputs hold is a term, so whatever can be linked is.
"""

from __future__ import annotations

import collections
import re
from pathlib import Path
from typing import Any

import pytest

import esslink
from esslink.render.web import Web
from hosts.browser.conftest import need
from real_pages import FOLDER, real_pages

SHARED = Path(__file__).parents[4] / "shared" / "data" / "html5lib-tree"

# Parses both texts, unwraps and removes what is ours, and tells the first difference.
COMPARE = """
pairs => pairs.map(([page, marked, written]) => {
  const parse = html => {
    if (!written) return new DOMParser().parseFromString(html, "text/html");
    const frame = document.createElement("iframe");
    document.body.append(frame);
    frame.contentDocument.open();
    frame.contentDocument.write(html);
    frame.contentDocument.close();
    return frame.contentDocument;
  };
  const clean = doc => {
    for (const e of doc.querySelectorAll("[data-esslink]")) {
      e.remove();
    }
    for (const e of doc.querySelectorAll("a.esslink")) e.replaceWith(...e.childNodes);
    return doc;
  };
  const lines = doc => {
    const out = [];
    const walk = (node, depth) => {
      for (let child = node.firstChild; child; child = child.nextSibling) {
        if (child.nodeType == 3) {
          const last = out[out.length - 1];
          if (last && last[0] == depth && last[1] == "#") last[2] += child.data;
          else if (child.data) out.push([depth, "#", child.data]);
          continue;
        }
        const names = child.attributes
          ? [...child.attributes].map(a => a.name + "=" + a.value).sort().join(" ") : "";
        out.push([depth, child.nodeName + ":" + (child.namespaceURI || ""),
          names + (child.nodeType == 8 ? child.data : "")]);
        walk(child, depth + 1);
        if (child.content) walk(child.content, depth + 1);
      }
    };
    walk(doc, 0);
    return out.map(line => line.join("|"));
  };
  const a = lines(parse(page)), b = lines(clean(parse(marked)));
  document.querySelectorAll("iframe").forEach(f => f.remove());
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if (a[i] !== b[i]) return `line ${i}: ${a[i]} / ${b[i]}`;
  return null;
})
"""


def tree_inputs() -> list[str]:
    inputs = []
    for path in sorted(SHARED.glob("*.dat")):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        for block in re.split(r"(?m)^#data\n", text)[1:]:
            inputs.append(re.split(r"(?m)^#(?:errors|document)", block)[0][:-1])
    return inputs


def every_word(pages: list[str]) -> esslink.Annotator:
    words = collections.Counter(
        word for page in pages for word in re.findall(r"[A-Za-zÀ-ÿ0-9]{1,40}", page)
    )
    terms = [
        esslink.Term(word.lower(), id=f"t{number}", definition="Un mot.")
        for number, word in enumerate(dict.fromkeys(w.lower() for w, _ in words.most_common(4000)))
    ]
    policy = esslink.Policy(occurrences="all", context="off", names="link", shared="first")
    # Neither script nor style: the frame would run them, and the tree is what counts.
    return esslink.Annotator(esslink.compile(terms), policy, Web(assets="none"))


def differences(page: Any, pairs: list[tuple[str, str, bool]]) -> list[tuple[str, str]]:
    found = []
    for start in range(0, len(pairs), 50):
        batch = pairs[start : start + 50]
        for (source, _, _), difference in zip(
            batch, page.evaluate(COMPARE, [list(pair) for pair in batch]), strict=True
        ):
            if difference:
                found.append((source, difference))
    return found


@pytest.fixture
def blank(chromium: Any) -> Any:
    context = chromium.new_context()
    page = context.new_page()
    page.goto("about:blank")
    yield page
    context.close()


def test_html5lib_tree_inputs(blank: Any) -> None:
    need(SHARED.is_dir(), "../shared/data/html5lib-tree is not there", by_ci=False)
    inputs = [text for text in tree_inputs() if "\ufffe" not in text]
    annotator = every_word(inputs)
    pairs = []
    linked = 0
    for text in inputs:
        result = annotator.run(text, format="html")
        linked += bool(result.matches)
        assert esslink.strip(result.text) == text
        pairs.append((text, result.text, False))
    assert len(inputs) > 1700 and linked > 300
    found = differences(blank, pairs)
    assert not found, f"{len(found)} of {len(pairs)}: {found[:10]}"


FRAGILE = [
    "<table><tr><td>mutuelle<tr>mutuelle<td>mutuelle</table>mutuelle",
    "<table>mutuelle<tbody>mutuelle</table>",
    "<p>mutuelle<table><p>mutuelle<td>mutuelle</p>mutuelle",
    "<a href=x>mutuelle<p>mutuelle</a>mutuelle",
    "<a name=x>mutuelle<div>mutuelle</div>mutuelle",
    "<b><p>mutuelle</b>mutuelle</p>mutuelle",
    "<nav><a href=x>mutuelle</nav>mutuelle",
    "<nav><code>mutuelle</nav>mutuelle",
    "<select><option>mutuelle<p>mutuelle</select>mutuelle",
    "<svg><title>mutuelle</title><text>mutuelle</text><desc>mutuelle</svg>mutuelle",
    "<svg><p>mutuelle</p></svg>mutuelle",
    "<math><mi>mutuelle</mi><annotation-xml encoding='text/html'>mutuelle</math>mutuelle",
    "<button>mutuelle<button>mutuelle</button>mutuelle",
    "<label>mutuelle<p>mutuelle</label>mutuelle",
    "<ruby>mutuelle<rt>mutuelle</ruby>mutuelle",
    "<template><p>mutuelle</template><p>mutuelle",
    "<p>mutuelle<template>mutuelle</p>",
    "<noscript><p>mutuelle</noscript><p>mutuelle",
    "<frameset><frame></frameset><noframes>mutuelle</noframes>",
    "<head><title>x</title>mutuelle</head><p>mutuelle",
    "<h1>mutuelle<h2>mutuelle</h1>mutuelle</h2>mutuelle",
    "<ul><li>mutuelle<li>mutuelle<p>mutuelle<li>mutuelle</ul>mutuelle",
    "<dl><dt>mutuelle<dd>mutuelle<dt>mutuelle</dl>",
    "<form><p>mutuelle<form>mutuelle</form></form>mutuelle",
    "mutuelle</body>mutuelle</html>mutuelle<!-- mutuelle -->",
    "<body>mutuelle</body><body class=x>mutuelle</body>",
    "<p>mutuelle <i>mu<b>tu</i>elle</b> mutuelle",
    "<font>mutuelle<table><font>mutuelle</font><td>mutuelle",
    "<object>mutuelle</object><applet>mutuelle</applet><marquee>mutuelle</marquee>mutuelle",
    "<textarea>mutuelle</textarea>mutuelle<xmp>mutuelle</xmp>mutuelle<plaintext>mutuelle",
    "<table><caption>mutuelle<td>mutuelle<caption>mutuelle",
    "<table><colgroup>mutuelle<col>mutuelle<tr><th>mutuelle",
    "<p><nobr>mutuelle<nobr>mutuelle</p>mutuelle",
    "<!DOCTYPE html>mutuelle<!DOCTYPE html>mutuelle",
    "mutuelle<!-- x -- mutuelle --!>mutuelle<!>mutuelle<?x mutuelle>mutuelle",
    "<details><summary>mutuelle</summary>mutuelle</details>mutuelle",
    "<table><tr><td><table>mutuelle<tr><td>mutuelle</table>mutuelle</table>mutuelle",
    "<td>mutuelle</td><tr>mutuelle</tr>mutuelle",
    "<p>mutuelle<hr>mutuelle<pre>mutuelle</pre>mutuelle",
    "<b>mutuelle<aside>mutuelle</b>mutuelle</aside>mutuelle",
    "<center>mutuelle<p>mutuelle</center>mutuelle",
]


@pytest.mark.parametrize("source", FRAGILE)
def test_fragile_places(blank: Any, source: str) -> None:
    annotator = every_word(["mutuelle"])
    marked = annotator.run(source, format="html").text
    whole = f"<!DOCTYPE html><html><head><title>x</title></head><body>{source}</body></html>"
    pairs = [
        (source, marked, False),
        (source, marked, True),
        (whole, annotator.run(whole, format="html").text, True),
    ]
    assert differences(blank, pairs) == []


def test_real_pages(blank: Any) -> None:
    paths = real_pages(300)
    need(len(paths) >= 250, f"too few pages in {FOLDER}: .ci/browser")
    sources = [path.read_bytes().decode("utf-8", "replace") for path in paths]
    annotator = every_word(sources)
    marked = [annotator.run(source, format="html") for source in sources]
    assert sum(bool(result.matches) for result in marked) > 200
    pairs = [(source, result.text, False) for source, result in zip(sources, marked, strict=True)]
    found = differences(blank, pairs)
    assert not found, f"{len(found)} of {len(pairs)}: {[d for _, d in found[:10]]}"
