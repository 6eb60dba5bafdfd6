"""What to do about a message: pure decisions, from a Turn to an Outcome."""
