"""Results on disk: written whole or not at all, with everything needed to make them again."""
