"""What is due: pure rules over time, and the one clock that wakes them."""
