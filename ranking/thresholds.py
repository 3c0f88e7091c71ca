"""How much a shop must know before a part of a model can learn: said once, for training and for the Models page."""

FEWEST_POSITIVES = 50  # rows of either kind that a ranker's head needs
JOINT_EVENTS = 10.0  # at which being bought together speaks as loudly as likeness
