"""Documents: HTML, PDF and Word, by Quarto or by the embedded engine (pandoc and typst).

May import `illustrations` and the rooms below. `render.render` makes a document, `subset` says what
a chapter may use, `finish` does the last touch on what an engine wrote.
"""
