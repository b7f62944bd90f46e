import { useQuery } from "@tanstack/react-query";

import { StorageMeter } from "@/components/files/storage-meter";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";

const storageQuery = {
  queryKey: ["my storage"],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    http.get<{ used: number; limit: number | null }>("/api/me/storage/", { signal }),
  staleTime: 0,
};

/** How much of mine this server keeps. Its line has its place before the number is here. */
export function MyStorage() {
  const { data, error } = useQuery(storageQuery);
  return (
    <div className="min-h-10">
      {data ? <StorageMeter label={t("storage.mine")} {...data} /> : null}
      {error ? <p className="text-small text-muted">{t("storage.failed")}</p> : null}
    </div>
  );
}
