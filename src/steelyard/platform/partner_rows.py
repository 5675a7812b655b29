"""The platform's rows that belong to partners: they follow a merge of two."""

from steelyard.kernel.refusals import sentence
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows

_REMOVED = sentence("a file, an import, a bulk edit or an endpoint that came with it was removed")
_LINE = "n.imported_id || ' ' || n.number"
_RECORD = "n.edit_id || ' ' || n.number"
_MAPPING = "n.kind || ' ' || n.fingerprint || ' ' || n.person_id"
_ATTEMPT = "n.delivery_id || ' ' || n.number"

followers_of("partner").register(
    RowFollower(
        "platform",
        Rows(table="platform_storedfile", text=sentence("Files"), changed=_REMOVED),
        Rows(table="platform_import", text=sentence("Imports"), changed=_REMOVED),
        Rows(table="platform_importrow", key=_LINE, changed=_REMOVED),
        Rows(table="platform_importcorrection", key=_LINE, changed=_REMOVED),
        Rows(table="platform_bulkedit", text=sentence("Bulk edits"), changed=_REMOVED),
        Rows(table="platform_bulkeditrow", key=_RECORD, changed=_REMOVED),
        Rows(table="platform_knownmapping", key=_MAPPING, changed=_REMOVED),
        Rows(
            table="platform_savedview",
            unless="o.person_id = n.person_id and o.list_key = n.list_key and o.name = n.name",
            changed=sentence("a saved view that came with it was removed"),
        ),
        Rows(table="platform_webhook", text=sentence("Webhooks"), changed=_REMOVED),
        Rows(table="platform_webhookdelivery", changed=_REMOVED),
        Rows(table="platform_webhookattempt", key=_ATTEMPT, changed=_REMOVED),
    )
)
