"""What the front door remembers: the only package that speaks SQL."""
