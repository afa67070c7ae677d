"""Every file that the simulation makes, as bytes."""

import hashlib
import re
from pathlib import Path

import pandas as pd
import yaml

from bilan.project.errors import DataError
from bilan.project.paths import SAMPLING_FRAME, wave_file
from tools.simulation.answers import answer_wave
from tools.simulation.export import variables, write_sav
from tools.simulation.filing import Fieldwork, file_rows
from tools.simulation.frame import build_frame, in_field
from tools.simulation.respondents import draw_respondents
from tools.simulation.scenario import WAVES, read_scenario


def made_files() -> dict[Path, bytes]:
    """Path → content of the sampling frame, the exports and the wave files.

    A wave file is the one on disk with the two SHA-256 brought up to date; its other lines are
    written by hand.
    """
    scenario = read_scenario()
    frame = build_frame(scenario)
    files = {SAMPLING_FRAME: frame.to_csv(index=False, lineterminator="\n").encode("utf-8")}
    prior: pd.DataFrame | None = None
    for wave in WAVES:
        text = wave_file(wave).read_text(encoding="utf-8")
        stated = yaml.safe_load(text)
        schools = draw_respondents(scenario, frame, wave=wave)
        prior = answer_wave(scenario, schools, wave=wave, prior=prior)
        present = in_field(frame, wave).query("type == 'CLG'")["uai"]
        table = tuple(variables(wave))
        rows = file_rows(
            scenario,
            prior,
            wave=wave,
            table=table,
            silent=[uai for uai in present if uai not in schools.index],
            fieldwork=Fieldwork(**stated["fieldwork"]),
        )
        label = f"Enquête simulée sur le numérique dans les EPLE, {wave}"
        export = wave_file(wave).parent / stated["export"]["file"]
        files[export] = write_sav(rows, table, label=label, made=stated["fieldwork"]["end"])
        files[wave_file(wave)] = with_hashes(
            text, {"export": files[export], "sampling_frame": files[SAMPLING_FRAME]}
        ).encode("utf-8")
    return files


def with_hashes(text: str, contents: dict[str, bytes]) -> str:
    """The text of a wave file, in which the `sha256` of each section is that of its content."""
    for section, content in contents.items():
        text, number = re.subn(
            rf'(^{section}:\n(?:  .*\n)*?  sha256: )"[0-9a-f]*"',
            rf'\g<1>"{hashlib.sha256(content).hexdigest()}"',
            text,
            flags=re.MULTILINE,
        )
        if number != 1:
            raise DataError(
                "vague.yml",
                expected=f'a section {section} with a line sha256: "…"',
                found=f"{number} of them",
            )
    return text
