"""What typed words tell: a place, an age, a question, a name; read without knowing who asks."""
