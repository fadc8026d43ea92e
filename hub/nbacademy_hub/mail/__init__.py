"""Mail: posted in the transaction that it is about, and sent after it."""
