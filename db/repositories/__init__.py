"""Repositories: core's ports over one tenant's rows.

Each is bound to its tenant when it is made, and names it in every statement, although row-level security holds as
well. None of them ends the transaction.
"""
