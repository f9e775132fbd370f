"""
Glossary files made to break a reader: deep, long, repeated, cut, binary, contradictory.

``python -m hostile_glossaries`` reads them all and prints the slowest and the
memory used; the test runs it in a process of its own.
"""

import json
import random
import resource
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


def binary_files():
    chance = random.Random(1)
    for name in ("toml", "json", "csv"):
        yield name, b"\x7fELF" + bytes(range(256))
        yield name, b"PK\x03\x04" + bytes(2_000)
        yield name, chance.randbytes(100_000)
        yield name, b"\xff\xfe\x00"
        yield name, b"\xfe\xff\xd8\x00"
        yield name, b"\x81" * 1_000
        yield name, b"x" * (64 * 1024 * 1024 + 1)


def files():
    """Yield every hostile file with its format."""
    for name, texts in (("toml", toml_files()), ("json", json_files()), ("csv", table_files())):
        for text in texts:
            yield name, text.encode("utf-8", "surrogatepass")
    yield from binary_files()


def main():
    """Read every file from disk, in this process, and print what happened as JSON."""
    import os
    import tempfile

    from esslink.errors import LexiconError, MissingExtraError
    from esslink.lexicon import Lexicon

    report = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "glossaire")
        for number, (name, data) in enumerate(files()):
            with open(path, "wb") as file:
                file.write(data)
            start = time.process_time()
            try:
                Lexicon.read(path, name)
                said = "read"
            except (LexiconError, MissingExtraError) as error:
                said = str(error)
            except BaseException as error:
                said = f"CRASH {error!r:.200}"
            spent = time.process_time() - start
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            report.append(
                [number, name, data[:30].decode("latin-1"), round(spent, 2), memory, said]
            )
    json.dump({"path": path, "files": report}, sys.stdout)


if __name__ == "__main__":
    main()
