"""
Glossary files made to break a reader: deep, long, repeated, cut, binary, contradictory.

``python -m hostile_glossaries`` reads them all and prints the slowest and the
memory used; the test runs it in a process of its own.
"""

import json
import random
import sys
import time

TERM = '[[term]]\nheadword = "a"\ndefinition = "Définition."\n'


def toml_files():
    key = ".".join(["a"] * 20_000)
    yield key + " = 1\n"
    yield f"[{key}]\n"
    yield f"[[{key}]]\n"
    yield '"a"' + ' . "a"' * 100_000 + " = 1\n"
    yield TERM + f"x = {{ {key} = 1 }}\n"
    yield TERM + "senses = " + "{a=" * 20_000
    yield TERM + f"senses = [{{ {'a.' * 33}a = 1 }}]\n"
    for count in (40, 5_000, 500_000):
        yield TERM + "aliases = " + "[" * count + "]" * count + "\n"
        yield TERM + "aliases = " + "{a=" * count + "\n"
        yield TERM + "aliases = " + "[" * count + "\n"
    yield "".join(f"[a{number}]\n" for number in range(200_000))
    yield "".join(f"[[a{number}]]\n" for number in range(200_000))
    yield "".join(f"a{number} = 1\n" for number in range(200_000))
    yield TERM + "".join(f"a{number} = 1\n" for number in range(200_000))
    yield "[[term]]\n" * 300_000
    yield '[[term]]\nheadword = "a"\n' * 100_000
    yield TERM + "[[term.senses]]\n" * 200_000
    yield TERM + "aliases = [" + '"x",' * 200_000 + "]\n"
    yield TERM + "aliases = [" + '"x",\n' * 200_000 + "]\n"
    yield TERM + "note = '" + "x" * 2_000_000 + "'\n"
    yield TERM + "note = '''" + "x\n" * 1_500_000 + "'''\n"
    yield TERM + 'note = """' + "\\\n" * 900_000 + '"""\n'
    yield TERM + 'note = """' + '""\\"' * 200_000 + '"""\n'
    yield TERM + 'note = """' + '"" ' * 200_000
    yield TERM + "note = '''" + "'' " * 200_000
    yield TERM + 'note = "' + "\\" * 500_000
    yield TERM + "priority = " + "9" * 5_000
    yield TERM + "priority = 0x" + "f" * 500_000
    yield TERM + "priority = 1e" + "9" * 5_000
    yield TERM + "priority = inf\n"
    yield TERM + "priority = 1979-05-27T07:32:00Z\n"
    yield TERM + "definition = 3\n"
    yield "#\n" * 2_500_000
    yield "#" * 2_000_000
    yield " \t" * 700_000
    yield "\n" * 3_000_000
    yield "[" * 1_000_000
    yield "=" * 1_000_000
    yield '"' * 999_999
    yield "'" * 999_999
    yield "[[term]]\n" + "\\" * 999_999
    yield "term = 1\n"
    yield "term = [1]\n"
    yield "term = [[]]\n"
    yield "term = {}\n"
    yield "lexicon = 1\n"
    yield "[lexicon]\n[lexicon]\n"
    yield "[lexicon]\ntitle = []\n"
    yield "[[lexicon]]\n"
    yield "[[term]]\nheadword = ''\n"
    yield "[[term]]\nheadword = '\u200b\u200d'\n"
    yield '[[term]]\nheadword = "' + "a" * 600_000 + '"\n'
    yield '[[term]]\nheadword = "a"\ndefinition = "' + "é" * 40_000 + '"\n'
    yield TERM + 'source_url = "data:text/html,x"\n'
    yield TERM + "id = '../../etc'\n"
    yield "\ufeff\ufeff" + TERM
    yield TERM + "note = '\x00'\n"
    yield TERM + "note = '\x1b[2J'\n"
    yield TERM + 'note = "\\uD800"\n'
    yield TERM + 'note = "\\U00110000"\n'
    yield TERM + "note = '\x85\x9f'\n"
    yield TERM + TERM


