"""
What else a form may be, from spaCy's tables and from suffix rules.

The tables list dictionary forms and irregular inflected forms; regular ones
(*commune* of *commun*, *marche* of *marcher*) come from suffixes looked up in
the list of dictionary forms. Verbs that are not in ``verbs_at_issue.txt`` are left
out when a noun is written like their present tense: they exist, but a reader meets
the noun a thousand times more often (*boutiquer*, *musiquer*).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from esslink.context import readings as r
from esslink.context.table import words_of
from esslink.french import lookups

__all__ = ["CLOSED", "gender", "readings"]

CLOSED = frozenset(
    "à afin ainsi alors après assez au aucun aucune aujourd'hui auquel aussi aussitôt autour autre "
    "autres aux avant avec beaucoup bien bientôt car ce ceci cela celle celles celui certain "
    "certaine certaines certains ces cet cette ceux chacun chacune chaque chez ci comme comment "
    "contre dans davantage de dehors déjà depuis derrière des dès devant donc dont du durant elle "
    "elles en encore enfin ensuite entre envers et eux excepté hors ici il ils jamais je jusque la "
    "là laquelle le lequel les lesquelles lesquels leur leurs loin lors lorsque lui ma maintenant "
    "mais malgré me même mêmes mes mi mieux moi moins mon moyennant ne néanmoins ni non nos notre "
    "nous nul nulle on or ou où outre par parce parfois parmi pas pendant personne peu plus "
    "plusieurs plutôt point pour pourquoi pourtant près presque puis puisque quand quant que quel "
    "quelle quelles quelque quelques quelqu'un quels qui quoi quoique rien sa sans sauf se selon ses "
    "si sinon soi soit son soudain sous souvent suivant sur surtout ta tandis tant tantôt tard tel "
    "telle telles tels tes toi ton tôt toujours tous tout toute toutes très trop tu un une vers via "
    "voici voilà vos votre vous vraiment y concernant mis tiers maint".split()
)
"""Function words and common short adverbs."""

_ADJECTIVE_ENDINGS = (
    ("ales", "al"), ("ale", "al"), ("aux", "al"),
    ("elles", "el"), ("elle", "el"), ("ives", "if"), ("ive", "if"),
    ("euses", "eux"), ("euse", "eux"), ("ières", "ier"), ("ière", "ier"),
    ("ères", "er"), ("ère", "er"), ("iennes", "ien"), ("ienne", "ien"),
    ("onnes", "on"), ("onne", "on"), ("ettes", "et"), ("ette", "et"), ("ètes", "et"), ("ète", "et"),
    ("trices", "teur"), ("trice", "teur"), ("ques", "c"), ("que", "c"),
    ("es", ""), ("e", ""), ("s", ""),
)  # fmt: skip

_FINITE_ENDINGS = (
    "e ent ons ez ait aient a èrent era eront erait eraient ions asse assent"
).split()
_PARTICIPLE_ENDINGS = ("é", "ée", "és", "ées")
_FEMININE_ENDINGS = ("tion", "sion", "xion", "aison", "té", "tié", "ence", "ance", "tude", "erie",
    "ogie", "tie", "phie", "mie", "esse", "ette", "euse", "trice", "oire", "ise", "ée", "ure")  # fmt: skip
_MASCULINE_ENDINGS = ("age", "ment", "isme", "eau", "teur", "oir", "ier", "al", "ard", "ège", "ail",
    "euil", "et", "ent", "ant", "at", "it", "ot", "as", "as", "ais", "ois", "er", "as", "if")  # fmt: skip
_FEMININE_WORDS = frozenset(
    "fin main faim soif loi foi paix voix croix noix fois souris part mer cour tour dent nuit "
    "forêt eau peau clé chair cuiller fleur couleur valeur erreur faveur chaleur longueur largeur "
    "hauteur rumeur humeur douleur peur ardeur saveur sœur horreur terreur vapeur sueur lueur odeur "
    "tumeur vigueur rigueur faim maison saison raison prison chanson leçon façon boisson moisson "
    "rançon cloison liaison livraison fondation vertu tribu bru glu fourmi jument gent dot dette "
    "fraction amitié moitié pitié brebis vis oasis chaux faux toux perdrix grandeur ampleur teneur "
    "profondeur lenteur fraîcheur minceur épaisseur blancheur douceur splendeur stupeur pudeur "
    "candeur ferveur fureur laideur liqueur moiteur noirceur pesanteur primeur puanteur rancœur "
    "torpeur mœurs fonction question gestion image page cage rage plage nage chair".split()
)
_MASCULINE_WORDS = frozenset(
    "silence cimetière derrière génie incendie parapluie musée lycée trophée bronze groupe programme "
    "problème système modèle rôle siècle cercle cycle centre chiffre titre livre ordre membre nombre "
    "signe règne domaine territoire espace texte contexte prétexte type style verre sucre commerce "
    "service office exercice bénéfice prix organe organisme régime volume costume côté comité traité "
    "été pâté arrêté député comté doute reste reproche manque risque masque disque kiosque cirque "
    "banquier peuple couple exemple temple poste conte compte acte pacte contacte geste site mérite "
    "satellite vote pilote code mode guide aide remède stade grade change échange mélange linge "
    "refuge juge siège piège collège privilège espoir terme charme drame crime calme rythme moteur "
    "congé degré gré pré blé café marché dé fossé côté défilé thé délégué".split()
)
_COMPARATIVES = frozenset(
    "majeur mineur meilleur supérieur inférieur extérieur intérieur antérieur postérieur ultérieur "
    "citérieur moteur conservateur novateur réparateur révélateur trompeur rêveur flatteur moqueur "
    "créateur destructeur fondateur innovateur porteur prometteur réducteur régulateur majeure".split()
)
"""The words in -eur that are adjectives as much as nouns; the rest name those who act."""

_EITHER_GENDER = frozenset(
    "mort poste mode livre tour page manche mémoire voile poêle somme critique garde aide guide "
    "politique physique vase moule parallèle pendule solde merci office trompette élève geste "
    "artiste faux secret conserve mousse crêpe ombre platine statuaire trouble vapeur enseigne "
    "musée lycée trophée apogée athée scarabée pygmée murmure augure parjure mercure carrure".split()
)

_ADJECTIVE_NOUNS = frozenset(
    "champion propriétaire ministre acide référence porte menu entreprise candidat président élève "
    "victime chef face rue nuit zone enfant bébé ami fleur chose acier analyseur auteur axe bande "
    "barre bord bête café client clé commerçant compte disciple docteur drame esclave étudiant ex "
    "formulaire gestionnaire habitant hôte instant interprète juge locataire locuteur machine maire "
    "maître marchand mosaïque moteur musicien navigateur objectif opérateur partenaire patron "
    "pirate porteur pronom radio rapporteur responsable serviteur soldat spectateur serveur solo "
    "synonyme terminal titulaire touriste traducteur traître utilisateur vainqueur vecteur voisin "
    "destinataire anniversaire échec calendrier cible consultant design vinyle concert logiciel "
    "camarade collègue copain héros idole légende lauréat monstre philosophe poète prêtre roi tyran "
    "vampire veuve veuf vierge papa maman bouchon tampon charbon sable or argent bronze crème "
    "ouvrier paysan fermier banquier policier hôtelier épicier boulanger conseiller greffier "
    "manière mage feu dommage foyer canon paille mousse radier immeuble bateau placer cavalier nature "
    "spectacle itinéraire endroit substantif adjectif préfixe isotope polymère isomère composante "
    "dispositif plan photo chat puce génie prestataire bénéficiaire artiste parachutiste lever gent "
    "impact dièse audit perspective relever horloge légume chambre cour "
    "nord sud ouest clé vidéo membre clef source pilote phare cible type témoin modèle éclair fantôme choc record "
    "charnière satellite frère sœur mère père fille fils maison ville pays groupe société ligne "
    "page titre texte minute année jour heure mois siècle nom mot sport base culture".split()
)
"""Nouns that the tables also call adjectives because they may stand in apposition."""


_NOUNS_NOT_ADVERBS = frozenset(
    "résultat nature pile soir matin midi minuit nuit jour an lundi mardi mercredi jeudi".split()
)
"""Nouns that the table also calls adverbs (*vendredi soir*)."""

_OLD_PARTICIPLES = frozenset("issu issue issus issues".split())
"""Participles whose verb is gone, so that no table has them."""

_AUXILIARIES = frozenset("avoir être pouvoir devoir vouloir savoir faire aller falloir".split())


_RARE_PARTICIPLES = frozenset("députer muser entreprendre poindre nuire boire musser saler".split())
"""Verbs whose participle is rarer than the noun by far: *député*, *entreprise*, *point*."""


@lru_cache(maxsize=1)
def verbs_at_issue() -> frozenset[str]:
    """Return the first-group verbs used enough to cast doubt on a noun written the same."""
    text = Path(__file__).with_name("verbs_at_issue.txt").read_text(encoding="utf-8")
    lines = (line for line in text.split("\n") if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def _verb_bits(form: str) -> int:
    bits = r.INFINITIVE if _is_infinitive(form) else 0
    if form in _OLD_PARTICIPLES:
        bits |= r.PARTICIPLE
    # «tu marches» is no rival for a plural: pages hardly speak so, and «tu» comes with it.
    second_person = r.VERB if form.endswith(("es", "as")) else 0
    for lemma in lookups.inflected(form, "verb") + lookups.inflected(form, "aux"):
        if lemma in _RARE_PARTICIPLES or (lemma.endswith("er") and lemma not in verbs_at_issue()):
            continue
        bits |= _irregular_bit(form, lemma) & ~second_person
    for ending in _FINITE_ENDINGS:
        if form.endswith(ending) and form[: -len(ending)] + "er" in verbs_at_issue():
            bits |= r.VERB
    for ending in _PARTICIPLE_ENDINGS:
        if form.endswith(ending) and _is_verb(form[: -len(ending)] + "er"):
            bits |= r.PARTICIPLE
    if form.endswith("ant") and _is_verb(form[:-3] + "er"):
        bits |= r.PRESENT
    for ending, infinitive in (("i", "ir"), ("ie", "ir"), ("is", "ir"), ("ies", "ir")):
        if form.endswith(ending) and _is_verb(form[: -len(ending)] + infinitive):
            bits |= r.PARTICIPLE | (r.VERB if ending == "is" else 0)
    return bits


def _is_infinitive(form: str) -> bool:
    if form in _AUXILIARIES:
        return True
    return form in lookups.dictionary("verb") and form.endswith(("er", "ir", "re"))


def _is_verb(lemma: str) -> bool:
    return len(lemma) > 3 and lemma in lookups.dictionary("verb") and lemma not in _RARE_PARTICIPLES


def _irregular_bit(form: str, lemma: str) -> int:
    """Tell a participle from a finite form of the same verb, by its ending."""
    if form == lemma:
        return r.INFINITIVE
    if form.endswith("ant"):
        return r.PRESENT
    bare = form.removesuffix("s").removesuffix("e")
    if bare.endswith("é"):
        return r.PARTICIPLE
    if lemma.endswith(("er", "artir", "ortir", "entir")):
        return r.PARTICIPLE if bare.endswith("i") else r.VERB
    if lemma.endswith("oir") and not bare.endswith(("u", "û", "sis")):
        return r.VERB
    if not bare.endswith(("u", "i", "is", "it", "rt", "nt", "ct", "os", "û", "ï", "ris", "mis")):
        return r.VERB
    if form.endswith(("e", "es")):
        # «prise» is a participle, «dorme» and «offre» are not: the ending before -e tells.
        return r.PARTICIPLE
    return r.PARTICIPLE | r.VERB


def _is_adjective(form: str) -> bool:
    adjectives = lookups.dictionary("adj")
    single = form.removesuffix("s")
    if form in _ADJECTIVE_NOUNS or single in _ADJECTIVE_NOUNS:
        return False
    if single.endswith("eur") and single not in _COMPARATIVES:
        return False
    if form in lookups.dictionary("verb"):
        return False
    if form in adjectives:
        return True
    listed = lookups.inflected(form, "adj")
    if listed and not all(lemma.endswith("er") for lemma in listed):
        return True
    for ending, masculine in _ADJECTIVE_ENDINGS:
        if form.endswith(ending):
            stem = form[: -len(ending)] + masculine
            if stem in adjectives and stem not in _ADJECTIVE_NOUNS and len(stem) > 2:
                return True
    return False


def gender(word: str) -> int:
    """
    Return the gender of the singular noun *word* as a bit, 0 when its shape does not tell.

    >>> gender("association") == r.FEMININE, gender("bénévolat") == r.MASCULINE
    (True, True)
    """
    if word in _FEMININE_WORDS:
        return r.FEMININE
    if word in _MASCULINE_WORDS:
        return r.MASCULINE
    if word in _EITHER_GENDER or word.endswith("oire"):
        return 0
    if word.endswith(_FEMININE_ENDINGS):
        return r.FEMININE
    return r.MASCULINE if word.endswith(_MASCULINE_ENDINGS) else 0


@lru_cache(maxsize=65536)
def readings(form: str, pos: str, own: int) -> int:
    """
    Return the readings of the one-word *form* of a term whose part of speech is *pos*.

    *own* holds the gender and number bits of the form; they are kept only when
    the form may be something else. Several words are never anything else: in
    7,000 gold occurrences no multi-word term was found where it was not meant.

    >>> r.names(readings("ferme", "noun", r.FEMININE))
    'VERB ADJ FEMININE'
    >>> readings("association", "noun", r.FEMININE)
    0
    """
    plain = lookups.without_ligature(form.lower())
    bits = 0
    if pos != "verb":
        bits |= _verb_bits(plain)
    if pos != "adj" and _is_adjective(plain):
        bits |= r.ADJ
    if pos != "adv" and plain in lookups.dictionary("adv") and plain not in _NOUNS_NOT_ADVERBS:
        bits |= r.ADV
    if plain in CLOSED:
        bits |= r.CLOSED
    if pos in ("verb", "adj", "adv") and _is_noun(plain):
        bits |= r.NOUN
    if not bits:
        return 0
    if bits & r.ADJ and plain in words_of("prenominal"):
        own |= r.PRENOMINAL
    return bits | own | {"verb": r.OWN_VERB, "adj": r.OWN_ADJ, "adv": r.OWN_ADV}.get(pos, 0)


def _is_noun(form: str) -> bool:
    nouns = lookups.dictionary("noun")
    return form in nouns or form.removesuffix("s") in nouns or bool(lookups.inflected(form, "noun"))
