"""Webhooks: a reader of the event log that tells other programs, signed as the Standard Webhooks specification says.

When an event commits, a trigger writes one delivery per endpoint that wants the event and whose owner may see it, and enqueues
its job, all in the event's transaction. A delivery is made at least once: its `webhook-id` is the event's outside id, by which a
receiver knows a repeat. Every attempt is kept with its answer.

    addresses    where a webhook may lead
    signing      secrets and signatures
    schedule     when a failed attempt is repeated
    sending      one request to one endpoint
    delivering   one attempt of one delivery, from lock to log
"""
