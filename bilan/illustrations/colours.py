"""The colours of the house. Pictures, pages, the PDF and the Word template take theirs from here.

Style sheets and typst templates are read as they stand by Quarto: they repeat these values under
the names of `SCREEN` and `PRINT`, and a test holds that they agree.
"""

WHITE = "#ffffff"
BLUE = "#000091"
ALERT = "#8a3b00"
SOFT = "#f5f5fe"  # the ground of what stands apart

# Pictures.
INK = "#161616"
SECONDARY = "#3a3a3a"
RULE = "#dddddd"
SUPPRESSED = "#eeeeee"
MUTED = "#8a8dbe"
# One hue from light to dark, for shares of 0–20, 20–40, 40–60, 60–80 and 80–100 %.
STEPS = (SOFT, "#cacafb", "#8585f6", "#4747c2", BLUE)
VERDICT_COLOURS = {
    "progresse": BLUE,
    "stable": "#8f8f8f",
    "recule": "#b34000",
    "non comparable": "#666666",
}
VERDICT_TEXT = {**VERDICT_COLOURS, "stable": SECONDARY}

# Pages and documents, by the names of their variables.
TEXT = "#1e1e1e"
SCREEN = {"bleu": BLUE, "alerte": ALERT, "fond": WHITE, "fond-doux": SOFT, "encre": TEXT}
PRINT = {
    "bleu": BLUE,
    "alerte": ALERT,
    "fond": SOFT,
    "encre": TEXT,
    "gris": "#5c5c5c",
    "filet": "#cecece",
}
