"""The step that executes one notebook for one wave."""

import pandas as pd

from bilan.estimation.estimates import read_estimates
from bilan.project.paths import ESTIMATES, NOTEBOOKS, built
from bilan.report.notebook_cells import read_recorded, require_agreement, require_published
from bilan.running.warming import warm_up
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.wave import read_wave


def execute(notebook: str, wave: str) -> None:
    """Execute a notebook for a wave; it publishes its illustrations into `figures/<wave>/`.

    What it computed is held against the tables of estimates, and what it published against
    data/illustrations.yml: a run that differs is not kept.
    """
    warm_up()  # meanwhile this process imports papermill
    from bilan.running.notebook_run import run_notebook

    source, output = NOTEBOOKS / f"{notebook}.ipynb", built(wave, "carnets") / f"{notebook}.ipynb"
    run_notebook(source, {"wave": wave}, output)
    stated = read_wave(wave)
    recorded = read_recorded([output])
    waves = [name for name in (stated.stated.previous, wave) if name is not None]
    tables = [read_estimates(built(name, ESTIMATES)) for name in waves]
    try:
        require_agreement(recorded, pd.concat(tables), wave=wave, source=source)
        drawn = [i.id for i in illustrations_of(stated).values() if i.notebook == notebook]
        require_published(recorded, drawn, source=source)
    except Exception:
        output.replace(output.with_name(f"{notebook}.echec.ipynb"))
        raise
