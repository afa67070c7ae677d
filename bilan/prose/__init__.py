"""The check of the text: each number and claim of a chapter against the data.

May import `assembly` and the rooms below. `check_chapters` reads a wave's chapters, `judge`
says whether a bound text is true, `fix` mends what has one right form.
"""
