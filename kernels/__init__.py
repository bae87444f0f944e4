"""What happens when you run it: recurrences and array programs. Knows no claim."""
