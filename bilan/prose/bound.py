"""One bound text against the figures: what is wrong with it, in French, and what would be right."""

import difflib
from collections.abc import Iterable

from bilan.french import NOBODY_CONCERNED
from bilan.prose.bindings import BOUNDS, COUNTED, EXTERNAL, KEYS, Binding
from bilan.prose.changes import examine_change
from bilan.prose.examined import Examined, wrong
from bilan.prose.figures_of import Figures
from bilan.prose.statements import examine_date, examine_level, examine_statement
from bilan.prose.values import examine_value
from bilan.prose.wordings import Wordings


def examine(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """What a bound text claims, against the figures."""
    if problem := _malformed(binding):
        return problem
    if binding.ind == EXTERNAL:
        return Examined(binding)
    statement = figures.statements.get(binding.ind)
    if statement is not None and statement.kind == "date":
        return examine_date(binding, figures, wordings)
    if statement is not None and statement.kind == "level":
        return examine_level(binding, figures, wordings)
    if statement is not None:
        return examine_statement(binding, figures, wordings)
    if problem := _unknown(binding, figures):
        return problem
    if "evolution" in binding.keys:
        return examine_change(binding, figures, wordings)
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
    if not binding.ind:
        return wrong(binding, "liaison", f"« {binding.text} » ne nomme pas son indicateur (ind=…)")
    if binding.ind == EXTERNAL and not keys.get("source", "").strip():
        message = f'« {binding.text} » vient d’ailleurs : dites d’où (source="…")'
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
    name, known_ids = binding.ind, figures.estimates[wave]
    if name in known_ids:
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
    return wrong(binding, "indicateur", f"{message} ; le plus proche est `{near}`", near)
