"""A bound text that claims a value, against the estimates."""

from dataclasses import dataclass, replace

from bilan.french.formats import count, enumeration, number, percent
from bilan.prose import proposals
from bilan.prose.bindings import Binding
from bilan.prose.claims import Amount, OutOf, Rank, Value
from bilan.prose.combined_indicators import parts_of, total
from bilan.prose.data import Estimate, Figures
from bilan.prose.judge import Judgement, judge_value, nearest_count
from bilan.prose.pairs import examine_pair
from bilan.prose.touching_words import Beside, beside
from bilan.prose.verdict import Examined, is_plain, wrong
from bilan.prose.wordings import Wordings
from bilan.survey.indicators import Indicator

UNKNOWN = Judgement(False, reason="inconnue")


@dataclass(frozen=True)
class Subject:
    """What a binding speaks of: the estimate of a wave, its name and its value in French."""

    estimate: Estimate
    indicator: Indicator | None
    wave: str
    where: str
    told: str
    counted: str = ""


def facts(estimate: Estimate, label: str) -> str:
    """A value in French with what it rests on: « 64,0 % (80 sur 125, ensemble des EPLE) »."""
    base = count(int(estimate.base))
    among = f", {label}" if label else ""
    if estimate.kind in ("share", "ratio"):
        counted = f"{count(int(estimate.numerator))} sur {base}"
        return f"{_written(estimate)} ({counted}{among})"
    return f"{_written(estimate)} (moyenne sur {base}{among})"


def _written(estimate: Estimate) -> str:
    if estimate.kind in ("share", "ratio"):
        return percent(estimate.value)
    return (
        percent(estimate.value / 100) if estimate.unit == "percent" else number(estimate.value, 1)
    )


