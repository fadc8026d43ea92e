"""Who changed what, from where: a log that is only ever added to."""
