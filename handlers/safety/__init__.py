"""Danger: what is said at once, which numbers, to a child, and on a watched screen."""
