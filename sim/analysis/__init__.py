"""What the results say: summaries, comparisons, sensitivities, scores."""
