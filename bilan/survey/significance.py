"""When a result is told from chance: one level, alpha, and one way to judge it.

It decides everywhere: verdicts, links, texts, pictures, tables and downloads. A wave states it as
`alpha` in its `vague.yml`. A result is significant when p < alpha, strictly: a p-value is published
as a class, « < 0,05 » or « ≥ 0,05 », and the class must say what the verdict says. A test that
rejects for p < alpha errs at most as often as one that rejects for p <= alpha.

The intervals of `bilan.estimation.statistics.proportions` have a level of their own, 95 %: they
describe, and no verdict rests on them.
"""

ALPHA = 0.05  # the level of a wave whose vague.yml states none


def is_significant(p_value: float, alpha: float) -> bool:
    """Whether a p-value (adjusted, in a family) is below the level; False where it is missing."""
    return bool(p_value < alpha)
