"""The step that makes the dashboard."""

from bilan.assembly.pages import FILTERS, render_page
from bilan.disclosure.crossed_tables import hidden_groups
from bilan.estimation.progress import Before
from bilan.estimation.study import open_study
from bilan.project.files import replace_text
from bilan.project.paths import BAR, DASHBOARD, FIGURES, GROUPS_FILE, SYNTHESIS, built
from bilan.report.dashboard import dashboard_page
from bilan.report.downloads import groups_csv
from bilan.report.mention import mentions
from bilan.report.site_bar import bar_of


def bar(wave: str, waves: list[str], formats: list[str], documents: list[str]) -> None:
    """Write the bar that leads from each page of a wave to all that is published."""
    text = bar_of(wave, waves, formats=formats, has_synthesis=SYNTHESIS in documents)
    replace_text(FIGURES / wave / BAR, text)


def dashboard(wave: str) -> None:
    """Write the dashboard of a wave, and what it shows by group as readers download it."""
    study = open_study(wave)
    earlier, evolution, stated = study.previous, study.evolution, study.wave.stated
    before = None
    if earlier is not None and evolution is not None:
        before = Before(earlier.wave.name, earlier.estimates, evolution)
    made = dashboard_page(
        study.wave,
        indicators=study.indicators,
        estimates=study.estimates,
        before=before,
        hidden=hidden_groups(study),
    )
    page = render_page(
        made.markdown,
        title=f"Tableau de bord {wave}",
        subtitle=stated.title,
        mention=mentions().page if stated.simulated else "",
        epoch=study.wave.epoch,
        drawings=made.drawings,
        scripts=[FILTERS],
        bar=FIGURES / wave / BAR,
    )
    target = built(wave, DASHBOARD)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_text(target, page.decode())
    replace_text(built(wave, GROUPS_FILE), groups_csv(made.rows))
