"""
The house rules, held against the source itself: who may import whom, how long
things are, what `import esslink` costs, and what is never used at all.

A room is a module or a folder of src/esslink. The table says which rooms each one
may look into; it is the whole of the layout, so a new arrow is a decision made here.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "esslink"

MAY_IMPORT = {
    # ground floor
    "errors": "",
    "spans": "",
    "terms": "",
    "fold": "spans",
    # HTML: knows nothing of terms being looked for
    "sources": "errors spans fold",
    "splice": "spans",
    "render": "errors terms sources",
    "undo": "spans sources splice render",
    # what the terms are; a glossary page is read by the same door as any page
    "sanitise": "",
    "formats": "errors terms sources sanitise",
    "rules": "errors terms formats sanitise",
    "lexicon": "errors terms formats rules",
    # matching: knows nothing of HTML
    "index": "errors terms",
    "context": "errors",
    "policy": "errors terms",
    "resolve": "spans fold index context policy",
    "automaton": "",
    "matcher": "errors spans terms fold index policy resolve automaton",
    # compile time
    "french": "errors terms context",
    "compiler": "errors terms fold french index matcher",
    "checks": "errors terms fold sanitise formats lexicon french policy compiler",
    # the facades: matching and HTML meet here
    "result": "spans terms policy sources splice",
    "annotator": "errors spans terms matcher policy sources render undo result",
    "stream": "spans terms matcher policy resolve sources render splice undo",
    "cleaner": "errors spans terms sources splice",
    # what a run found, for its reader
    "report": "errors terms fold context policy matcher sources render annotator result",
}
"""Room to the rooms that it may import; lower rooms first."""

EDGES = ("trees", "plugins", "batch", "cli")
"""Thin, optional rooms on top of all: they may import any room, by public names."""

RUN_TIME = (
    "fold", "automaton", "matcher", "policy", "resolve", "index", "context", "sources", "splice", "render", "undo",
    "result", "annotator", "cleaner",
)  # fmt: skip
COMPILE_TIME = {"lexicon", "formats", "french", "compiler", "rules", "sanitise", "checks"}
MATCHING = {"automaton", "matcher", "policy", "resolve", "index", "context"}
HTML = {"sources", "render", "splice", "undo"}

LONGEST_MODULE = 500
LONGEST_FUNCTION = 45
LONG_FUNCTIONS = {
    "sources/html.py:_Walk.run": "the hot loop: a call for each token costs a fifth of the speed",
}
"""Measured exceptions and their reason."""

JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc", "core"}

HEAVY = (
    "spacy", "lxml", "bs4", "click", "rich", "jinja2", "pyarrow", "nh3", "pebble", "platformdirs",
)  # fmt: skip
"""Packages that `import esslink` must not load."""

RISKY = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted(ROOT.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    """Give a module's dotted name: esslink.sources.html."""
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """Give the room of a dotted name; the package itself is the room "esslink"."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


@cache
def names() -> frozenset[str]:
    return frozenset(map(name_of, modules()))


def imports(path: Path) -> list[tuple[int, str, str]]:
    """Give every import of *path*: line, module, name ("" for the module itself)."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative imports hide the room"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                module, name = (whole, "") if whole in names() else (node.module, alias.name)
                found.append((node.lineno, module, name))
    return found


def ours(path: Path) -> list[tuple[int, str, str]]:
    return [one for one in imports(path) if one[1].split(".")[0] == "esslink"]


PATHS = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in modules()]


def test_every_room_is_in_the_table():
    rooms = {room_of(name) for name in names()} - {"esslink", "__main__", *EDGES}
    assert rooms == set(MAY_IMPORT), "a room came or went: decide where it stands in MAY_IMPORT"


def test_the_table_points_down_only():
    above: set[str] = set(MAY_IMPORT)
    for room, allowed in MAY_IMPORT.items():
        assert not set(allowed.split()) & above, f"{room} looks up"
        above.discard(room)


def test_run_time_reaches_no_compile_time():
    reached = set(RUN_TIME)
    while True:
        more = {room for one in reached for room in MAY_IMPORT[one].split()} | reached
        if more == reached:
            break
        reached = more
    assert not reached & COMPILE_TIME


def test_matching_and_html_do_not_meet():
    for room, others in [(MATCHING, HTML), (HTML, MATCHING | {"annotator"})]:
        for one in room:
            assert not set(MAY_IMPORT[one].split()) & others, one


