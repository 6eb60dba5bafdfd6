"""Doors and loops: the only package that meets the outside world."""
