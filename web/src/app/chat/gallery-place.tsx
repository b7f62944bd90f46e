import { Suspense } from "react";

import { useShownPicture } from "@/features/files/model/shown-picture";
import { messagePath } from "@/features/messages/model/addresses";
import { lazyPart } from "@/lib/lazy-part";
import { useNavigate } from "@/lib/router/hooks";

const Gallery = lazyPart(() =>
  import("@/features/files/gallery/gallery").then((file) => file.Gallery),
);

/** Over everything, while a picture is looked at. */
export function GalleryPlace() {
  const shown = useShownPicture();
  const navigate = useNavigate();
  if (!shown) return null;
  return (
    <Suspense fallback={null}>
      <Gallery
        key={shown.fileId}
        shown={shown}
        onJump={(roomId, seq) => void navigate(messagePath(roomId, seq))}
      />
    </Suspense>
  );
}
