"""An invented storefront with invented shoppers, to fill a demo and to test estimators on a known truth.

Every figure that comes out of here is simulated and says so: customers, sessions, orders and the logging policy carry
"sim" in their names. It is no evidence of what a shop would earn.
"""

from events.simulation.facts import CatalogueFacts, facts_of_store
from events.simulation.policy import LOGGING_POLICY
from events.simulation.storefront import simulate
from events.simulation.world import JEWEL_WORLD, LEATHER_WORLD, World, world_for

__all__ = [
    "JEWEL_WORLD",
    "LEATHER_WORLD",
    "LOGGING_POLICY",
    "CatalogueFacts",
    "World",
    "facts_of_store",
    "simulate",
    "world_for",
]
