"""Pure rules of the hand-off: what the notes say, where they differ, what is thin, what to ask, how a brief is put together."""