def json_files():
    for count in (40, 5_000, 900_000):
        yield "[" * count
        yield '{"terms":' * count
        yield '[{"headword":"a","aliases":' + "[" * count + "]" * count + "}]"
        yield '[{"headword":"a","note":' + '{"a":' * count + "1" + "}" * count + "}]"
    yield "[" + "[]," * 1_400_000 + "[]]"
    yield "[" + "{}," * 1_400_000 + "{}]"
    yield '[{"headword":"a","aliases":[' + "[]," * 1_400_000 + "[]]}]"
    yield '[{"headword":"a","aliases":[' + '{"a":1},' * 1_400_000 + "1]}]"
    yield '[{"headword":"a","aliases":[' + "1000," * 2_800_000 + "1]}]"
    yield "[" + "[]," * 4_000_000 + "[]]"
    yield '[{"headword":"a"},' * 100_000
    yield "[" + '{"headword":"a"},' * 250_000 + "{}]"
    yield "{" + ",".join(f'"a{number}":""' for number in range(250_000)) + "}"
    yield '[{"headword":"a","priority":' + "9" * 5_000 + "}]"
    yield '[{"headword":"a","priority":1e999}]'
    yield '[{"headword":"a","priority":NaN}]'
    yield '[{"headword":"a","priority":-Infinity}]'
    yield '[{"headword":"a","headword":"b"}]'
    yield '[{"headword":"a","senses":[{"definition":"a","definition":"b"}]}]'
    yield '{"terms":[{"headword":"a"}],"terms":[]}'
    yield '{"terms":[{"headword":"a"}],"lexicon":[]}'
    yield '{"terms":{"headword":"a"}}'
    yield '{"terms":[{"headword":{"a":1}}]}'
    yield '[{"headword":"\\ud800"}]'
    yield '[{"headword":"\\u0000"}]'
    yield '[{"headword":"a"}] x'
    yield '[{"headword":"a"}'
    yield '[{"headword":"a"}}'
    yield '[{"headword":"a"},]'
    yield '[{"headword":null}]'
    yield '[{"headword":"a","definition":null}]'
    yield '[{"headword":"' + "a" * 5_000_000 + '"}]'
    yield '[{"headword":"a","definition":"' + "<b>" * 20_000 + '","definition":""}]'
    yield '[{"headword":"a","' + "k" * 1_000_000 + '":1}]'
    yield '"' * 1_000_000
    yield '"' + "\\" * 1_000_001
    yield "\\u" * 500_000
    yield '{"a":"b"' + " " * 2_000_000
    yield "null"
    yield "1" * 10_000
    yield '"a"'
    yield "[]"
    yield "{}"
    yield ""
    yield "// a\n[]"
    yield "{'headword': 'a'}"
    yield '[{headword: "a"}]'


def table_files():
    yield ""
    yield "\n" * 3_000_000
    yield ";" * 1_000_000
    yield '"' * 999_999
    yield "'" * 999_999
    yield "terme\n" + '"' + "a\n" * 500_000
    yield "terme\n" + "a" * 2_000_000
    yield "terme\n" + "a" * 600_000
    yield "terme;définition\na;" + "b" * 140_000
    yield "terme;définition\na;" + "b" * 100_000
    yield "terme;définition\n" + "a;b\n" * 100_000
    yield "terme;domaine\n" + "a;b\n" * 1_000_000
    yield "terme;domaine;définition\n" + "".join(f"a;{n};{n}\n" for n in range(100_000))
    yield "terme;synonymes\n" + "".join(f"a;b{n}\n" for n in range(100_000))
    yield "terme\n" + "".join(f"a{number}\n" for number in range(250_000))
    yield "terme" + ";x" * 400_000 + "\na\n;"
    yield "terme" + ";terme" * 100_000 + "\n;a"
    yield "terme;terme;id\n;b;c\n"
    yield ("terme;" * 100 + "\n") * 1_000
    yield "a\n" * 1_500_000
    yield "terme;définition\na;b;c"
    yield 'terme;définition\n"a"b;c'
    yield "terme;définition\na;\x00"
    yield "terme;définition\na;\x08"
    yield "terme;priorité\na;" + "9" * 5_000
    yield "terme;synonymes\na;" + "b|" * 5_000
    yield "terme;id\na;b c"
    yield "terme;id\na;x\nb;x"
    yield "terme;url\na;javascript:x"
    yield "terme;casse\na;x"
    yield "terme;langue\na;" + "x" * 500
    yield "sep=\nterme\n"
    yield "sep=;\n"
    yield "définition;url\na;b"
    yield "\ufeff\ufeffx\na"
    yield "terme\n\u200b"
    yield "terme;définition 99\na;" + "x" * 70_000
    yield "terme" + "".join(f";définition {number}" for number in range(2, 100)) + "\na" + ";b" * 98


