"""The « Rapport de validation » of a wave, as Markdown: French, counts only, every text escaped."""

from bilan.french.blocks import Table, section, typeset
from bilan.french.formats import NBSP, count, date, number, percent, typographic
from bilan.french.markdown_writer import div
from bilan.report.quality_questionnaire import TYPES, declared_blocks, drift_blocks
from bilan.report.quality_report import DOMAINS, Rate, ValidationReport
from bilan.survey.codebook import Asked
from bilan.survey.modalities import LABELS

DOMAIN_NAMES = {"type": "Type d’EPLE", "secteur": "Secteur", "bassin": "Bassin"}
FAULTS = {
    "identifier": "numéro de réponse illisible",
    "date": "date d’envoi illisible",
    "code": "code que le questionnaire ne connaît pas",
    "number": "n’est pas un nombre",
    "twice": "numéro de réponse présent deux fois : deux exports réunis ?",
    "label": "réponse en toutes lettres là où un code est attendu",
    "separator": "point ou virgule devant trois chiffres : décimales ou milliers ?",
    "whole": "n’est pas un nombre entier",
    "at_most": "dépasse le nombre dont c’est une partie",
    "below": "sous la borne basse",
    "above": "au-delà de la borne haute",
    "hidden": "réponse à une question que son filtre cache",
    "said_hidden": "question cachée d’après l’export, montrée d’après son filtre",
    "mandatory": "question obligatoire sans réponse",
}
PLACES = {
    "frame": ("EPLE de la base de sondage", ""),
    "counted": ("réponse comptée", "réponses comptées"),
    "aside": ("réponse écartée", "réponses écartées"),
}
LETTER = (
    "La lettre d’un code UAI se déduit de ses sept chiffres : le reste de leur division par 23 "
    "désigne une lettre de l’alphabet sans I, O ni Q. La règle n’est pas établie pour toutes les "
    "académies d’outre-mer : une lettre qui la contredit se vérifie, et n’écarte aucune réponse."
)
EMPTY = (
    "**Sans réponse** : répondants à qui la question a été posée et qui l’ont laissée vide. Pour "
    "une question à plusieurs réponses, ne rien cocher compte ici comme vide ; les estimations y "
    "lisent une réponse."
)


def validation_markdown(report: ValidationReport) -> str:
    """The page: its summary, then a section for each check."""
    blocks = [
        _introduction(report),
        section("Synthèse", "synthese", _summary(report)),
        section("Participation", "participation", _rates(report)),
        section("Réponses écartées", "ecartees", _aside(report)),
        section("Valeurs contraires au questionnaire", "contraires", *_faults(report)),
        section("Questions sans réponse", "sans-reponse", *_items(report)),
        section("Questionnaire", "questionnaire", *drift_blocks(report), *declared_blocks(report)),
        section("Codes UAI", "uai", *_letters(report)),
    ]
    return "\n\n".join(blocks)


def _text(words: str) -> str:
    """A sentence of ours as Markdown, its typography right."""
    return typographic(words)


def _introduction(report: ValidationReport) -> str:
    stated = report.wave.stated
    words = (
        f"Ce rapport dit ce que vaut l’export de l’enquête {report.wave.name}, menée du "
        f"{date(stated.fieldwork.start)} au {date(stated.fieldwork.end)} : chaque contrôle donne "
        "le nombre de réponses qu’il touche, jamais lesquelles."
    )
    links = "Les autres documents de l’enquête sont à la [page d’accueil](../index.html)."
    return f"{_text(words)}\n\n{_text(links)}"


def _plural(n: int, one: str, many: str) -> str:
    return f"{count(n)}{NBSP}{many if n > 1 else one}"


def _answers(n: int) -> str:
    return _plural(n, "réponse", "réponses")


def _summary(report: ValidationReport) -> str:
    whole, other = report.whole, [f for f in report.faults if f not in report.outside]
    outside, contrary = (sum(f.touched for f in faults) for faults in (report.outside, other))
    aside, warned = sum(report.aside.values()), sum(w.touched for w in report.warnings)
    hidden = sum(fault.touched for fault in report.contradictions)
    undeclared, declared = len(report.undeclared), len(report.differences)
    changed = _plural(len(report.drifted), "question", "questions")
    rows = [
        ["Réponses comptées", f"{count(whole.answered)} sur {count(report.rows)}", "information"],
        ["Réponses écartées", _answers(aside), "information"],
        ["Valeurs hors bornes", _answers(outside), _verdict(outside, "erreur")],
        ["Autres valeurs contraires", _answers(contrary), _verdict(contrary, "erreur")],
        [
            "Réponses à une question que son filtre cache",
            _answers(hidden),
            _verdict(hidden, "avertissement"),
        ],
        ["Réponses avec une question laissée vide", _answers(report.incomplete), "information"],
        [
            "Questions changées depuis l’enquête précédente",
            changed if report.previous else "première enquête",
            "information",
        ],
        [
            "Changements que le dictionnaire des questions ne déclare pas",
            _plural(undeclared, "question", "questions"),
            _verdict(undeclared, "avertissement"),
        ],
        [
            "Valeurs que l’export déclare sans réponse",
            _answers(sum(item.declared for item in report.items)),
            "information",
        ],
        [
            "Parts supérieures à 100 % dans un établissement",
            _plural(len(report.above_whole), "indicateur", "indicateurs"),
            _verdict(len(report.above_whole), "avertissement"),
        ],
        [
            "Libellés, réponses et colonnes que le dictionnaire ne connaît pas",
            _plural(declared, "différence", "différences"),
            _verdict(declared, "avertissement"),
        ],
        ["Codes UAI douteux", _plural(warned, "code", "codes"), _verdict(warned, "avertissement")],
    ]
    header = ["Contrôle", "Touche", "Constat"]
    return typeset(
        Table(header, rows, caption="Ce que disent les contrôles", texts=["Constat"])
    ).markdown()


