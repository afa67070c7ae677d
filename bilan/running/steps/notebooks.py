"""The step that executes one notebook for one wave."""

import csv
from collections.abc import Iterator

from bilan.project.paths import ESTIMATES, EXECUTED, NOTEBOOKS, built
from bilan.report.notebook_cells import read_recorded, require_agreement, require_published
from bilan.running.warming import warm_up
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.modalities import WHOLE
from bilan.survey.wave import read_wave


def execute(notebook: str, wave: str) -> None:
    """Execute a notebook for a wave; it publishes its illustrations into `figures/<wave>/`.

    What it computed is held against the tables of estimates, and what it published against
    data/illustrations.yml: a run that differs is not kept.
    """
    warm_up()  # meanwhile this process imports papermill
    from bilan.running.notebook_run import run_notebook

    source, output = NOTEBOOKS / f"{notebook}.ipynb", built(wave, EXECUTED) / f"{notebook}.ipynb"
    run_notebook(source, {"wave": wave}, output)
    stated = read_wave(wave)
    recorded = read_recorded([output])
    waves = [name for name in (stated.stated.previous, wave) if name is not None]
    rows = (row for name in waves for row in _estimates(name))
    try:
        require_agreement(recorded, rows, wave=wave, source=source)
        drawn = [i.id for i in illustrations_of(stated).values() if i.notebook == notebook]
        require_published(recorded, drawn, source=source)
    except Exception:
        output.replace(output.with_name(f"{notebook}.echec.ipynb"))
        raise


def _estimates(wave: str) -> Iterator[dict[str, str]]:
    """Rows over the whole frame, read without pandas: this process does not load it."""
    with built(wave, ESTIMATES).open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["domain"] == WHOLE)
