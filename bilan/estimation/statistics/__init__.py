"""Formulas of the survey: numbers in, numbers out; no file is read and no text is written."""

from bilan.estimation.statistics.association import (
    AssociationTest,
    cramers_v,
    fisher_freeman_halton,
    holm,
)
from bilan.estimation.statistics.comparison import (
    PairedShares,
    Progress,
    Verdict,
    difference_bounds,
    mcnemar_exact,
    verdict,
)
from bilan.estimation.statistics.detectable import (
    holm_levels,
    smallest_net_moves,
    smallest_shift,
)
from bilan.estimation.statistics.means import (
    Estimate,
    mean_bounds,
    mean_interval,
    ratio_interval,
)
from bilan.estimation.statistics.permutation import (
    PairedValues,
    paired_permutation,
    paired_ratio_permutation,
)
from bilan.estimation.statistics.poststratification import (
    PostStratified,
    poststratified_ratio,
    strata_of,
)
from bilan.estimation.statistics.proportions import (
    Interval,
    hypergeometric_interval,
    nonresponse_bounds,
)

__all__ = [
    "AssociationTest",
    "Estimate",
    "Interval",
    "PairedShares",
    "PairedValues",
    "PostStratified",
    "Progress",
    "Verdict",
    "cramers_v",
    "difference_bounds",
    "fisher_freeman_halton",
    "holm",
    "holm_levels",
    "hypergeometric_interval",
    "mcnemar_exact",
    "mean_bounds",
    "mean_interval",
    "nonresponse_bounds",
    "paired_permutation",
    "paired_ratio_permutation",
    "poststratified_ratio",
    "ratio_interval",
    "smallest_net_moves",
    "smallest_shift",
    "strata_of",
    "verdict",
]
