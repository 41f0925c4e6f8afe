"""What people need: the categories, how often to visit, the stages of a case, deadlines."""
