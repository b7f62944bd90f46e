"""bin/dev: prepares what developing needs, then becomes `tools.dev_servers`, which reloads on both sides."""

import os
import sys

from tools.prepare import PYTHON, ROOT, Missing, prepare_python, prepare_web


def main() -> int:
    """Prepare, then go on under the checkout's own Python."""
    print("Preparing", file=sys.stderr)
    try:
        prepare_python("dev")
        prepare_web()
    except Missing as missing:
        print(f"bin/dev: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    os.environ["PYTHONPATH"] = str(ROOT)
    return os.execv(PYTHON, [str(PYTHON), "-P", "-m", "tools.dev_servers", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
