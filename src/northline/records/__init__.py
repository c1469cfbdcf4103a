"""The nouns of the border: what a record, a marking, a finding and a decision are.

This room imports nothing else of ours and does no input or output.
"""