def _verdict(touched: int, word: str) -> str:
    return word if touched else "rien à signaler"


def _rates(report: ValidationReport) -> str:
    rows = [
        [
            _category(rate),
            count(rate.asked),
            count(rate.answered),
            percent(rate.answered / rate.asked) if rate.asked else "–",
        ]
        for rate in report.rates
    ]
    header = ["EPLE", "Interrogés", "Répondants", "Taux"]
    caption = f"Taux de réponse par type, secteur et bassin, en {report.wave.name}"
    return typeset(Table(header, rows, caption=caption)).markdown()


def _category(rate: Rate) -> str:
    if rate.domain not in DOMAINS:
        return "Ensemble"
    name = LABELS.get(rate.domain, {}).get(rate.category, rate.category.capitalize())
    return f"{DOMAIN_NAMES[rate.domain]} : {name}"


def _aside(report: ValidationReport) -> str:
    if not report.aside:
        return "Aucune réponse n’est écartée."
    rows = [[reason, count(n)] for reason, n in report.aside.items()]
    rows.append(["Ensemble", count(sum(report.aside.values()))])
    return typeset(
        Table(["Motif", "Réponses"], rows, caption="Réponses écartées, par motif")
    ).markdown()


def _faults(report: ValidationReport) -> list[str]:
    bounded = [item for item in report.items if item.asked.range is not None]
    outside = {(f.question, f.kind): f.touched for f in report.outside}
    rows = [
        [
            item.asked.wording,
            _range(item.asked),
            count(item.shown - item.empty),
            *[count(outside.get((item.asked.id, kind), 0)) for kind in ("below", "above")],
        ]
        for item in bounded
    ]
    blocks = []
    if rows:
        header = ["Question", "Bornes admises", "Nombres donnés", "Au-dessous", "Au-dessus"]
        caption = "Nombres hors des bornes du questionnaire"
        blocks.append(
            typeset(Table(header, rows, caption=caption, texts=["Bornes admises"])).markdown()
        )
    others = [fault for fault in report.faults if fault not in report.outside]
    wordings = {item.asked.id: item.asked.wording for item in report.items}
    if report.contradictions:
        hidden = [[wordings[f.question], count(f.touched)] for f in report.contradictions]
        caption = "Réponses à une question que son filtre cache, comptées comme non posées"
        blocks.append(typeset(Table(["Question", "Réponses"], hidden, caption=caption)).markdown())
    if not others:
        words = "Aucune autre valeur ne contredit le questionnaire : ni code inconnu, ni question "
        words += "obligatoire sans réponse."
        return [*blocks, _text(words)]
    found = [
        [wordings.get(fault.question, fault.question), FAULTS[fault.kind], count(fault.touched)]
        for fault in others
    ]
    header = ["Question", "Ce qui ne va pas", "Réponses"]
    caption = "Autres valeurs contraires au questionnaire"
    return [
        *blocks,
        typeset(Table(header, found, caption=caption, texts=["Ce qui ne va pas"])).markdown(),
    ]


def _range(asked: Asked) -> str:
    low, high = asked.range or (None, None)
    if low is None or high is None:
        bound = low if high is None else high
        side = "au moins" if high is None else "au plus"
        return "–" if bound is None else f"{side} {number(bound)}"
    return f"de {number(low)} à {number(high)}"


def _items(report: ValidationReport) -> list[str]:
    rows = [
        [
            item.asked.wording,
            TYPES[item.asked.type],
            count(item.shown),
            count(item.empty),
            percent(item.empty / item.shown) if item.shown else "–",
        ]
        for item in report.items
    ]
    header = ["Question", "Nature", "Posée à", "Sans réponse", "Part"]
    caption = f"Non-réponse à chaque question, en {report.wave.name}"
    made = typeset(Table(header, rows, caption=caption, texts=["Nature"])).markdown()
    blocks = [made, div(".notes", _text(EMPTY))]
    declared = [[i.asked.wording, count(i.declared)] for i in report.items if i.declared]
    if declared:
        caption = "Valeurs que l’export ou vague.yml déclare sans réponse"
        blocks.append(
            typeset(Table(["Question", "Réponses"], declared, caption=caption)).markdown()
        )
    return blocks


def _letters(report: ValidationReport) -> list[str]:
    if not report.warnings:
        words = "Tous les codes, dans la base de sondage comme dans l’export, ont la forme et la "
        words += "lettre de contrôle attendues."
        return [_text(words), div(".notes", _text(LETTER))]
    rows = [
        [
            "forme inattendue" if warned.kind == "form" else "lettre de contrôle inattendue",
            PLACES[warned.where][0] if warned.where == "frame" else PLACES[warned.where][1],
            count(warned.touched),
        ]
        for warned in report.warnings
    ]
    header = ["Constat", "Où", "Codes"]
    made = typeset(Table(header, rows, caption="Codes UAI à vérifier", texts=["Où"])).markdown()
    return [made, div(".notes", _text(LETTER))]
