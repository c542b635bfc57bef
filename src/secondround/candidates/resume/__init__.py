"""Text from files that strangers sent: read in a child process with little memory, little time, no network and no files."""
