"""What a question asks for, read from its words alone: the kind of its answer, its operator, what it is about."""
