"""The engine needs the standard library and nothing else."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import sys
import rules.engine, rules.kinds
loaded = {name.split(".")[0] for name in sys.modules}
foreign = loaded - set(sys.stdlib_module_names) - {"rules"}
print(" ".join(sorted(name for name in foreign if not name.startswith("_"))))
"""


def test_the_engine_loads_nothing_but_the_standard_library():
    command = [sys.executable, "-S", "-c", SCRIPT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""
