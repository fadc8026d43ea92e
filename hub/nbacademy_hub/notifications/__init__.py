"""What people are told: in the platform, as it happens, and by mail."""
