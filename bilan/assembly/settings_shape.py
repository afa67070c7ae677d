"""What each key of Quarto's settings may hold: those that the engines read, and no other."""

from pathlib import Path
from typing import Any

import msgspec

from bilan.project.errors import AssemblyError

Paths = list[str] | str | None
Text = str | int | float | None  # of a day, what YAML takes for one


class _Project(msgspec.Struct, rename="kebab"):
    render: list[str] | None = None
    output_dir: str | None = None


class _Format(msgspec.Struct, rename="kebab"):
    """Settings that hold for all formats, or for one."""

    title: Text = None
    subtitle: Text = None
    date: Text = None
    lang: str | None = None
    author: list[str] | str | None = None
    keywords: list[str] | str | None = None
    toc: bool | None = None
    toc_depth: int | None = None
    toc_title: str | None = None
    number_sections: bool | None = None
    section_divs: bool | None = None
    default_image_extension: str | None = None
    variant: str | None = None
    crossref: dict[str, Text] | None = None
    css: Paths = None
    filters: Paths = None
    font_paths: Paths = None
    include_in_header: Paths = None
    include_before_body: Paths = None
    include_after_body: Paths = None
    metadata_files: list[str] | None = None
    mention_simulation: Text = None
    pdf_standard: list[str] | str | None = None
    reference_doc: str | None = None
    template_partials: Paths = None


class _Settings(_Format, rename="kebab"):
    project: _Project | None = None
    format: dict[str, _Format | str | None] | str | None = None


def require_shape(path: Path, content: Any) -> None:
    """Refuse settings in which a key holds what no engine can read there.

    Raises
    ------
    AssemblyError
        The first such key is named.
    """
    try:
        msgspec.convert(msgspec.to_builtins(content, str_keys=True), type=_Settings)
    except (msgspec.ValidationError, TypeError) as error:
        raise AssemblyError(
            path.name,
            expected="settings as Quarto takes them",
            found=str(error)[:300],
            next_step="mend the key that the message names",
        ) from None
