"""An indicator with a target, of a few words."""

from bilan.survey.indicators import Indicator


def indicator(name="a", **fields):
    stated = {
        "label": "Un indicateur", "chapter": "1.1", "kind": "share", "unit": "percent",
        "numerator": {"q": "Y"}, "base": "all", "base_label": "EPLE répondants",
        "progress": "up", **fields,
    }  # fmt: skip
    return Indicator(id=name, **stated)
