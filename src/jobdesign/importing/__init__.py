"""Problems from what people have: event logs, O*NET's occupations, spreadsheets.

Every importer returns an `Imported`: the problem, the text of its file with each
assumption as a comment, and a summary of what was read, dropped and assumed.
"""
