"""Code that runs inside the sandbox. To the trusted side it is text, sent to a kernel; nothing trusted imports it."""
