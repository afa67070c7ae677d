"""What the report publishes beside its text: sections, dashboard, sheets, home, provenance.

May import `prose` and the rooms below. `publication.publish` puts a wave in its place,
`sheets.make_fiches` writes a sheet for each school.
"""
