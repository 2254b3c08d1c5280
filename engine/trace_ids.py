"""The trace of a call: an id that every process knows without asking another one.

It follows from the call's SID alone, so a call that moves goes on in the same trace, and whoever speaks of
the call later can name it. A digest, so that the SID is not in it.
"""

from hashlib import blake2b


def trace_id_of(call_sid: str) -> str:
    """The call's trace id: 32 hexadecimal digits, never all zero."""
    return blake2b(call_sid.encode(), digest_size=16, person=b"voice.call.trace").hexdigest()


def root_span_id_of(call_sid: str) -> str:
    """The id of the call's outermost span: 16 hexadecimal digits. Whoever ends the call tells it."""
    return blake2b(call_sid.encode(), digest_size=8, person=b"voice.call.root\0").hexdigest()
