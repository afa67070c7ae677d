"""A question whose answer is one of a list."""

from builders import asked

from bilan.survey.codebook import Asked, Option


def listed(*codes: str, type: str = "L") -> Asked:
    """A list or a multiple choice of these codes, in the column LISTE."""
    question = asked("liste", type, options=codes)
    options = {code: Option(label=code, code=code) for code in codes}
    return Asked(**{**vars(question), "options": options})
