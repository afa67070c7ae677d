"""What the banner of a page says where its data are simulated."""

from bilan.french.texts import texts_of
from bilan.project.yaml_records import Strict


class Mentions(Strict, frozen=True):
    """Mentions of a page, of a school's sheet, and of the page that leads to all waves."""

    page: str
    sheet: str
    every_wave: str
    some_waves: str


mentions = texts_of(__file__, Mentions)
