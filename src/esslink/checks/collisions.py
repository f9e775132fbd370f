"""Forms that two terms share, that nothing can match, or that exclude nothing."""

from __future__ import annotations

from collections.abc import Iterator

from esslink.checks.finding import Finding, Study
from esslink.fold import squeeze
from esslink.formats.document import excerpt, listed
from esslink.french.forms import Form, forms
from esslink.terms import Term

__all__ = ["colliding_forms", "empty_forms", "idle_exclusions"]


def _key(form: Form) -> str:
    """Give what two forms must share to match the same text."""
    return form.text if form.exact else form.text.lower()


def colliding_forms(study: Study) -> Iterator[Finding]:
    """
    Find pairs of terms that share forms at the same priority.

    Such a form is linked to neither. An abbreviation and a word that differ by
    their capitals do not collide: the capitals decide.
    """
    owners: dict[tuple[str, bool, int], Term] = {}
    shared: dict[tuple[str, str], list[str]] = {}
    for term in study.lexicon:
        for form in study.forms[term.id]:
            first = owners.setdefault((_key(form), form.exact, term.priority), term)
            if first is not term:
                shared.setdefault((first.id, term.id), []).append(form.text)
    for (one, two), repeated in shared.items():
        term, first = study.lexicon[two], study.lexicon[one]
        texts = list(dict.fromkeys(repeated))
        verb = "est aussi une forme" if len(texts) == 1 else "sont aussi des formes"
        yield study.finding(
            ("formes-communes", "warning"),
            term,
            None,
            f"{listed(texts, 4)} {verb} de {excerpt(first.headword)} ({study.place(first)})"
            "\xa0; ni l’un ni l’autre terme ne sera relié là.",
            "Réunissez-les en un terme de plusieurs sens, ou donnez à l’un une «\xa0priority\xa0».",
        )


def empty_forms(study: Study) -> Iterator[Finding]:
    """Find forms without a letter or a digit that the matcher can see."""
    for term in study.lexicon:
        bad = [form.text for form in study.forms[term.id] if not squeeze(form.text).text.strip()]
        if bad or not study.forms[term.id]:
            yield study.finding(
                ("forme-vide", "error"),
                term,
                None,
                f"{listed(bad) or 'le terme'} n’a ni lettre latine ni chiffre.",
                "Il ne peut être trouvé dans un texte\xa0; donnez une forme en lettres.",
            )


def idle_exclusions(study: Study) -> Iterator[Finding]:
    """Find phrases of ``not`` that hold no form of their term, and so exclude nothing."""
    for term in study.lexicon:
        if not term.never:
            continue
        keys = {f" {_bare(form.text)} " for form in study.forms[term.id]}
        for phrase in term.never:
            inside = [f" {_bare(form.text)} " for form in forms(Term(phrase, id=term.id))]
            if not any(key in phrase_form for key in keys for phrase_form in inside):
                yield study.finding(
                    ("exclusion-inutile", "warning"),
                    term,
                    "not",
                    f"l’exclusion {excerpt(phrase)} ne contient aucune forme du terme.",
                    "Corrigez-la ou enlevez-la.",
                )


def _bare(text: str) -> str:
    """Give a text as the matcher sees it."""
    return " ".join(squeeze(text).text.split())
