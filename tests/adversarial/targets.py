"""What is read, a sound sample of each, and the reader that is to refuse a damaged one."""

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bilan.assembly.sources import assembled, read_yaml
from bilan.assembly.subset import check_subset
from bilan.estimation.association import all_links_with_type
from bilan.estimation.estimates import write_estimates
from bilan.estimation.recommendations import read_register
from bilan.estimation.study import open_study
from bilan.exports import reader_process
from bilan.exports.answers import read_answers
from bilan.exports.questionnaire.lss import read_lss
from bilan.exports.questionnaire.lss_writing import questionnaire_lss
from bilan.exports.raw import RawExport
from bilan.french.typography import check_typography, mend
from bilan.project.paths import (
    CODEBOOK,
    DATA,
    FIGURES,
    ILLUSTRATIONS,
    INDICATORS,
    NOTEBOOKS,
    QUARTO_PROJECT,
    RECOMMENDATIONS,
    REPORT,
    WORDINGS,
    profile_file,
    wave_file,
)
from bilan.project.yaml_records import load
from bilan.prose.chapter_lines import read_lines
from bilan.prose.check import check_lines
from bilan.prose.data import read_figures
from bilan.prose.glossary import read_glossary
from bilan.prose.wordings import read_wordings
from bilan.report.sections import Title
from bilan.running.notebook_run import check_parameters
from bilan.survey.codebook import read_codebook
from bilan.survey.illustration_specs import IllustrationsFile
from bilan.survey.indicators import read_indicators
from bilan.survey.sampling_frame import read_frame
from bilan.survey.wave import WaveFile, read_wave

WAVE = "2014"


@dataclass(frozen=True)
class Target:
    """A kind of file: where a damaged one is put, its sound content, and its reader.

    `isolated` readers run in a process of their own in the pipeline too: they may crash. `weight`
    is how often a kind is tried in a round: what takes long is tried less.
    """

    name: str
    path: Path
    sound: bytes
    read: Callable[[], object]
    isolated: bool = False
    weight: int = 20


def targets(folder: Path) -> list[Target]:
    """Every kind of file that a person gives the pipeline, each with a folder of its own."""
    return [*_exports(folder), *stated_targets(folder), *_chapters(folder)]


def _exports(folder: Path) -> list[Target]:
    wave = read_wave(WAVE)
    raw = read_answers(wave)
    groups = ("identification", "pilotage", "accompagnement", "assistance")
    found = []
    samples = {
        "sav": wave.export.read_bytes(),
        "zsav": _zsav(wave.export, folder / "sound.zsav"),
        "csv": csv_export(raw),
        "vv": vv_export(raw),
        "sps": sps_export(raw),
    }
    wanted = list(raw.rows.columns)
    request = {"wanted": wanted, "presence": [], "names": {}, "missing": []}
    for format, sound in samples.items():
        path = folder / f"export.{format}"
        paths = [path]
        if format == "sps":
            paths.append(folder / "sound.dat")
            paths[1].write_bytes(dat_export(raw))

        def read(format: str = format, paths: list[Path] = paths) -> object:
            content = reader_process.parse_file(format, paths, request)
            return reader_process.kept_columns(content.columns, request)

        found.append(Target(format, path, sound, read, isolated=format in ("sav", "zsav")))
    data = folder / "export.dat"
    syntax = folder / "sound.sps"
    syntax.write_bytes(sps_export(raw))
    found.append(
        Target(
            "dat",
            data,
            dat_export(raw),
            lambda: reader_process.parse_file("sps", [syntax, data], request),
        )
    )
    lss = folder / "export.lss"
    sound = questionnaire_lss(wave, groups={name: name for name in groups})
    return [*found, Target("lss", lss, sound, lambda: read_lss(lss))]


def _zsav(source: Path, target: Path) -> bytes:
    import pyreadstat

    rows, _ = pyreadstat.read_sav(source)
    pyreadstat.write_sav(rows, target, compress=True)
    return target.read_bytes()


