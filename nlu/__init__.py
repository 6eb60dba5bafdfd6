"""What a message means: read by a trained model, by plain words when it is away, and always for danger."""
