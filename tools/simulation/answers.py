"""The answers of one wave, question by question, in the order in which they depend on each other.

Answers are a table: one row per school that answers, indexed by UAI; one column per item, named
`question` or, for multiple choice, `question=option`. Ticks and yes/no are 1, 0 or missing (not
shown); lists hold option ids; numbers may be missing.
"""

from dataclasses import dataclass, replace

import pandas as pd

from tools.simulation import figures
from tools.simulation.draws import CERTAIN, draw_again, draw_first, draw_list
from tools.simulation.scenario import WAVES, Item, Scenario

NO_BODY = "aucune"
ZEAL = 0.5  # how much the zeal of a school weighs in a score
TOGETHER = 2.0  # how much an item weighs in the score of one that goes with it


@dataclass(frozen=True)
class Wave:
    """What a draw needs to know: the scenario, the wave, its schools, their earlier answers."""

    scenario: Scenario
    name: str
    schools: pd.DataFrame
    prior: pd.DataFrame

    def before(self, column: str, pool: pd.Index) -> pd.Series:
        """Earlier answers of the schools in `pool`; missing where there is none."""
        if column not in self.prior:
            return pd.Series(None, index=pool, dtype=object)
        return self.prior[column].reindex(pool)


def answer_wave(
    scenario: Scenario, schools: pd.DataFrame, *, wave: str, prior: pd.DataFrame | None = None
) -> pd.DataFrame:
    """All answers of a wave: one row per school of `schools`."""
    none_yet = pd.DataFrame(index=pd.Index([], dtype=schools.index.dtype))
    w = Wave(scenario, wave, schools, none_yet if prior is None else prior)
    everyone = schools.index
    a = pd.DataFrame(index=everyone)
    a["fonction"] = _list(w, "fonction", everyone)
    a["instance"] = _list(w, "instance", everyone)
    body = everyone[a["instance"] != NO_BODY]
    a = _choice(w, a, "composition", shown=everyone, pool=body)
    a["instance_taille"] = _size(w, a, body)
    a = _choice(w, a, "sujets", shown=everyone, pool=body)
    asked = "sujets=impact" if wave == WAVES[0] else "sujets=metice"
    a = _choice(w, a, "metice_fonctions", shown=_having(a, asked))
    a = figures.add_fields(scenario, a, schools, wave=wave, prior=w.prior, pool=body)
    a = _yes_no(w, a, "projet_etablissement")
    a = _letter(w, a, body)
    a = _yes_no(w, a, "lettre_souhaitee", shown=everyone[a["lettre_mission"] == 0])
    for question in ("rapport_activite", "evaluation", "tableau_bord"):
        a = _yes_no(w, a, question)
    a = _choice(w, a, "accompagnement", shown=everyone)
    a = _choice(w, a, "parents_usages", shown=everyone)
    a = _yes_no(w, a, "parents_formation")
    a = _yes_no(w, a, "parents_local", shown=_having(a, "parents_usages=vie_scolaire"))
    a = _yes_no(w, a, "referent_appel")
    a = _yes_no(w, a, "referent_instance")
    a = _yes_no(w, a, "referent_connu", shown=everyone[a["referent_instance"] == 0])
    a = _yes_no(w, a, "pfe")
    a = _choice(w, a, "pfe_types", shown=_having(a, "pfe"))
    a = _choice(w, a, "maintenance", shown=everyone)
    a = _yes_no(w, a, "pop_equipe", shown=everyone[schools["type"] != "CLG"])
    calling = _having(a, "referent_appel")
    for question in scenario.content["means"]:
        pool = calling if question == "referent_frequence" else everyone
        a[question] = figures.draw_mean(scenario, question, pool, wave=wave, prior=w.prior)
    return figures.add_teachers(scenario, a, schools, wave=wave, prior=w.prior)


def _having(answers: pd.DataFrame, column: str) -> pd.Index:
    return answers.index[answers[column] == 1]


def _list(w: Wave, question: str, pool: pd.Index) -> pd.Series:
    spec = w.scenario.content["lists"][question]
    position = WAVES.index(w.name)
    return draw_list(
        w.scenario.generator(w.name, question),
        counts={option: both[position] for option, both in spec["counts"].items()},
        prior=w.before(question, pool),
        churn=spec["churn"],
        fixed=spec.get("fixed"),
    )


