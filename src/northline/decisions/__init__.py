"""What may be done with what, by which role, under which authority; in which order to look.

Pure: it is told what stands in the ledger and what the time is, and says yes or why not.
"""
