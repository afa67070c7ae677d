"""Pictures of the report, their alternative texts and their reading sentences."""
