"""Pages for the browser tests, put together from the renderer's own parts."""

from __future__ import annotations

from esslink.render import Page
from esslink.render.web import Web
from esslink.terms import Sense, Term

TERMS = (
    Term("biosphère", definition="Ensemble des écosystèmes de la Terre, êtres vivants et milieux."),
    Term(
        "puits de carbone",
        definition="Réservoir naturel ou artificiel qui absorbe le CO<sub>2</sub> de l’atmosphère.",
        see=("biosphere", "taxonomie-verte"),
        source="Journal officiel du 12 avril 2019",
        source_url="https://www.legifrance.gouv.fr/",
    ),
    Term(
        "contrat de transition écologique",
        abbreviation="CTE",
        definition="Accord entre l’État et un territoire pour mener des <em>actions</em> précises.",
        see=("puits-de-carbone",),
    ),
    Term(
        "culture",
        definition="Action de cultiver la terre.",
        domain="agriculture",
        senses=(
            Sense("Ensemble des œuvres et des savoirs d’une société.", "société"),
            Sense("<p>Milieu où l’on fait croître des cellules.</p><ul><li>sur gélose</li>"
                  "<li>en bouillon</li></ul>", "biologie"),
        ),
    ),
)  # fmt: skip
BY_ID = {term.id: term for term in TERMS} | {
    "taxonomie-verte": Term("taxonomie verte", definition="Classement d’activités.")
}
FILLER = "Texte courant, sans rien à expliquer, qui remplit la page. " * 40

SHELL = """<!DOCTYPE html>
<html lang="{lang}"{direction}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Les océans et le climat</title>
{site}
{head}</head>
<body>
<main>
<h1>Climat : ce que disent les océans</h1>
<p>La {biosphere} échange du carbone avec l’atmosphère. Les océans sont de grands {puits},
et la <em>vie</em> marine y participe. Un {cte} en tient compte. <a href="#fin">Suite</a>.</p>
<p>La {culture} du riz y participe aussi.</p>
{middle}
<p id="fin">Fin d’article sur un {puits}.</p>
</main>
{glossary}</body>
</html>
"""
SITE = """<style>
:root { color-scheme: light dark }
body { background: Canvas; color: CanvasText; font: 18px/1.5 sans-serif; max-width: 42rem;
  margin: 2rem auto; padding: 0 1rem }
</style>"""
DIALOG = """<button id="ouvrir">Ouvrir</button>
<dialog id="boite" aria-label="Détails"><p>Dans la boîte, un {puits}.</p>
<button id="fermer">Fermer</button></dialog>
<script>
const boite = document.getElementById("boite");
document.getElementById("ouvrir").onclick = () => boite.showModal();
document.getElementById("fermer").onclick = () => boite.close();
</script>"""


def demo(
    web: Web | None = None,
    *,
    lang: str = "fr",
    middle: str = f"<p>{FILLER}</p>",
    site: str = SITE,
    direction: str = "",
) -> str:
    """Return a whole page with references to every term of TERMS."""
    web = web or Web()
    page = Page(lang=lang)

    def shown(term_id: str, words: str) -> str:
        before, after = web.reference(BY_ID[term_id], page)
        return before + words + after

    words = {
        "biosphere": shown("biosphere", "biosphère"),
        "puits": shown("puits-de-carbone", "puits de carbone"),
        "cte": shown("contrat-de-transition-ecologique", "CTE"),
        "culture": shown("culture", "culture"),
    }
    for name, value in words.items():
        middle = middle.replace("{" + name + "}", value)
    return SHELL.format(
        lang=lang,
        direction=direction,
        site=site,
        head=web.head(page),
        middle=middle,
        glossary=web.glossary(TERMS, page, BY_ID),
        **words,
    )


def with_long_entry(web: Web | None = None, middle: str = "<p>{long} et {puits}</p>") -> str:
    """Return a page whose middle has a link to a definition longer than a small window."""
    web = web or Web()
    long = Term("longueur", definition="Définition qui n’en finit pas. " * 60)
    before, after = web.reference(long, Page())
    entry = f'<dt id="esslink-longueur"><dfn>longueur</dfn></dt><dd>{long.definition}</dd>'
    page = demo(web, middle=middle.replace("{long}", f"{before}longueur{after}"))
    return page.replace("<dl>", f"<dl>{entry}", 1)
