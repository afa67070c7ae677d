"""Programs for those who make the project: simulated exports, Word's reference document."""
