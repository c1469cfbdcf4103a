"""``python -m northline.cli``: the command line where the script ``northline`` is not on the path."""

import sys

from northline.cli import main

sys.exit(main())
