"""Reading spreadsheets as people really have them: from Excel, with semicolons, in Windows-1252. No database here."""
