"""nbacademy in a notebook: the student's side of the learning platform."""