def examine_value(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """A claim of a value, in this wave or another, of its complement, of one of its bounds."""
    subject = _subject(binding, figures)
    if isinstance(subject, str):
        return wrong(binding, "formulation", subject)

    def examine_one(part: Binding) -> Examined:
        return _examine(part, subject, figures, wordings)

    return examine_pair(binding, examine_one, wordings) or examine_one(binding)


def _examine(binding: Binding, subject: Subject, figures: Figures, wordings: Wordings) -> Examined:
    read = _Reading(binding, subject, figures, wordings)
    claim, judgement = read.judged(binding.text)
    if judgement.agrees:
        return Examined(binding, None, claim, judgement)
    candidates = read.candidates(claim, judgement)
    right = (proposals.cased(text, like=binding.text) for text in candidates)
    proposal = next((text for text in right if read.judged(text)[1].agrees), "")
    kind, message = _told(read, claim, judgement)
    fixable = read.is_fixable(claim, judgement)
    return wrong(
        binding, kind, message, proposal, claim=claim,
        judgement=None if claim is None else judgement,
        replacement=proposal if fixable else None,
    )  # fmt: skip


def _subject(binding: Binding, figures: Figures) -> Subject | str:
    name, wave = binding.ind, binding.keys.get("vague", figures.wave)
    counted = binding.keys.get("compte", "")
    parts = parts_of(name)
    if parts:
        found = total(parts[0], parts[2], figures=figures, wave=wave)
        if isinstance(found, str):
            return f"`{name}` ne s’additionne pas : {found}"
        estimate, first = found, parts[0]
        label = enumeration([figures.label(part) for part in parts[::2]])
    else:
        estimate, first, label = figures.estimates[wave][name], name, figures.label(name)
    base = figures.base_label(first, wave)
    where, told = f"`{name}` ({label}) en {wave}", facts(estimate, base)
    indicator = figures.indicators[wave].get(first)
    if borne := binding.keys.get("borne"):
        end = estimate.lower if borne == "basse" else estimate.upper
        if end is None:
            return f"{where} n’a pas de borne {borne}"
        estimate = replace(estimate, value=end, lower=end, upper=end)
        where, told = f"la borne {borne} de {where}", _written(estimate)
    return Subject(estimate, indicator, wave, where, told, counted)


def complement(estimate: Estimate) -> Estimate:
    """The share of those who are not counted, with its bounds; the estimate where it is none."""
    if estimate.kind not in ("share", "ratio"):
        return estimate
    lower, upper = estimate.lower, estimate.upper
    return replace(
        estimate,
        value=1 - estimate.value,
        lower=None if upper is None else 1 - upper,
        upper=None if lower is None else 1 - lower,
    )


@dataclass(frozen=True)
class _Reading:
    """A bound text in its place, against what it speaks of."""

    binding: Binding
    subject: Subject
    figures: Figures
    wordings: Wordings

    def beside(self, text: str) -> Beside:
        shaded = "borne" not in self.binding.keys
        before, after = self.binding.before, self.binding.after
        mean = self.subject.estimate.kind == "mean"
        return beside(text, before, after, self.wordings, shaded=shaded, mean=mean)

    def judged(self, text: str) -> tuple[Value | Rank | None, Judgement]:
        """What a text claims in the place of the bound one, and whether it holds."""
        subject, wordings = self.subject, self.wordings
        alone = wordings.value(text)
        if isinstance(alone, Rank):
            return alone, judge_rank(
                alone, subject.estimate, figures=self.figures, wave=subject.wave
            )
        touching = self.beside(text)
        claim = wordings.value(touching.text)
        if claim is None or isinstance(claim, Rank) or touching.unknown:
            return None, UNKNOWN
        counts = isinstance(claim, OutOf) or (isinstance(claim, Amount) and claim.form == "number")
        if counts and "borne" in self.binding.keys:
            return claim, Judgement(False, reason="sans objet")
        found = self._judge(claim, touching, subject.counted)
        if not found.agrees and touching.others and not subject.counted:
            rest = self._judge(claim, touching, "reste")
            return claim, rest if rest.agrees else found
        return claim, found

    def _judge(self, claim: Value, touching: Beside, counted: str) -> Judgement:
        estimate = self.subject.estimate
        counts = isinstance(claim, Amount) and claim.form == "number"
        if counted == "reste" and not counts:
            estimate = complement(estimate)
        stated = self.subject.indicator
        rate = stated is not None and stated.numerator == {}  # its base is those who were asked
        return judge_value(
            claim,
            estimate,
            wordings=self.wordings,
            counted=counted,
            indicator=stated,
            says_base=touching.base or (touching.answered and not rate),
            says_field=touching.field,
        )

    def candidates(self, claim: Value | Rank | None, judgement: Judgement) -> list[str]:
        """Texts that may be right in the place of the bound one, the nearest first."""
        subject, claim = self.subject, self.wordings.value(self.binding.text) or claim
        if isinstance(claim, Rank) and judgement.reason != "sans objet":
            found = proposals.ranks(
                claim, subject.estimate, figures=self.figures, wave=subject.wave
            )
            return list(found)
        estimate = subject.estimate
        if subject.counted == "reste":
            estimate = complement(estimate)
        return list(
            proposals.values(claim, estimate, wordings=self.wordings, counted=subject.counted)
        )

    def was_true(self) -> bool:
        """Whether a claim of this wave was true in the one before."""
        before, name = self.figures.previous, self.binding.ind
        if before is None or self.subject.wave != self.figures.wave or "borne" in self.binding.keys:
            return False
        estimate = self.figures.estimates[before].get(name)
        if estimate is None:
            return False
        past = replace(self, subject=replace(self.subject, estimate=estimate))
        return past.judged(self.binding.text)[1].agrees

    def is_fixable(self, claim: Value | Rank | None, judgement: Judgement) -> bool:
        """Whether a wrong text is a percentage or a count, its unit or noun inside, no shade."""
        own = self.wordings.value(self.binding.text)
        if isinstance(own, Amount) and isinstance(claim, Amount):
            claim = replace(claim, noun=own.noun)  # the one that follows the brackets
        if own != claim or judgement.reason or not is_plain(own):
            return False
        if isinstance(own, Amount) and own.form == "number":
            sure = nearest_count(own, self.subject.estimate, self.subject.counted)[2]
            return own.noun is not None and own.noun.counted != "valeur" and sure
        return isinstance(own, Amount | OutOf)


def _told(read: _Reading, claim: Value | Rank | None, judgement: Judgement) -> tuple[str, str]:
    """Kind of a fault, and what an editor is told of it."""
    subject = read.subject
    touching = read.beside(read.binding.text)
    said = f"« {read.binding.text} »"
    if touching.touches and not isinstance(claim, Rank):
        said += f" (« {touching.text} »)"
    value = f"{subject.where} vaut {subject.told}"
    if claim is None and touching.unknown:
        return "formulation", (
            f"{said} est suivi de « {touching.unknown} », que le contrôle ne sait pas lier à "
            f"un nombre ; {value}. Mettez l’unité ou le nom dans les crochets"
        )
    if claim is None:
        return "formulation", (
            f"{said} est une formulation inconnue du contrôle ; {value}. "
            "N’entourez que l’affirmation, ou ajoutez la tournure à data/formulations.yml"
        )
    if isinstance(claim, Rank) and judgement.reason != "sans objet":
        tie = ", à égalité avec une autre réponse" if judgement.reason == "égalité" else ""
        return "rang", f"{said} n’est pas vrai : {value}{tie}"
    noun = claim.noun.text if not isinstance(claim, Rank) and claim.noun else ""
    reasons = {
        "sans objet": f"{said} ne peut rien dire de {subject.where}, qui vaut {subject.told}",
        "champ": f"{said} : « {noun} » n’est pas ce que compte {subject.where}, qui vaut "
        f"{subject.told}",
        "moyenne": f"{said} : une part n’est pas une moyenne ; {value}",
        "peu": f"{said} dit que c’est peu ; {value}",
        "base": f"{said} est la base, et la phrase ne le dit pas ; {value}. Écrivez « sur », "
        "« parmi les » ou « répondants », ou ajoutez compte=base si c’est bien elle",
        "bornes": f"{said} n’est pas assuré : {value}, {_missing(subject.estimate)}",
    }
    kind = "effectif" if judgement.matched in ("effectif", "base", "reste") else "valeur"
    if judgement.reason in reasons:
        kinds = {"sans objet": "formulation", "champ": "champ"}
        return kinds.get(judgement.reason, kind), reasons[judgement.reason]
    if kind == "effectif" and isinstance(claim, Amount):
        value = f"{value} ; comparé à : {judgement.matched}"
    still = "plus" if read.was_true() else "pas"
    return kind, f"{said} n’est {still} vrai : {value}"


def _missing(estimate: Estimate) -> str:
    """What the missing answers leave possible."""
    if estimate.share_bounds is None:
        return "et rien ne limite ce que seraient les réponses manquantes"
    low, high = (percent(end) for end in estimate.share_bounds)
    return f"mais les réponses manquantes laissent possible de {low} à {high}"


def judge_rank(claim: Rank, estimate: Estimate, *, figures: Figures, wave: str) -> Judgement:
    """A claim of rank among the options of the same question; a tie has neither first nor last."""
    found = figures.siblings(estimate.id, wave)
    if found is None:
        return Judgement(False, "rang", "sans objet")
    own = figures.option_of(estimate.id)
    others = [e.value for e in found if (e.question, e.option) != own]
    if estimate.value in others:
        return Judgement(False, "rang", "égalité")
    above = sum(other > estimate.value for other in others)
    place = claim.position - 1 if claim.position > 0 else len(found) + claim.position
    return Judgement(above == place, "rang")
