import type { Authenticated, Contract, Ready } from "@/contract/events";
import type { TransportHandlers } from "@/realtime/transport";

/** What the server tells on a connection that stands. */
type Told = Exclude<Contract["server_frame"], Ready | Authenticated>;

/** Gives a frame to the handler it is for. */
export function handOn(frame: Told, handlers: TransportHandlers): void {
  switch (frame.type) {
    case "event":
      handlers.onEnvelope(frame);
      break;
    case "heartbeat":
      handlers.onHeads(frame.heads);
      break;
    case "presence":
      handlers.onPresence(frame.people, frame.others);
      break;
    case "typing":
      handlers.onTyping(frame);
  }
}