def xml_files():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    yield f'<!DOCTYPE tbx [<!ENTITY l0 "ha">{laughs}]><tbx>&l11;</tbx>'
    yield '<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///dev/zero">]><tbx>&a;</tbx>'
    yield '<!DOCTYPE tbx SYSTEM "file:///dev/zero"><tbx>&a;</tbx>'
    yield '<!DOCTYPE tbx SYSTEM "http://127.0.0.1:9/"><tbx a="&a;"/>'
    yield '<!DOCTYPE "' + "a" * 1_000_000
    yield "<!DOCTYPE " + "a'" * 500_000
    yield "<!DOCTYPE a>" * 200_000
    for count in (300, 5_000, 1_000_000):
        yield "<tbx>" * count
        yield "<tbx>" + "<conceptEntry>" * count
        yield "<a>" * count + "</a>" * count
    yield "<tbx " + " ".join(f'a{n}=""' for n in range(60_000)) + "/>"
    yield "<tbx>" + "<a/>" * 3_000_000 + "</tbx>"
    yield "<tbx>" + "<a/>" * 900_000 + "</tbx>"
    yield "<tbx>" + '<a b="" c="" d=""/>' * 500_000 + "</tbx>"
    yield "<tbx>" + "<conceptEntry/>" * 250_000 + "</tbx>"
    yield "<tbx>" + '<conceptEntry><langSec xml:lang="fr"><termSec/>' * 80
    entry = (
        '<conceptEntry><langSec xml:lang="fr"><termSec><term>a</term></termSec>{}</langSec>'
        "</conceptEntry>"
    )
    yield "<tbx>" + entry.format("") * 60_000 + "</tbx>"
    yield "<tbx>" + entry.format("<termSec><term>b</term></termSec>" * 200_000) + "</tbx>"
    yield "<tbx>" + entry.format('<descrip type="definition">x</descrip>' * 200_000) + "</tbx>"
    yield (
        "<tbx>"
        + entry.format("".join(f'<descrip type="definition">{n}</descrip>' for n in range(100_000)))
        + "</tbx>"
    )
    yield "<tbx>" + entry.format("<note>b</note>" * 200_000) + "</tbx>"
    yield (
        "<tbx>"
        + entry.format(
            '<descrip type="definition">' + "<hi>" * 250 + "x" + "</hi>" * 250 + "</descrip>"
        )
        + "</tbx>"
    )
    yield (
        "<tbx>"
        + entry.format('<descrip type="definition">' + "x" * 9_000_000 + "</descrip>")
        + "</tbx>"
    )
    yield "<tbx>" + "<!--" + "-" * 1_000_000
    yield "<tbx><![CDATA[" + "]" * 1_000_000
    yield "<CRITER>" + "<Article/>" * 400_000 + "</CRITER>"
    yield "<CRITER><Article id='1'>" + "<Terme Terme='a'/>" * 200_000 + "</Article></CRITER>"
    yield "<CRITER><Article><Terme Terme='a'><variantes>" + "<variante>b, n.</variante>" * 100_000
    yield "&" * 1_000_000
    yield "<" * 1_000_000


def page_files():
    for name in ("dl", "dt", "dd", "table", "tr", "td", "p", "b", "h2", "template", "svg"):
        yield f"<{name}>" * 100_000
        yield f"</{name}>" * 50_000
    yield "<dl>" + "<dt>a<dd>b" * 60_000
    yield "<dl>" + "<dt>a" * 200_000 + "<dd>b"
    yield "<dl><dt>a" + "<dd>b" * 100_000
    yield "<dl>" + "".join(f"<dt>a{n}<dd>b" for n in range(60_000))
    yield "<table>" + "<tr><td>a<td>b" * 40_000
    yield "<table><tr><th>terme<th>définition" + "<tr><td>a<td>b" * 40_000
    yield "<table>" * 5_000 + "<tr><td>a<td>b" * 5_000
    yield "<h2>a</h2><p>b" * 50_000
    yield "<p><b>a</b> : b" * 50_000
    yield "<p><b>" + "a" * 900_000
    yield "<p><b>" + " " * 900_000 + "</b>"
    yield "<dt " + "a " * 300_000
    yield "<dt " + 'id="' * 300_000
    yield "<!--" * 200_000
    yield "<dl><dt>a<dd>" + "&" * 300_000
    yield "<dl><dt>" + "<b>" * 200_000
    yield "<dl><dt>a<dd>" + "<b>" * 20_000 + "<p>" * 20_000
    yield "<dl>" + "<dt>a<dd>b" * 6_000_000
    yield "<dl><dt>a" + "&amp;" * 12_000_000
    yield "a" * 60_000_000


