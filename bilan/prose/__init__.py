"""The text of the report against the data: bindings, what they claim, and what is true."""
