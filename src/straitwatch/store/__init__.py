"""Store: tables kept in a folder and found again."""
