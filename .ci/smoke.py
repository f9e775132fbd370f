"""
What an installed wheel must do, outside the tree: run with that environment's Python.

The working folder holds ``pages``, a copy of the example pages.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import esslink

ESSLINK = Path(sysconfig.get_path("scripts")) / "esslink"
PAGE = Path("pages/economie-sociale.html")


def command(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run the installed command; fail with what it said when it fails."""
    done = subprocess.run([ESSLINK, *arguments], capture_output=True, check=False, **options)
    if done.returncode:
        sys.exit(f"{arguments} : code {done.returncode}\n{done.stderr.decode()}")
    return done


def main() -> None:
    """Hold the wheel to its promises."""
    where = Path(esslink.__file__).resolve()
    assert "site-packages" in where.parts, f"esslink vient de {where}, pas du paquet installé"

    lexicon = esslink.Lexicon.bundled("ess")
    assert len(lexicon) >= 60, len(lexicon)
    matcher = esslink.compile(lexicon)
    for page in sorted(Path("pages").glob("*.[ht]*")):
        source = page.read_bytes()
        annotated = esslink.annotate(source, matcher)
        assert annotated != source, page
        assert esslink.strip(annotated) == source, page
        assert esslink.annotate(annotated, matcher) == annotated, page

    source = PAGE.read_bytes()
    by_command = command("annotate", str(PAGE)).stdout
    assert by_command == esslink.annotate(source, matcher), (
        "la commande et la bibliothèque diffèrent"
    )
    assert command("strip", "-", input=by_command).stdout == source
    assert b"association" in command("find", str(PAGE)).stdout
    command("annotate", "pages", "-o", "out")
    assert (Path("out") / "esslink.css").is_file()
    command("clean", "pages/spip-infobulles.html")
    command("lexicon", "check", "ess", "--quiet")
    assert list(Path("cache/esslink").glob("*.esslink")), "le glossaire compilé n’est pas en cache"
    print(f"paquet installé : {len(lexicon)} termes, tout tient")


if __name__ == "__main__":
    main()
