"""The Python-Markdown extension, by its entry point."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest

import esslink
from esslink.errors import EsslinkError

pytestmark = pytest.mark.host

TEXT = """\
# Les mutuelles

La **mutuelle** et l’économie *sociale* et solidaire.

    une mutuelle dans du code
"""


@pytest.fixture
def glossary(tmp_path: Path) -> str:
    path = tmp_path / "mots.toml"
    path.write_text(
        '[[term]]\nheadword = "mutuelle"\ndefinition = "Société de personnes."\n'
        '[[term]]\nheadword = "économie sociale et solidaire"\ndefinition = "Un but commun."\n'
    )
    return str(path)


def test_links_and_the_exact_page_without_them(glossary: str):
    plain = markdown.markdown(TEXT)
    linked = markdown.markdown(
        TEXT, extensions=["esslink"], extension_configs={"esslink": {"lexicon": glossary}}
    )
    assert linked.count('<a class="esslink"') == 2
    assert "Société de personnes." in linked
    assert "<script" not in linked
    assert esslink.strip(linked) == plain


def test_options_reach_the_profile_and_the_policy(glossary: str):
    config = {"lexicon": glossary, "occurrences": "all", "options": {"title": "Mots"}}
    text = TEXT + "\nUne autre mutuelle.\n"
    linked = markdown.markdown(text, extensions=["esslink"], extension_configs={"esslink": config})
    assert linked.count('href="#esslink-mutuelle"') == 2
    assert '<h2 id="esslink-title">Mots</h2>' in linked
    config = {"lexicon": glossary, "profile": "title"}
    linked = markdown.markdown(TEXT, extensions=["esslink"], extension_configs={"esslink": config})
    assert '<dfn class="esslink" title="Société de personnes.">mutuelle</dfn>' in linked


def test_one_converter_serves_many_texts(glossary: str):
    converter = markdown.Markdown(
        extensions=["extra", "esslink"], extension_configs={"esslink": {"lexicon": glossary}}
    )
    first = converter.convert(TEXT)
    converter.reset()
    assert converter.convert(TEXT) == first


@pytest.mark.parametrize("config", [{"lexicon": "absent.toml"}, {"occurrences": "toutes"}])
def test_a_bad_option_is_one_clear_error(config: dict[str, str]):
    with pytest.raises(EsslinkError):
        markdown.markdown(TEXT, extensions=["esslink"], extension_configs={"esslink": config})
