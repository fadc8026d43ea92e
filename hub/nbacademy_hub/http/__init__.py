"""What all handlers share: the caller, the transaction, the error envelope, the OpenAPI description."""
