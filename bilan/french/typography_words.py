"""Words that the typographic check knows. Add one here; nothing else is to be changed."""

# Capitals that lose their accent on careless keyboards; « ÉTAT » and « États » follow.
ACCENTED = (
    *("Écart", "Écarts", "Échange", "Échanges", "Échelle", "Échéance", "Éclairage"),
    *("École", "Écoles", "Économie", "Économies", "Écran", "Écrans", "Écriture", "Éditeur"),
    *("Édition", "Éducation", "Égalité", "Également", "Élaboration", "Élève", "Élèves"),
    *("Élément", "Éléments", "Émergence", "Énergie", "Équipe", "Équipes", "Équipement"),
    *("Équipements", "Établissement", "Établissements", "État", "États", "Étape", "Étapes"),
    *("Étude", "Études", "Étant", "Évaluation", "Évaluations", "Évaluer", "Événement"),
    *("Événements", "Évolution", "Évolutions", "Éviter", "Être", "Île", "Îles", "Ça"),
)

# « A » at the start of a sentence is the preposition where one of these follows.
AFTER_A = (
    *("ce", "cet", "cette", "ces", "chaque", "côté", "défaut", "des", "deux", "fin", "l"),
    *("la", "leur", "leurs", "moyen", "noter", "nouveau", "partir", "peine", "propos", "qui"),
    *("quoi", "sa", "savoir", "ses", "son", "terme", "titre", "tous", "toutes", "travers"),
    *("trois", "un", "une", "l’", "l'", "d’", "d'"),
)

LIGATURES = (
    *("œuvre", "œuvres", "œuvrer", "œuvrent", "œuvré", "œuvrant", "manœuvre", "manœuvres"),
    *("désœuvré", "cœur", "cœurs", "chœur", "chœurs", "rancœur", "sœur", "sœurs", "consœur"),
    *("consœurs", "nœud", "nœuds", "vœu", "vœux", "œil", "œuf", "œufs", "bœuf", "mœurs"),
    *("fœtus", "œdème", "œnologie", "œcuménique"),
)

# A number with a point after one of these is a reference or a version, not a quantity.
REFERENCES = (
    *("annexe", "annexes", "article", "articles", "chapitre", "chapitres", "figure"),
    *("figures", "illustration", "illustrations", "paragraphe", "paragraphes", "partie"),
    *("parties", "point", "section", "sections", "tableau", "tableaux", "version", "versions"),
    *("§", "v", "n°"),
)
