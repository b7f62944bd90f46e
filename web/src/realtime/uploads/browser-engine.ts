import { http } from "@/lib/http";

import { carryBy } from "./carry";
import { Engine } from "./engine";
import { indexedUploads } from "./indexed-store";
import { browserUploadNeighbours } from "./neighbours";

/** What carries files, made of this browser's real parts. `inPartsAbove`: in bytes, as the server says. */
export function browserEngine(me: string, inPartsAbove: () => number): Engine {
  return new Engine({
    store: indexedUploads(me),
    neighbours: browserUploadNeighbours(me),
    carry: carryBy(inPartsAbove),
    discard: (id) => http.delete(`/api/uploads/${id}/`),
  });
}
