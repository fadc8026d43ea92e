"""People, as administrators see them: roles and who asks for one, guardians, and what is kept of somebody."""
