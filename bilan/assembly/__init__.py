"""Makes the report's HTML, PDF and Word files, with Quarto or with the embedded engine."""
