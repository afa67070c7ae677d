"""Figures of both waves, as the pipeline writes them."""

from pathlib import Path

import pytest

from bilan.disclosure.crossed_tables import published_links
from bilan.estimation.estimates import write_estimates
from bilan.estimation.study import open_study
from bilan.prose.chapter_lines import Line
from bilan.prose.check import check_lines
from bilan.prose.data import Figures, read_figures
from bilan.prose.findings import Finding
from bilan.prose.glossary import Glossary
from bilan.prose.wordings import read_wordings

WAVES = ("2014", "2015")
NO_NAMES = Glossary(sigles={})


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


def findings_in(text: str, figures: Figures) -> list[Finding]:
    """Findings in a text of one or more lines, omissions and acronyms aside."""
    lines = [Line(Path("essai.qmd"), n, raw) for n, raw in enumerate(text.split("\n"), start=1)]
    found = check_lines(lines, figures, read_wordings(), NO_NAMES)
    return [finding for finding in found if finding.kind not in ("omission", "sigle")]
