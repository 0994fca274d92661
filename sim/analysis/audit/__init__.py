"""What a scenario rests on: its numbers, and what becomes of its results when assumed ones vary."""
