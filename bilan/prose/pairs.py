"""A bound text that says one value in two ways: « 58 établissements (46,4 %) »."""

import re
from collections.abc import Callable
from dataclasses import replace

from bilan.prose.bindings import Binding
from bilan.prose.touching_words import without_complement
from bilan.prose.verdict import Examined
from bilan.prose.wordings import Wordings

PAIR = re.compile(r"^(?P<first>.+?)(?P<link>,? soit |\s*\()(?P<second>[^()]+?)(?P<end>\)?)$")
SHARE = re.compile(r"(?:%|pour cent)$")


def examine_pair(
    binding: Binding, examine: Callable[[Binding], Examined], wordings: Wordings
) -> Examined | None:
    """The judgement of both claims, the first that is wrong told; None where there is one claim.

    A noun that follows the brackets belongs to the share that has none.
    """
    match = PAIR.match(binding.text)
    if match is None or ("(" in match["link"]) != bool(match["end"]):
        return None
    texts = [match["first"], match["second"]]
    bare = [SHARE.search(text) is not None for text in texts]
    later = without_complement(binding.after, wordings) if any(bare) else binding.after
    afters = [binding.after if own else later for own in bare]
    results = [
        examine(replace(binding, text=texts[0], after=afters[0])),
        examine(replace(binding, text=texts[1], after=afters[1], before="")),
    ]
    faults = [result for result in results if result.finding]
    if not faults:
        told = bare.index(True) if any(bare) else 0
        return replace(results[told], binding=binding)

    def whole(parts: list[str]) -> str:
        return f"{parts[0]}{match['link']}{parts[1]}{match['end']}" if all(parts) else ""

    proposals = [
        result.finding.proposal if result.finding else text
        for result, text in zip(results, texts, strict=True)
    ]
    replacements = [
        result.replacement or "" if result.finding else text
        for result, text in zip(results, texts, strict=True)
    ]
    first = faults[0]
    assert first.finding is not None
    return replace(
        first,
        binding=binding,
        finding=replace(first.finding, text=binding.text, proposal=whole(proposals)),
        replacement=whole(replacements) or None,
    )
