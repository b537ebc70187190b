"""What the pages ask for. The workflows check again: a form is only the first to say what is wrong."""
