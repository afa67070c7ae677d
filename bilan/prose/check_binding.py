"""One bound text against the figures: what is wrong with it, in French, and what would be right."""

import difflib
import re
from collections.abc import Iterable

from bilan.french.formats import NOBODY_CONCERNED
from bilan.prose.bindings import BOUNDS, COUNTED, EXTERNAL, KEYS, TALLIED, Binding
from bilan.prose.check_change import examine_change, names_in
from bilan.prose.check_comparison import examine_comparison, examine_groups
from bilan.prose.check_statement import examine_date, examine_level, examine_statement
from bilan.prose.check_tally import examine_tally
from bilan.prose.check_value import examine_value
from bilan.prose.combined_indicators import parts_of
from bilan.prose.data import Figures
from bilan.prose.verdict import Examined, wrong
from bilan.prose.wordings import Wordings

SOURCE_WORDS = 2  # of two letters at least: a source that says more than a letter


def examine(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """What a bound text claims, against the figures."""
    if problem := _malformed(binding):
        return problem
    if binding.ind == EXTERNAL:
        return Examined(binding)
    if binding.keys.keys() & set(TALLIED):
        return examine_tally(binding, figures, wordings)
    statement = figures.statements.get(binding.ind)
    if statement is not None and statement.kind == "date":
        return examine_date(binding, figures, wordings)
    if statement is not None and statement.kind == "level":
        return examine_level(binding, figures, wordings)
    if statement is not None:
        return examine_statement(binding, figures, wordings)
    if problem := _unknown(binding, figures):
        return problem
    parts = parts_of(binding.ind)
    if "evolution" in binding.keys:
        return examine_change(binding, figures, wordings)
    if "groupes" in binding.keys:
        return examine_groups(binding, figures, wordings)
    if parts and parts[1] == "-":
        return examine_comparison(binding, figures, wordings)
    return examine_value(binding, figures, wordings)


def closest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like this one, "" where none does."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)), "")


def _malformed(binding: Binding) -> Examined | None:
    keys = binding.keys
    if binding.extra:
        return wrong(binding, "liaison", f"« {binding.extra} » n’est pas un attribut lisible")
    for key in keys.keys() - KEYS.keys():
        message = f"l’attribut « {key} » est inconnu ; admis : {', '.join(KEYS)}"
        return wrong(binding, "liaison", message, closest(key, KEYS))
    if any(key in keys and keys.keys() <= {key, "vague"} for key in TALLIED):
        return None
    if not binding.ind or keys.keys() & set(TALLIED):
        return wrong(binding, "liaison", f"« {binding.text} » ne nomme pas son indicateur (ind=…)")
    source = keys.get("source", "")
    if binding.ind == EXTERNAL and len(re.findall(r"\w{2,}", source)) < SOURCE_WORDS:
        message = (
            f"« {binding.text} » vient d’ailleurs : dites d’où, de façon que l’on puisse le "
            'retrouver (source="base académique des EPLE")'
        )
        return wrong(binding, "source", message)
    for key, allowed in (("compte", COUNTED), ("borne", BOUNDS)):
        if key in keys and keys[key] not in allowed:
            message = f"{key}={keys[key]} est inconnu ; admis : {', '.join(allowed)}"
            return wrong(binding, "liaison", message, closest(keys[key], allowed))
    if "evolution" in keys and "vague" in keys:
        return wrong(binding, "liaison", "« evolution » et « vague » ne vont pas ensemble")
    return None


def _unknown(binding: Binding, figures: Figures) -> Examined | None:
    wave = binding.keys.get("vague", figures.wave)
    before = binding.keys.get("evolution")
    if wave not in figures.estimates:
        message = f"la vague {wave} n’est pas lue avec celle de {figures.wave}"
        return wrong(binding, "vague", message, closest(wave, figures.estimates))
    if before is not None and before != figures.previous:
        known = figures.previous or "aucune autre"
        message = f"la vague {figures.wave} se compare à {known}, non à {before}"
        return wrong(binding, "vague", message, figures.previous or "")
    known_ids, parts = figures.estimates[wave], parts_of(binding.ind)
    names = list(parts[::2]) if parts else [binding.ind]
    if before is not None:
        names = names_in(binding, figures)
    elif "groupes" in binding.keys:
        names = binding.ind.split("+")
    name = next((name for name in names if name not in known_ids), "")
    if not name:
        return None
    if name in figures.indicators[wave]:
        message = f"en {wave}, `{name}` n’a pas de valeur : {NOBODY_CONCERNED}, ou aucune réponse"
        return wrong(binding, "indicateur", message)
    elsewhere = name in figures.everywhere
    near = closest(name, [*known_ids, *figures.statements, EXTERNAL])
    if elsewhere:
        message = f"l’indicateur `{name}` n’existe pas dans la vague {wave}"
        if other := [w for w, estimates in figures.estimates.items() if name in estimates]:
            message += f" (il existe en {', '.join(other)})"
    else:
        message = f"l’indicateur `{name}` est inconnu"
    if near:
        message += f" ; le plus proche est `{near}`"
    return wrong(binding, "indicateur", message, near)
