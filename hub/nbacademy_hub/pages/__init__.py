"""The service's own pages: what people do outside a notebook."""