def text_files():
    """Texts for Markdown and MediaWiki."""
    yield "a\n" * 500_000 + ": b"
    yield ": b\n" * 300_000
    yield "a\n: b\n\n" * 100_000
    yield "a\n" + ": b\n" * 200_000
    yield "\n".join(f"a{n}\n: b\n" for n in range(60_000))
    yield "a\n: " + "*" * 500_000
    yield "a\n: " + "**a" * 200_000
    yield "a\n: " + "[" * 500_000
    yield "a\n: " + "[a](" * 200_000
    yield "a\n: " + "_a" * 200_000
    yield "a\n: " + "`" * 500_000
    yield "a\n: " + "{term}`a" * 100_000
    yield "a\n: " + "\\" * 500_000
    yield "#" * 900_000
    yield "# a\n" * 200_000
    yield "## a\nb\n" * 100_000
    yield "## " + " " * 900_000 + "a"
    yield "**a** : b\n" * 100_000
    yield "**" + "a" * 900_000
    yield "```{glossary}\n" * 100_000
    yield ".. glossary::\n" * 100_000
    yield ".. glossary::\n   a\n      b\n" * 50_000
    yield "```{glossary}\n" + "a\n b\n" * 100_000
    yield "; a : b\n" * 60_000
    yield ";" * 900_000
    yield "; a" * 300_000
    yield "; " + ":" * 900_000
    yield "; a : " + "[[" * 400_000
    yield "; a : " + "{{" * 400_000
    yield "; a : " + "{{a|" * 200_000
    yield "; a : " + "'" * 900_000
    yield "; a : " + "''b" * 300_000
    yield "; a : " + "<ref>" * 150_000
    yield "; a : " + "<!--" * 200_000
    yield "; a : " + "[http://a " * 80_000
    yield "; a\n" * 200_000
    yield "; a\n" + ": b\n" * 200_000
    yield "{|\n|a\n|b\n" + "c\n" * 1_500_000 + "|}"
    yield "{|\n" + "|-\n|a||b\n" * 300_000
    yield "{|\n|-\n" + "|a" * 900_000
    yield "{|\n|-\n|" + "a=" * 450_000 + "|b\n|c\n|}"
    yield "== a ==\nb\n" * 200_000
    yield "=a" + "= " * 450_000
    yield "= a =\n" * 2 + "b\n" * 1_500_000
    yield "a\n" + f": {'*a*' * 300_000}\n" * 60
    yield f"; a : {chr(39) * 900_000}\n" * 60


def rdf_files():
    yield "(" * 1_000_000
    yield "[" * 1_000_000
    yield "<a> <b> " + "[ <c> " * 500_000
    yield "<a> <b> " + "( " * 500_000
    yield '<a> <b> "' + "x" * 5_000_000
    yield "<a:b> <a:c> <a:d> .\n" * 1_200_000
    yield "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n" + (
        "<a:b> s:broader <a:c> .\n" * 1_200_000
    )
    yield "@prefix : <a:> .\n" * 500_000
    yield (
        "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n"
        + '<a:b> s:prefLabel "a"@fr .\n' * 300_000
    )
    yield "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n" + "".join(
        f'<a:{n}> s:prefLabel "a"@fr ; s:definition "{n}"@fr .\n' for n in range(60_000)
    )
    yield '{"@id":' * 200_000
    yield '{"a":[' * 200_000
    yield '{"@context":"http://127.0.0.1:9/","@id":"a:b"}'
    yield '{"@graph":[' + '{"@id":"a:b"},' * 200_000 + "{}]}"


def binary_files():
    chance = random.Random(1)
    for name in (
        "toml",
        "json",
        "csv",
        "html",
        "markdown",
        "mediawiki",
        "tbx",
        "skos",
        "xlsx",
        "ods",
    ):
        yield name, b"\x7fELF" + bytes(range(256))
        yield name, b"PK\x03\x04" + bytes(2_000)
        yield name, chance.randbytes(100_000)
        yield name, b"\xff\xfe\x00"
        yield name, b"\xfe\xff\xd8\x00"
        yield name, b"\x81" * 1_000
        yield name, b"x" * (64 * 1024 * 1024 + 1)


