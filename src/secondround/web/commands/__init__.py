"""What `secondround COMMAND` does. Each module adds its commands to the parser; nothing here is slow to import."""
