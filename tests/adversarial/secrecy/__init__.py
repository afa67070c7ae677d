"""A reader who solves for what is hidden, by a model of its own.

It shares no line with what hides: it reads published files, the public list of schools, the
codebook and the definitions of the indicators, and nothing else of the survey. The true answers
serve only to say afterwards which cells are small.
"""
