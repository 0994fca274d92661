"""The command line: one file a verb, in the order of a study."""
