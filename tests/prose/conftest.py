"""Figures of both waves, as the pipeline writes them."""

from pathlib import Path

import pytest

from bilan.disclosure.crossed_tables import published_links
from bilan.estimation.estimates import write_estimates
from bilan.estimation.study import open_study
from bilan.prose.data import Figures, read_figures

from .judging import WAVES


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the estimates, evolutions and links of both waves."""
    folder = tmp_path_factory.mktemp("build")
    for wave in WAVES:
        study = open_study(wave)
        (folder / wave).mkdir()
        (folder / wave / "estimations.csv").write_text(write_estimates(study.estimates))
        links = published_links(study)
        links.to_csv(folder / wave / "liens.csv", index=False)
        if study.evolution is not None:
            study.evolution.to_csv(folder / wave / "evolution.csv", index=False)
    return folder


@pytest.fixture(scope="session")
def figures(build: Path) -> dict[str, Figures]:
    """Figures by wave."""
    return {wave: read_figures(wave, build=build) for wave in WAVES}