def csv_export(raw: RawExport) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(raw.rows.columns)
    writer.writerows(raw.rows.itertuples(index=False))
    return ("\ufeff" + text.getvalue() + "\r\n").encode()


def vv_export(raw: RawExport) -> bytes:
    names = list(raw.rows.columns)
    rows = [names, names, *([*row] for row in raw.rows.itertuples(index=False))]
    return "".join("\t".join(row) + "\n" for row in rows).encode()


def sps_export(raw: RawExport) -> bytes:
    names = list(raw.rows.columns)
    declared = "".join(f" V{n} A12\n" for n in range(len(names)))
    labels = "".join(f'VARIABLE LABELS V{n} "{name}".\n' for n, name in enumerate(names))
    renamed = "".join(f"RENAME VARIABLE ( V{n} = {name} ).\n" for n, name in enumerate(names))
    text = f"PRESERVE LOCALE.\nGET DATA\n /VARIABLES=\n{declared}.\nCACHE.\n{labels}{renamed}"
    return f"{text}RESTORE LOCALE.\n".encode()


def dat_export(raw: RawExport) -> bytes:
    rows = raw.rows.itertuples(index=False)
    return "".join(",".join(f"'{cell}'" for cell in row) + "\n" for row in rows).encode()


def stated_targets(folder: Path) -> list[Target]:
    """Files that state what a wave asks, computes and shows."""
    frame = DATA / "base_eple.csv"
    readers: dict[Path, Callable[[Path], object]] = {
        frame: lambda path: read_frame(path, WAVE),
        wave_file(WAVE): lambda path: load(path, WaveFile),
        CODEBOOK: read_codebook,
        INDICATORS: read_indicators,
        ILLUSTRATIONS: lambda path: load(path, IllustrationsFile),
        RECOMMENDATIONS: read_register,
        WORDINGS: read_wordings,
        REPORT / "glossaire.yml": read_glossary,
        QUARTO_PROJECT: read_yaml,
        profile_file(WAVE): read_yaml,
        REPORT / WAVE / "illustrations.yml": lambda path: load(path, dict[str, Title]),
        NOTEBOOKS / "01_pilotage.ipynb": lambda path: check_parameters(path, {"wave": WAVE}),
    }
    return [
        Target(
            source.name,
            folder / source.name,
            source.read_bytes(),
            partial(read, folder / source.name),
            weight=5 if source == INDICATORS else 20,
        )
        for source, read in readers.items()
    ]


def _chapters(folder: Path) -> list[Target]:
    """Every chapter of the wave, checked as `pipeline.py check` does."""
    project = folder / "projet"
    shutil.copytree(REPORT, project / "report")
    shutil.copy(QUARTO_PROJECT, project)
    if (FIGURES / WAVE).is_dir():
        shutil.copytree(FIGURES / WAVE, project / "figures" / WAVE)
    study = open_study(WAVE)
    built = folder / "build" / WAVE
    built.mkdir(parents=True)
    (built / "estimations.csv").write_text(write_estimates(study.estimates), encoding="utf-8")
    all_links_with_type(study.responses).to_csv(built / "liens.csv", index=False)
    figures, wordings = read_figures(WAVE, build=folder / "build"), read_wordings()
    glossary, document = read_glossary(), project / "report" / WAVE / "bilan.qmd"

    def read(path: Path) -> object:
        found = check_lines(
            read_lines(WAVE, report=project / "report"), figures, wordings, glossary
        )
        outside = check_subset(document, project=project, known=())
        text = path.read_text(encoding="utf-8")
        return (
            found,
            outside,
            check_typography(text),
            mend(text),
            list(assembled(project, document)),
        )

    chapters = sorted((project / "report" / WAVE).glob("*.qmd"))
    return [Target(p.name, p, p.read_bytes(), partial(read, p), weight=2) for p in chapters]
