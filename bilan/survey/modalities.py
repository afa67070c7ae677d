"""The modalities of the sampling frame: types of EPLE, their groups, secteurs."""

MODALITIES = {
    "type": ["CLG", "LGT", "LP", "SEP"],
    "voie": ["CLG", "LGT", "PRO"],
    "secteur": ["public", "prive"],
}
WHOLE = "ensemble"  # the domain of an estimate over the whole sampling frame
# The types as crossed tables publish them: LP and SEP are too few to be shown apart.
GROUPED_BY = "voie"
VOIES = {"CLG": "CLG", "LGT": "LGT", "LP": "PRO", "SEP": "PRO"}
# What crossed tables may be by, as a sentence says it.
GROUPINGS = {
    "voie": "le type d’EPLE",
    "secteur": "le secteur",
    "bassin": "le bassin",
}
LABELS = {
    "type": {"CLG": "Collège", "LGT": "LGT", "LP": "LP", "SEP": "SEP"},
    "voie": {"CLG": "Collège", "LGT": "LGT", "PRO": "LP et SEP"},
    "secteur": {"public": "Public", "prive": "Privé"},
}