@pytest.mark.parametrize("path", PATHS)
def test_imports_point_down(path):
    room = room_of(name_of(path))
    if room in EDGES:
        others = {room_of(module) for _, module, _ in ours(path)} & set(EDGES)
        # batch is what cli and plugins drive; nothing else at the edge knows another.
        assert others <= {room, "batch"}, f"{path} looks at a neighbour of the edge"
        return
    if room == "esslink":
        return  # the public names, loaded when first used
    if room == "__main__":
        assert {module for _, module, _ in ours(path)} == {"esslink.cli"}
        return
    allowed = {room, *MAY_IMPORT[room].split()}
    wrong = [
        f"{path}:{line}: {room} may not import {module}"
        for line, module, _ in ours(path)
        if room_of(module) not in allowed
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", PATHS)
def test_only_public_names_cross_rooms(path):
    room = room_of(name_of(path))
    wrong = [
        f"{path}:{line}: {module}.{name}"
        for line, module, name in ours(path)
        if room_of(module) != room
        and any(
            part.startswith("_") and part != "__version__" for part in [name, *module.split(".")]
        )
    ]
    assert not wrong, "\n".join(wrong)


EDGE_PATHS = [one for one in PATHS if room_of(name_of(one.values[0])) in EDGES]
# Public in spite of their names: the methods of named tuples, and os._exit.
PUBLIC_ALL_THE_SAME = {"_replace", "_asdict", "_fields", "_make", "_exit"}


@pytest.mark.parametrize("path", EDGE_PATHS)
def test_the_edges_use_public_attributes(path):
    own = {node.attr for node in ast.walk(tree(path)) if _stored(node)} | {
        node.name for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)
    }
    wrong = [
        f"{path}:{node.lineno}: .{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and node.attr not in own | PUBLIC_ALL_THE_SAME
    ]
    assert not wrong, "\n".join(wrong)


def _stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)


@pytest.mark.parametrize("path", PATHS)
def test_a_module_fits_in_the_head(path):
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_MODULE


def functions(node: ast.AST, prefix: str = ""):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
            yield from functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from functions(child, f"{prefix}{child.name}.")
        else:
            yield from functions(child, prefix)


def body_length(function: ast.FunctionDef) -> int:
    """Lines of a function, its docstring aside: what is read to follow it."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def test_functions_fit_on_a_screen():
    long = {
        f"{path.relative_to(ROOT).as_posix()}:{name}": body_length(function)
        for path in modules()
        for name, function in functions(tree(path))
        if body_length(function) > LONGEST_FUNCTION
    }
    assert set(long) <= set(LONG_FUNCTIONS), long
    assert set(LONG_FUNCTIONS) <= set(long), "an exception that is no longer needed"


@pytest.mark.parametrize("path", PATHS)
def test_no_junk_drawers(path):
    assert not set(name_of(path).lower().split(".")) & JUNK_DRAWERS


@pytest.mark.parametrize("path", PATHS)
def test_nothing_that_runs_what_it_reads(path):
    for line, module, name in imports(path):
        assert module.split(".")[0] not in RISKY, f"{path}:{line}: {module}"
        assert name not in ("loads_pickle", "Unpickler"), f"{path}:{line}"
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            assert called.id not in ("eval", "exec", "__import__"), f"{path}:{node.lineno}"
        if isinstance(called, ast.Attribute):
            assert called.attr not in ("read_pickle", "iter_long"), f"{path}:{node.lineno}"
            whole = ast.unparse(called)
            assert whole not in ("os.system", "html.unescape", "yaml.load"), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", PATHS)
def test_no_splitlines_for_offsets(path):
    """str.splitlines cuts at ten characters, \\x0b and U+2028 among them, that are no line ends."""
    wrong = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "splitlines"
    ]
    assert not wrong, f"{path}: lines {wrong}"


@pytest.mark.parametrize("path", PATHS)
def test_only_tokens_imports_turbohtml(path):
    if name_of(path) == "esslink.sources.tokens":
        return
    assert not [line for line, module, _ in imports(path) if module.split(".")[0] == "turbohtml"]


def test_only_one_module_scans():
    users = {
        name_of(path)
        for path in modules()
        for _, module, _ in imports(path)
        if module in ("ahocorasick", "daachorse")
    }
    # The cleaner looks for whole definitions, which no glossary form is.
    assert users <= {"esslink.automaton", "esslink.cleaner.text.entries"}


def loaded_by(statements: str) -> set[str]:
    """Give the modules that a new interpreter has after *statements*."""
    code = f"import sys\n{statements}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120
    )
    return set(done.stdout.split())


def test_import_esslink_is_light():
    loaded = {module.split(".")[0] for module in loaded_by("import esslink")}
    assert not loaded & set(HEAVY)


def test_annotating_with_a_compiled_file_is_light(tmp_path):
    """A run on pages needs neither the linguistics of compile time nor the parsers of the edges."""
    import esslink

    path = tmp_path / "glossaire.esslink"
    esslink.compile([esslink.Term("mutuelle", definition="Société de personnes.")]).save(path)
    loaded = loaded_by(
        f"import esslink\nmatcher = esslink.Matcher.load({str(path)!r})\n"
        "page = esslink.annotate('<p>Une mutuelle</p>', matcher)\n"
        "assert 'href' in page and esslink.strip(page) == '<p>Une mutuelle</p>'\n"
        "assert esslink.clean('<p>Une mutuelle</p>')"
    )
    assert not {module.split(".")[0] for module in loaded} & set(HEAVY)
    rooms = {room_of(module) for module in loaded if module.startswith("esslink.")}
    assert not rooms & COMPILE_TIME