SAID = "Une définition assez longue pour un glossaire, celle du terme numéro"
LONG = {
    "toml": ("", '[[term]]\nheadword = "terme {n}"\ndefinition = "{said} {n}."\n\n', '[[term]]\nx = 1\n'),
    "json": ('{{"terms":[\n', '{{"headword":"terme {n}","definition":"{said} {n}."}},\n', '{{"x":1}}]}}\n'),
    "csv": ("terme;définition\n", "terme {n};{said} {n}.\n", 'a;"b\n'),
    "tsv": ("terme\tdéfinition\n", "terme {n}\t{said} {n}.\n", "a\tb\tc\n"),
    "html": ("<dl>", "<dt>terme {n}</dt><dd>{said} {n}.</dd>\n", "<dt>terme 1</dt><dd>x</dd>"),
    "markdown": ("", "terme {n}\n: {said} {n}.\n\n", "terme 1\n: x\n"),
    "mediawiki": ("", "; terme {n} : {said} {n}.\n", "; terme 1 : x\n"),
    "skos": (
        "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n",
        '<urn:t:{n}> s:prefLabel "terme {n}"@fr ; s:definition "{said} {n}."@fr .\n', "<urn:a",
    ),
    "tbx": (
        '<tbx type="TBX-Basic"><text><body>',
        '<conceptEntry id="c{n}"><descrip type="definition">{said} {n}.</descrip><langSec '
        'xml:lang="fr"><termSec><term>terme {n}</term></termSec></langSec></conceptEntry>\n',
        '<conceptEntry><langSec xml:lang="fr"><termSec><term>terme 1</term></termSec></langSec>'
        '<descrip type="definition">x</descrip></conceptEntry></body></text></tbx>',
    ),
    "franceterme": (
        "<CRITER>",
        "<Article id='{n}'><Definition>{said} {n}.</Definition><Terme Terme='terme {n}'/></Article>\n",
        "<Article><Definition>x</Definition><Terme Terme='terme 1'/></Article></CRITER>",
    ),
}  # fmt: skip
"""For each format the head of a file, a sound entry, and an end that is bad."""


def long_files():
    """Yield files as long as their bounds let them be, sound but for their end."""
    from esslink.formats.bounds import MAX_SIZE, MAX_TERMS

    for name, (head, entry, end) in LONG.items():
        room = MAX_SIZE[name] - 10_000
        for said in (SAID, SAID * 8):
            size = len(entry.format(n=MAX_TERMS, said=said).encode())
            count = min(MAX_TERMS - 1, room // size)
            text = "".join(entry.format(n=n, said=said) for n in range(count))
            yield name, (head.format() + text + end.format()).encode()


def files():
    """Yield every hostile file with its format."""
    yield from long_files()
    for name, texts in (("toml", toml_files()), ("json", json_files()), ("csv", table_files())):
        for text in texts:
            yield name, text.encode("utf-8", "surrogatepass")
    for number, text in enumerate(xml_files()):
        # A file named .xml is told by its root, then read as one of the two others.
        for name in ("tbx", "franceterme", "xml") if number % 8 == 0 else ("tbx", "franceterme"):
            yield name, text.encode()
    for text in page_files():
        yield "html", text.encode()
    for text in text_files():
        for name in ("markdown", "mediawiki"):
            yield name, text.encode()
    for text in rdf_files():
        yield "skos", text.encode()
    yield "skos", b"<rdf:RDF>" * 200_000
    yield from binary_files()


def _peak() -> int:
    """
    Give the most memory this process had, in megabytes.

    Not ``ru_maxrss``, which a process has from the one that started it (Linux).
    """
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def attempt(path, name):
    """Give the seconds of processor that reading takes, and what it said."""
    from esslink.errors import LexiconError, MissingExtraError
    from esslink.lexicon import Lexicon

    start = time.process_time()
    try:
        Lexicon.read(path, name)
        said = "read"
    except (LexiconError, MissingExtraError) as error:
        said = str(error)
    except BaseException as error:
        said = f"CRASH {error!r:.200}"
    return time.process_time() - start, said


def main():
    """Read every file from disk, in this process, and print what happened as JSON."""
    import os
    import tempfile

    report = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "glossaire")
        for number, (name, data) in enumerate(files()):
            with open(path, "wb") as file:
                file.write(data)
            spent, said = attempt(path, name)
            for _ in range(2):  # a busy machine may be slow once, not three times
                spent = min(spent, attempt(path, name)[0]) if spent >= 1.8 else spent
            memory = _peak()
            report.append(
                [number, name, data[:30].decode("latin-1"), round(spent, 2), memory, said]
            )
    json.dump({"path": path, "files": report}, sys.stdout)


if __name__ == "__main__":
    main()
