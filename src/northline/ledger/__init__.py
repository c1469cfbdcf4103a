"""The ledger: records become durable, committed to, and readable by those who may see them."""

from northline.ledger.appending import Receipt
from northline.ledger.compaction import Compacted
from northline.ledger.erasure import Erased
from northline.ledger.ledger import Ledger
from northline.ledger.plan import ScanPlan
from northline.ledger.positions import Checkpoint, EngineAdvance, Stream, StreamAdvance
from northline.ledger.reading import Change
from northline.ledger.told import Fault
from northline.ledger.verification import Proof

__all__ = [
    "Change",
    "Checkpoint",
    "Compacted",
    "EngineAdvance",
    "Erased",
    "Fault",
    "Ledger",
    "Proof",
    "Receipt",
    "ScanPlan",
    "Stream",
    "StreamAdvance",
]
