"""What a scenario file may say, where it says it, and on what evidence."""
