import { useQueryClient } from "@tanstack/react-query";

import { FaceField } from "@/components/files/face-field";
import type { Me } from "@/contract/types";
import { http } from "@/lib/http";
import { meQuery } from "@/lib/me";

/** My own picture: everyone is told of it by an event, this page by the answer. */
export function MyFace({ me }: { me: Me }) {
  const queries = useQueryClient();
  const take = (answer: Me) => queries.setQueryData(meQuery.queryKey, answer);
  return (
    <FaceField
      shape="person"
      picture={me.picture_id}
      save={async (upload_id) => take(await http.put<Me>("/api/me/picture/", { upload_id }))}
      remove={async () => take(await http.delete<Me>("/api/me/picture/"))}
    />
  );
}
