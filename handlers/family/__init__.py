"""What a family keeps with us and decides about: themselves, their children, their phones, their data."""
