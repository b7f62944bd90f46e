"""`bin/bench`: the works W1 to W9, on FlowChat, on what the kernel can do, and on the stack of the tutorials."""
