#!/usr/bin/env python
"""The bilan, from the survey's export to the finished report: the whole way, as data.

Each line is a step: its name, the function that does it, what it needs, what it makes. doit runs
what is stale. `python pipeline.py --help` shows the commands.
"""

from bilan.project.environment import enter_environment
from bilan.project.interruption import leave_when_interrupted

if __name__ == "__main__":
    leave_when_interrupted()
    enter_environment()  # before the first import that needs a package

from bilan.assembly.fonts import font_files
from bilan.project.paths import (
    ANNEXES,
    ASSETS,
    BAR,
    CARDS,
    CODEBOOK,
    DASHBOARD,
    DATA_PACKAGE,
    DICTIONARY,
    EXPORT,
    FIGURES,
    FINDINGS,
    FONTS,
    HIDDEN,
    HOME_TEXT,
    ILLUSTRATIONS,
    INDICATORS,
    LINKS,
    MANIFEST,
    NOTEBOOKS,
    QUARTO_PROJECT,
    RECOMMENDATIONS,
    REGISTER,
    SET_ASIDE,
    SITE,
    SYNTHESIS,
    USES,
    VALIDATION,
    WORD_TEMPLATE,
    WORDINGS,
    documents_of,
    visa_file,
    wave_file,
    workbook_name,
)
from bilan.running import cli
from bilan.running.step import Step
from bilan.running.wave_files import Places, pictures_for

PIECES = ["protocole", "questionnaire", "tables", "colophon", "publication"]
LETTER = ANNEXES / "lettre-de-mission.md"
FONT_FILES = font_files(FONTS)
LOOK = [QUARTO_PROJECT, *FONT_FILES, WORD_TEMPLATE, *sorted(ASSETS.iterdir())]


