"""How a form is walked: opened, filled over many messages, read back, gone on with."""
