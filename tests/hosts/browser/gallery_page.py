"""The gallery's page: the pictures with their captions, and a sample of each profile."""

from __future__ import annotations

import json

import esslink
from esslink.render import Page
from esslink.render.custom import Custom
from esslink.render.data import records
from esslink.render.epub import Epub, Place
from esslink.render.profiles import profile
from esslink.render.web import Web

CAPTIONS = {
    "survol": "Le pointeur sur un mot\u00a0: la bulle s’ouvre dessous et peut être parcourue.",
    "clavier": "Au clavier\u00a0: le lien qui a le focus ouvre la bulle, Échap la ferme.",
    "sigle": "Un sigle\u00a0: la bulle donne la forme longue.",
    "plusieurs-sens": "Plusieurs définitions dans une bulle, chacune avec son domaine.",
    "sombre": "Thème sombre du système, sans réglage.",
    "contrastes-forces": "Contrastes forcés\u00a0: les couleurs sont celles du lecteur.",
    "theme": "Un thème de site, par les variables `--esslink-*`.",
    "bas-de-page": "En bas de la fenêtre, la bulle s’ouvre au-dessus et rien ne bouge.",
    "dialogue": "Dans une boîte modale (`<dialog>`).",
    "sans-script": "Sans script\u00a0: le lien mène à la définition.",
    "tactile-320": "Au doigt, sur 320 pixels\u00a0: le premier appui ouvre, le second suit le lien.",
    "zoom-400": "À 400\u00a0% de zoom\u00a0: la bulle tient dans la fenêtre, et défile.",
    "droite-a-gauche": "Dans une page en arabe.",
    "papier": "Sur papier\u00a0: la liste s’imprime, les liens s’effacent.",
    "courriel": "Profil `mail`\u00a0: ce que gardent les messageries.",
    "flux": "Profil `feed`\u00a0: ce que gardent les lecteurs de flux.",
    "page-glossaire": "La page du glossaire, filtrée pendant la saisie.",
    "page-glossaire-320": "La même sur 320 pixels, en sombre.",
}
"""What each picture shows, by its name."""

TERMS = (
    esslink.Term(
        "économie sociale et solidaire", abbreviation="ESS", definition="Ensemble d’entreprises."
    ),
    esslink.Term("mutuelle", definition="Société de personnes qui s’assurent entre elles."),
)
SOURCE = "<p>L’ESS compte des mutuelles.</p>"

PROFILES = {
    "web": ("le défaut\u00a0: un lien, et les définitions en fin de page", {"assets": "none"}),
    "page": ("un lien vers la page du glossaire", {"address": "/glossaire/"}),
    "title": ("une infobulle du navigateur\u00a0; n’est pas accessible au clavier ni au doigt", {}),
    "mail": ("un trait sous le mot, une liste à la fin, aucun lien interne", {}),
    "feed": ("des liens et une liste sans rien qu’un lecteur de flux retire", {}),
    "attributes": ("pour les corpus\u00a0: l’identifiant du terme, rien à voir", {}),
}

HEAD = """# Ce que voient les lecteurs

Images prises dans Chromium par `PYTHONPATH=tests python tests/hosts/browser/gallery.py`,
qui écrit aussi cette page. Ce qu’elles montrent est tenu par les tests de `tests/hosts/browser`,
dans Chromium et dans Firefox.

"""


def block(language: str, text: str) -> str:
    return f"```{language}\n{text.strip()}\n```\n"


def samples() -> list[str]:
    """Return a section for each profile: what it makes of the same sentence."""
    matcher = esslink.compile(TERMS)
    found = [f"## Les profils\n\nTous les exemples partent de `{SOURCE}`.\n"]
    for name, (what, options) in PROFILES.items():
        marked = esslink.annotate(SOURCE, matcher, renderer=profile(name, options))
        found.append(f"### `{name}`\u00a0: {what}\n\n{block('html', marked)}")
    book = Epub()
    page = Page(path="texte/un.xhtml", xhtml=True)
    link = "mutuelles".join(book.reference(TERMS[1], page))
    entry = book.document({TERMS[1]: [Place("texte/un.xhtml", "Chapitre un")]}, {}, "fr")
    entry = entry[entry.index("<section") : entry.index("</body>")]
    found.append(
        "### `epub`\u00a0: un appel de note, et un document du livre\n\n"
        f"{block('html', link)}\n{block('html', entry)}"
    )
    text = "L’ESS compte des mutuelles.\n"
    noted = esslink.annotate(text, matcher, renderer=profile("markdown"), format="markdown")
    found.append(f"### `markdown`\u00a0: des notes de bas de page\n\n{block('markdown', noted)}")
    matches = esslink.Annotator(matcher).run(SOURCE).matches
    rows = "\n".join(json.dumps(one, ensure_ascii=False) for one in records(SOURCE, matches))
    found.append(f"### Données\u00a0: une ligne JSON par occurrence\n\n{block('json', rows)}")
    own = Custom(
        lambda term, page: ("x-terme", {"data-nom": term.headword}), rest=Web(assets="none")
    )
    marked = esslink.annotate(SOURCE, matcher, renderer=own).partition("<aside")[0]
    found.append(
        "### La balise de votre choix, par une fonction ou un gabarit Jinja2\n\n"
        + block("html", marked)
    )
    return found


def gallery_page() -> str:
    """Return the whole page, as Markdown."""
    pictures = "".join(
        f"### {caption}\n\n![{caption.replace('`', '')}]({name}.png)\n\n"
        for name, caption in CAPTIONS.items()
    )
    return HEAD + "## La bulle et le glossaire\n\n" + pictures + "\n".join(samples())
