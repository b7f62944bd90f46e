/** The network between a window and a server, as something that can break or fall silent. */

import { connect, createServer } from "node:net";

/**
 * Pass bytes on to `target`, until told otherwise.
 * @param {string} target host and port
 */
export async function cable(target) {
  const [host, port] = target.split(":");
  /** @type {Set<import("node:net").Socket>} */
  const open = new Set();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return near.resetAndDestroy();
    const far = connect(Number(port), host);
    for (const [socket, other] of /** @type {const} */ ([
      [near, far],
      [far, near],
    ])) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const cut = () => {
    whole = false;
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    address: `127.0.0.1:${address.port}`,
    cut,
    mend: () => void (whole = true),
    /** Nothing comes through any more, and nobody is told. */
    pause: () => open.forEach((socket) => socket.pause()),
    resume: () => open.forEach((socket) => socket.resume()),
    close: () => {
      cut();
      server.close();
    },
  };
}
