"""What a plan and each of its moves is worth: helps, no effect, makes worse, or not needed."""
