"""Questions about raising a child, the articles that answer them, the signs that cannot wait."""
