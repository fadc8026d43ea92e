"""The wire shapes of the platform API: what the service, the server extension and scripts exchange.

Pydantic models and plain values, nothing else, so that both the trusted and the untrusted side may import them.
Every shape is frozen and refuses unknown fields; units stand in names (`size_bytes`); times are aware and in UTC.
"""
