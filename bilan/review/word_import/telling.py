"""An import as a terminal shows it to the editor."""

from bilan.french.formats import NARROW, NBSP
from bilan.review.word.plain import plain
from bilan.review.word_import.plan import Plan

LONGEST = 160


def plan_text(plan: Plan, *, applied: bool = False) -> str:
    """What an import changes, refuses and notes, in French."""
    there = [f"Changements déjà dans les chapitres{NBSP}: {plan.there}"] if plan.there else []
    if not (plan.changes or plan.refusals or plan.comments):
        none = f"{plain(plan.document)}{NBSP}: aucun changement, aucun commentaire"
        return "\n".join([none, *there]) + "\n"
    rows = there
    if plan.changes:
        verb = "appliqués" if applied else "à appliquer"
        rows.append(f"Changements {verb}{NBSP}: {len(plan.changes)}")
    for change in plan.changes:
        rows.append(f"  {change.file}:{change.line}{'' if change.tracked else ' (sans suivi)'}")
        rows += [f"    - {plain(change.before, LONGEST)}"] if change.before else []
        rows += [f"    + {plain(change.after, LONGEST)}"] if change.after else []
    if plan.refusals:
        rows.append(f"Changements refusés{NBSP}: {len(plan.refusals)}")
    for refusal in plan.refusals:
        place = f"{refusal.file}:{refusal.line}" if refusal.file else "dans le document"
        rows.append(f"  {place}{NBSP}: {plain(refusal.words, LONGEST)}")
        rows.append(f"    {plain(refusal.reason)}")
    if plan.comments:
        kept = "notés" if applied else "à noter"
        rows.append(f"Commentaires {kept}{NBSP}: {len(plan.comments)}")
    if not applied and plan.changes:
        rows.append(f"Rien n’est écrit{NARROW}; pour écrire{NBSP}: --apply")
    return "\n".join(rows) + "\n"
