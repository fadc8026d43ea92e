"""Files of training runs."""