def steps_of(wave: str, *, waves: list[str], formats: tuple[str, ...], engine: str) -> list[Step]:
    """Steps of one wave, from its export to its folder in `_site/`.

    `waves` are all that there are. `engine` is "embedded", or "quarto" with its version: another
    version makes the report anew.
    The embedded engine makes each format in a step of its own, Quarto makes all of them in one.
    """
    at = Places(wave, formats)
    rendered = (
        {"documents": formats} if engine != "embedded" else {name: (name,) for name in formats}
    )
    export = at.built(EXPORT)
    responses, estimated, undecided = at.estimates
    aside = at.built(SET_ASIDE)
    links, dashboard = at.built(LINKS), at.built(DASHBOARD)
    dictionary, used = at.built(DICTIONARY), at.built(USES)
    package, workbook = at.built(DATA_PACKAGE), at.built(workbook_name(wave))
    findings, noted = at.built(FINDINGS), at.built(REGISTER)
    facts = at.figures(at.illustrations, "json")
    pieces = at.figures([*PIECES, *at.illustrations, *at.not_asked], "qmd")
    cards, bar = [FIGURES / wave / CARDS], [FIGURES / wave / BAR]
    validated = at.built(VALIDATION)
    acronyms = at.figures(["sigles"], "qmd")
    texts = [*at.texts, *pieces, *at.register, *acronyms, *at.profiles]
    documents = [path for name in formats for path in at.document(name)]
    notebooks = {name: at.notebook(name) for name in at.drawn}
    known = [*at.data, CODEBOOK, INDICATORS]
    hidden = at.built(HIDDEN)
    studied = [*known, *at.estimates, aside, hidden, *at.before, *at.evolution]
    tabled = [
        *at.downloads,
        at.groups,
        *at.figures(at.illustrations, "csv", "json"),
        at.titles,
        ILLUSTRATIONS,
        *at.data[:1],
    ]
    # fmt: off
    return [
        at.step("export", "reading:read", [*at.data, CODEBOOK], [export]),
        at.step("responses", "data:responses", [export, *at.data, CODEBOOK],
                [responses, aside, undecided]),
        at.step("estimates", "data:estimates", [responses, undecided, *known], [estimated]),
        at.step("hidden", "data:hidden", [*known, *at.estimates, ILLUSTRATIONS], [hidden]),
        at.step("links", "data:links", [*known, *at.estimates, hidden, ILLUSTRATIONS], [links]),
        *[at.step("evolution", "data:evolution", [*known, *at.estimates, *at.before], [made])
          for made in at.evolution],
        *[at.step(name, "notebooks:execute",
                  [NOTEBOOKS / f"{name}.ipynb", ILLUSTRATIONS, *studied],
                  [notebooks[name], *at.figures(drawn, "json"), *at.pictures(drawn)], notebook=name)
          for name, drawn in at.drawn.items()],
        at.step("pieces", "pieces:pieces",
                [*facts, *at.pictures(at.illustrations), *known, *at.estimates,
                 *at.evolution, ILLUSTRATIONS, at.titles], pieces),
        at.step("provenance", "provenance:provenance",
                [*facts, *notebooks.values(), *studied, links, ILLUSTRATIONS, RECOMMENDATIONS,
                 WORDINGS], cards,
                notebooks=list(notebooks)),
        at.step("register", "register:register", [RECOMMENDATIONS, *studied],
                [*at.register, noted]),
        at.step("acronyms", "acronyms:acronyms", at.texts, acronyms),
        at.step("bar", "pages:bar", [], bar, waves=waves, formats=list(formats),
                documents=documents_of(wave)),
        at.step("check", "check:check",
                [*texts, links, WORDINGS, RECOMMENDATIONS, noted, QUARTO_PROJECT, *studied],
                [findings, used]),
        *[at.step(name, "report:documents",
                  [*texts, *LOOK, *([*cards, *bar] if "html" in kinds else []),
                   *at.pictures(at.illustrations, *pictures_for(kinds))],
                  [path for kind in kinds for path in at.document(kind)],
                  formats=list(kinds), engine=engine)
          for name, kinds in rendered.items()],
        *[at.step("synthesis", "report:documents",
                  [*texts, *LOOK, *at.pictures(at.illustrations, "svg")], at.synthesis,
                  formats=["pdf"], engine=engine, document=SYNTHESIS)
          for _ in at.synthesis[:1]],
        at.step("dashboard", "pages:dashboard", [*studied, *LOOK, *bar], [dashboard, at.groups]),
        at.step("dictionary", "dictionary:dictionary",
                [used, CODEBOOK, INDICATORS, ILLUSTRATIONS, *at.data[:1], *LOOK, *bar],
                [dictionary]),
        at.step("validation", "validation:report",
                [export, *at.data, *at.data_before, *at.before, CODEBOOK, *LOOK, *bar],
                [validated]),
        at.step("downloads", "data:downloads", [*studied], at.downloads),
        at.step("package", "workbook:package", tabled, [package]),
        at.step("workbook", "workbook:workbook",
                [*tabled, used, CODEBOOK, INDICATORS], [workbook]),
        *[at.step("letter", "annexes:letter", [LETTER, *at.data, *LOOK], [made])
          for made in at.letter],
        at.step("site", "report:site",
                [findings, *documents, *at.synthesis, *notebooks.values(), dashboard, validated,
                 *at.pictures(at.illustrations), *at.downloads, at.groups, *at.letter, dictionary,
                 package, workbook, *at.data],
                [at.manifest], states=at.stated, fills=at.manifest.parent,
                formats=list(formats), notebooks=list(notebooks)),
    ]
    # fmt: on


def steps(
    waves: list[str], *, publish: list[str], formats: tuple[str, ...], engine: str
) -> list[Step]:
    """Every step: the fonts, those of each wave, and the page that leads to those published."""
    manifests = [SITE / wave / MANIFEST for wave in publish]
    stated = [path for wave in publish for path in (wave_file(wave), visa_file(wave))]
    return [
        Step("fonts", "bilan.running.steps.fonts:fonts", (), FONT_FILES, fills=FONTS),
        *[
            step
            for wave in waves
            for step in steps_of(wave, waves=waves, formats=formats, engine=engine)
        ],
        Step(
            "contents",
            "bilan.running.steps.home:contents",
            (*manifests, *[path for path in stated if path.is_file()]),
            (HOME_TEXT,),
        ),
        Step("home", "bilan.running.steps.home:page", (HOME_TEXT, *LOOK), (SITE / "index.html",)),
    ]


if __name__ == "__main__":
    raise SystemExit(cli.main(steps))