def _size(w: Wave, answers: pd.DataFrame, pool: pd.Index) -> pd.Series:
    """Size of the body; in the first wave it grows with the number of functions that sit in it."""
    if not w.prior.empty:
        return _list(w, "instance_taille", pool)
    counts = w.scenario.content["lists"]["instance_taille"]["counts"]
    sizes = [option for option, both in counts.items() for _ in range(both[0])]
    seats = answers.filter(like="composition=").loc[pool].sum(axis=1)
    noise = w.scenario.generator(w.name, "instance_taille").normal(size=len(pool))
    return pd.Series(sizes, index=(seats + noise).sort_values().index)


def _score(w: Wave, item: Item, answers: pd.DataFrame, pool: pd.Index) -> pd.Series:
    schools = w.schools.loc[pool]
    score = ZEAL * schools["zeal"]
    if item.log_odds is not None:
        score = score + schools["type"].map(item.log_odds).astype(float)
    if item.goes_with is not None:
        score = score + TOGETHER * answers.loc[pool, item.goes_with].fillna(0).astype(float)
    return score


def _draw(
    w: Wave,
    item: Item,
    answers: pd.DataFrame,
    pool: pd.Index,
    *,
    nudge: pd.Series | None = None,
    holds_alone: pd.Series | None = None,
) -> pd.Index:
    """Index of the schools of `pool` that have the item."""
    rng = w.scenario.generator(w.name, item.name, str(item.count))
    if item.log_odds is not None:
        kinds = [kind for kind, value in item.log_odds.items() if value is not None]
        pool = pool[w.schools.loc[pool, "type"].isin(kinds)]
    score = _score(w, item, answers, pool)
    if nudge is not None:
        score = score + nudge.loc[pool]
    if w.prior.empty or item.churn is None:
        return draw_first(rng, item=item, types=w.schools.loc[pool, "type"], score=score)
    alone = pd.Series(False, index=pool) if holds_alone is None else holds_alone.loc[pool]
    before = w.before(item.name, pool)
    return draw_again(rng, item=item, prior=before, score=score, holds_alone=alone)


def _choice(
    w: Wave,
    answers: pd.DataFrame,
    question: str,
    *,
    shown: pd.Index,
    pool: pd.Index | None = None,
) -> pd.DataFrame:
    """The answers with a multiple choice: shown to `shown`, ticked only by schools in `pool`."""
    pool = shown if pool is None else pool
    items = [w.scenario.item(f"{question}={o}", wave=w.name) for o in _options(w, question)]
    asked = [item for item in items if item is not None]
    remembers = asked[0].churn is not None
    state = pd.DataFrame(
        {i.name: w.before(i.name, pool).fillna(0).astype(int) * remembers for i in asked},
        index=pool,
    )
    for item in asked:
        others = state.drop(columns=item.name).sum(axis=1)
        nudge = CERTAIN * (others == 0) if item is asked[-1] else None
        ticking = _draw(w, item, answers, pool, nudge=nudge, holds_alone=others == 0)
        state[item.name] = state.index.isin(ticking).astype(int)
    whole = state.reindex(shown, fill_value=0).reindex(answers.index)
    return pd.concat([answers, whole], axis=1)


def _options(w: Wave, question: str) -> list[str]:
    return list(w.scenario.content["ticks"][question])


def _yes_no(
    w: Wave, answers: pd.DataFrame, question: str, *, shown: pd.Index | None = None
) -> pd.DataFrame:
    """The answers with a yes/no question; unchanged where the wave lacks it."""
    item = w.scenario.item(question, wave=w.name)
    if item is None:
        return answers
    pool = answers.index if shown is None else shown
    yes = _draw(w, item, answers, pool)
    return answers.assign(
        **{question: pd.Series(pool.isin(yes).astype(int), index=pool).reindex(answers.index)}
    )


def _letter(w: Wave, answers: pd.DataFrame, body: pd.Index) -> pd.DataFrame:
    """The answers with the mission letter, so that `pilotage_complet` comes out as well.

    The letters are drawn in two lots: schools that have both a school plan with a digital part and
    a body, which then steer completely, and the others.
    """
    item = w.scenario.item("lettre_mission", wave=w.name)
    assert item is not None
    complete = w.scenario.content["pilotage_complet"][WAVES.index(w.name)]
    ready = body.intersection(_having(answers, "projet_etablissement"), sort=False)
    rest = answers.index.difference(ready, sort=False)
    lots = (
        (replace(item, count=complete), ready),
        (replace(item, count=item.count - complete, new=None, churn=0), rest),
    )
    holders = [uai for lot, pool in lots for uai in _draw(w, lot, answers, pool)]
    return answers.assign(lettre_mission=answers.index.isin(holders).astype(int))
