"""What a desk does beside the moves: lists, counting, the old licence, the register, history and score."""
