"""French as the report writes it: numbers, dates, typography, Markdown that data may enter.

May import `project`. `formats.number`, `formats.percent` and `formats.date` write values;
`typography.check_typography` finds what is wrong in a chapter.
"""
