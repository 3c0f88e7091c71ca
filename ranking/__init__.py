"""What the data says: recall, rankers, and how they are trained and served."""

import os

# Threads that wait must sleep. By default they spin, and where cores are shared with web workers a training step was
# seen to take eight times as long. OpenMP reads this once, when torch or FAISS is loaded, so it stands here.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
