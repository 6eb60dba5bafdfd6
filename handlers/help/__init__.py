"""Requests for help, what to prepare for them, and who decides."""
