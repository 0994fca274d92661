"""Many runs of one scenario: cut into blocks, read every day, merged exactly."""
