"""The document of a wave as its engines read it: text with its includes, and its metadata.

Quarto's rules: `{{< include path >}}` stands alone on its line, its path is relative to the file
that holds it, and the text is taken as it is; metadata of the project, of the profile and of the
document are merged, mappings key by key and lists end to end.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bilan.assembly.inside import crosses_symlink, require_inside, resolved
from bilan.assembly.settings_shape import require_shape
from bilan.french.formats import NBSP, date
from bilan.french.markdown_inlines import META
from bilan.french.markdown_reader import front_length, read_rows
from bilan.project.errors import AssemblyError, TextError
from bilan.project.files import composed
from bilan.project.paths import REPORT_NAME, profile_file, profile_name
from bilan.project.yaml_text import yaml_values

Metadata = dict[str, Any]


class IncludeError(TextError):
    """An include that cannot be followed; says where it stands."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}:{line}", found=message)


@dataclass(frozen=True)
class SourceLine:
    """One line of the assembled text and the place it comes from."""

    file: Path
    number: int
    text: str


@dataclass(frozen=True)
class Source:
    """A document: the project's folder, its main file, its lines, its merged metadata.

    `profile` is the one of Quarto's that renders it, "" for a page of the project's own.
    """

    project: Path
    document: Path
    lines: tuple[SourceLine, ...]
    metadata: Metadata
    profile: str = ""

    @property
    def text(self) -> str:
        """The assembled Markdown, without its front matter, meta shortcodes as marked spans."""
        return "\n".join(marked(line.text) for line in self.lines) + "\n"

    def with_engine(self, name: str) -> "Source":
        """The same document, in which `{{< meta moteur >}}` names what rendered it."""
        return replace(self, metadata={**self.metadata, "moteur": name})

    def for_format(self, name: str) -> Metadata:
        """The metadata that hold for one Quarto format (html, typst, docx)."""
        common = {key: value for key, value in self.metadata.items() if key != "format"}
        own = (self.metadata.get("format") or {}).get(name)
        return merged(common, own if isinstance(own, dict) else {})


def marked(text: str) -> str:
    """A text whose meta shortcodes are spans, which the filter fills."""
    return META.sub(lambda match: f'[]{{meta-key="{match["key"]}"}}', text)


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> Metadata:
    """`base` with `over` on top: mappings merge key by key, lists end to end, the rest replaces."""
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            result[key] = merged(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            result[key] = old + [item for item in value if item not in old]
        else:
            result[key] = value
    return result


def read_yaml(path: Path) -> Metadata:
    """The mapping in a YAML file.

    Raises
    ------
    AssemblyError
        The file is missing, is not YAML, or a key holds what it cannot.
    """
    try:
        content = yaml_values(path.read_bytes())
    except FileNotFoundError:
        raise AssemblyError(
            path.name, expected="a file of the project", found="nothing", next_step="restore it"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        found = " ".join(str(error).split())[:300]
        raise AssemblyError(path.name, expected="YAML in UTF-8", found=found) from None
    require_shape(path, content or {})
    return content or {}


def read_settings(project: Path, path: Path) -> Metadata:
    """The mapping in a YAML file of the project's, of which no text leads out of the project.

    Raises
    ------
    AssemblyError
        As `read_yaml` and `require_inside` do.
    """
    content = read_yaml(path)
    require_inside(project, path, content)
    return content


def front_matter(lines: list[str]) -> tuple[str, int]:
    """The YAML between the two `---` that open a document, and the number of lines it takes."""
    length = front_length(lines)
    return "\n".join(lines[1 : length - 1] if length else []), length


def document_settings(path: Path) -> Metadata:
    """The settings between the two `---` that open a document.

    Raises
    ------
    IncludeError
        They are not YAML; the line is that of the document.
    AssemblyError
        A key holds what it cannot.
    """
    text, _ = front_matter(read_lines(path))
    try:
        content = yaml_values(text.encode())
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 2 if mark else 1
        raise IncludeError(path, line, f"en-tête YAML illisible{NBSP}: {problem}") from error
    require_shape(path, content or {})
    return content or {}


def read_lines(path: Path) -> list[str]:
    """The lines of a text, without their ends.

    Raises
    ------
    IncludeError
        It is not in UTF-8; says in which line.
    """
    content = path.read_bytes()
    try:
        return composed(content.decode("utf-8")).splitlines()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise IncludeError(path, line, "le fichier n’est pas en UTF-8") from None


def included_file(project: Path, including: Path, line: int, name: str) -> Path:
    """The file that an include names.

    Raises
    ------
    IncludeError
        It does not exist, lies outside the project, or is reached through a symbolic link.
    """
    if Path(name).is_absolute():
        raise IncludeError(including, line, f"inclusion d’un chemin absolu : « {name} »")
    target = resolved(including.parent / name)
    if not target.is_relative_to(project):
        raise IncludeError(including, line, f"inclusion hors du projet : « {name} »")
    try:
        by_link, there = crosses_symlink(project, target), target.is_file()
    except (OSError, ValueError):  # a name that no file can have
        by_link, there = False, False
    if by_link:
        raise IncludeError(including, line, f"inclusion par un lien symbolique : « {name} »")
    if not there:
        raise IncludeError(including, line, f"fichier inclus introuvable : « {name} »")
    return target


def assembled(project: Path, path: Path, above: tuple[Path, ...] = ()) -> Iterator[SourceLine]:
    """The lines of a file with those of its includes in their place.

    Raises
    ------
    IncludeError
        An include cannot be followed or comes back to a file that is being included.
    """
    for row in read_rows(read_lines(path), front=not above):
        if row.kind == "front":
            continue
        if row.kind != "include":
            yield SourceLine(path, row.number, row.text)
            continue
        name = row.mark.path
        target = included_file(project, path, row.number, name)
        if target in (*above, path):
            raise IncludeError(path, row.number, f"inclusion circulaire : « {name} »")
        yield from assembled(project, target, (*above, path))


def french_date(day: datetime.date) -> str:
    """A date as French text writes it: 1er juin 2015."""
    return date(day).replace(" ", NBSP, 1)


def wave_document(project: Path, wave: str, document: str = REPORT_NAME) -> Path:
    """The file of a document of a wave, which its profile renders.

    Raises
    ------
    AssemblyError
        The wave has no profile, or its profile does not name exactly one document.
    """
    profile = profile_file(wave, document, project=project)
    render = (read_settings(project, profile).get("project") or {}).get("render") or []
    if len(render) != 1:
        raise AssemblyError(
            profile.name,
            expected="project: render: with one document",
            found=f"{len(render)} documents",
        )
    return project / str(render[0])


def load(project: Path, wave: str, document: str = REPORT_NAME) -> Source:
    """A document of a wave, assembled, with the metadata that hold for it.

    Raises
    ------
    AssemblyError
        A file of the configuration is missing or wrong.
    IncludeError
        An include cannot be followed.
    """
    project = project.absolute()
    path = wave_document(project, wave, document)
    if not path.is_file():
        raise AssemblyError(
            str(path.relative_to(project)),
            expected=f"the document of wave {wave}",
            found="no such file",
        )
    own = document_settings(path)
    require_inside(project, path, own)
    profile = read_yaml(profile_file(wave, document, project=project))
    metadata = merged(merged(read_settings(project, project / "_quarto.yml"), profile), own)
    for name in metadata.pop("metadata-files", []):
        metadata = merged(read_settings(project, project / str(name)), metadata)
    lines = tuple(assembled(project, path))
    return Source(project, path, lines, metadata, profile_name(wave, document))
