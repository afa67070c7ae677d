"""A bound text that was judged, and what an editor is told of it."""

from dataclasses import dataclass

from bilan.french.typography_rules import typographic
from bilan.prose.bindings import Binding
from bilan.prose.claims import Amount, Claim, OutOf
from bilan.prose.findings import Finding
from bilan.prose.judge import Judgement


@dataclass(frozen=True)
class Examined:
    """A bound text that was judged.

    `claim` and `judgement` are None where it could not be read; `replacement` is the text to put
    in place of a plain number that is wrong, None for all else.
    """

    binding: Binding
    finding: Finding | None = None
    claim: Claim | None = None
    judgement: Judgement | None = None
    replacement: str | None = None


def wrong(
    binding: Binding,
    kind: str,
    message: str,
    proposal: str = "",
    *,
    claim: Claim | None = None,
    judgement: Judgement | None = None,
    replacement: str | None = None,
) -> Examined:
    """A bound text with what is wrong with it; an empty replacement is none."""
    finding = Finding(
        file=binding.file,
        line=binding.line.number,
        column=binding.column,
        severity="erreur",
        kind=kind,
        text=binding.text,
        message=typographic(message),
        proposal=proposal,
    )
    return Examined(binding, finding, claim, judgement, replacement or None)


def is_plain(claim: Claim | None) -> bool:
    """Whether a claim is a number in digits, which `--fix` may rewrite."""
    if isinstance(claim, Amount):
        in_digits = claim.shade is None and not claim.spelled and not claim.few
        return in_digits and claim.form != "fraction"
    return isinstance(claim, OutOf) and not claim.few
