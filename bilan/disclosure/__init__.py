"""Statistical disclosure control: which cells of which table are not shown.

May import `estimation` and the rooms below. `crossed_tables.hidden_groups` decides over all that a
wave publishes, `table_suppression.hidden_shares` for one row.
"""
