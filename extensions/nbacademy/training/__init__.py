"""Training in a notebook: a run goes on in processes of its own, is written to disk first, and told to the service.

    launch ── starts ──► supervisor ── starts ──► worker (capture → recorder → spool file)
      │                    └── delivery: reads the spool file ──► the academy service
      └─► Run (reads the spool file, or asks the service)

Nothing here imports torch but `worker`, `capture`, `model` and `evaluation`, which run in that process only.
"""
