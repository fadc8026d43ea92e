"""Code that runs inside the boxes. To the trusted side it is text, sent to a kernel; nothing trusted imports it."""
