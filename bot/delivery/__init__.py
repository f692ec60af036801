"""What is sent without being asked: digests, corrections, and the outbox that sends them once.

Everything to be sent is a row (`facts.store.delivery_*`) before it is sent. Content comes from a
`Composer`; this room decides when, where and how often.
"""
