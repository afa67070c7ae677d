"""Steps from the illustrations to the published report."""

import json
from pathlib import Path

from bilan.assembly.render import render
from bilan.project.files import replace_text
from bilan.project.paths import (
    DASHBOARD,
    DATA_PACKAGE,
    DICTIONARY,
    DOCUMENTS,
    EXECUTED,
    FIGURES,
    LETTER_FILE,
    NOTEBOOKS,
    REMEMBERED,
    REPORT_NAME,
    VALIDATION,
    built,
    documents_of,
    shown,
    workbook_name,
)
from bilan.report.publication import publish
from bilan.report.published_notebooks import as_text, for_readers
from bilan.running.steps.workbook import downloads
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.wave import read_wave


def documents(wave: str, formats: list[str], engine: str, document: str = REPORT_NAME) -> None:
    """Render the report of a wave, or its synthesis, and note what rendered each format.

    `engine` is "embedded", or "quarto" with its version.
    """
    output = built(wave, DOCUMENTS)
    made = render(
        wave,
        formats,
        output=output,
        document=document,
        engine=engine.partition(" ")[0],
        epoch=read_wave(wave).epoch,
        memory=built(wave, REMEMBERED) if document == REPORT_NAME else None,
    )
    noted = {
        "moteur": made.engine,
        "versions": dict(made.versions),
        "avertissements": made.warnings,
    }
    text = json.dumps(noted, ensure_ascii=False, indent=1)
    for name in formats:
        replace_text(output / f"{document}.{name}.json", text + "\n")


def site(wave: str, formats: list[str], notebooks: list[str]) -> None:
    """Publish the wave: documents, dashboard, data, executed notebooks, manifest.

    What of a notebook is no form of the package is not published, and named on the output.
    """
    document, figures = built(wave, DOCUMENTS), FIGURES / wave
    stated = read_wave(wave)
    rendered = [f"{REPORT_NAME}.{name}" for name in formats]
    if "pdf" in formats:
        rendered += [f"{name}.pdf" for name in documents_of(wave) if name != REPORT_NAME]
    files: dict[str, Path | bytes] = {name: document / name for name in rendered}
    pages = (DASHBOARD, VALIDATION, DICTIONARY)
    files |= {name: built(wave, name) for name in pages}
    files |= {f"carnets/{name}.ipynb": notebook_for_readers(wave, name) for name in notebooks}
    files |= {
        f"donnees/{name}.{kind}": figures / f"{name}.{kind}"
        for name, illustration in illustrations_of(stated).items()
        for kind in illustration.files
    }
    if (letter := built(wave, LETTER_FILE)).is_file() and stated.stated.previous:
        files[LETTER_FILE] = letter
    files |= {f"donnees/{name}": path for name, path in downloads(wave).items()}
    files |= {f"donnees/{name}": built(wave, name) for name in (DATA_PACKAGE, workbook_name(wave))}
    notes = {
        name.removeprefix(f"{REPORT_NAME}."): json.loads((document / f"{name}.json").read_bytes())
        for name in rendered
    }
    engines = sorted({note["moteur"] for note in notes.values()})
    publish(stated, files, engine={"moteur": " + ".join(engines), "rendu": notes})


def notebook_for_readers(wave: str, name: str) -> bytes:
    """An executed notebook as it is published; says what is left out of it."""
    whole = built(wave, EXECUTED) / f"{name}.ipynb"
    notebook, left_out = for_readers(json.loads(whole.read_bytes()))
    for left in left_out:
        print(
            f"warning: {wave}: {shown(NOTEBOOKS / whole.name)}, {left.cell}: {left.what} is not "
            f"published; {shown(whole)} keeps it"
        )
    return as_text(notebook).encode()
