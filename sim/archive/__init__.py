"""The results of an experiment on disk: written without loss, read without this package."""
