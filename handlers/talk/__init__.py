"""The talk itself: how it begins, what a message means, who has it, and what is said while one waits."""
