"""LimeSurvey's exports in one form, read in a limited process; the questionnaire written out.

May import the rooms below: `survey`, `french`, `project`. `load.read_export` reads an export of any
format, `inspect.inspect` says what an unknown one holds.
"""
