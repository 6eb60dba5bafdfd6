"""The life of a case: its class and dates, who may know of it, how it stands, how it ends."""
