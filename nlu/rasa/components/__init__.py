"""Our own parts of the Rasa pipeline: the two that Rasa loads, and the pure modules that they are made of."""
