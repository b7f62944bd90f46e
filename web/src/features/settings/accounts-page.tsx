import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { UserSearch } from "lucide-react";
import { useState } from "react";

import { FailedPart } from "@/components/failed-part";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { useDebounced } from "@/lib/use-debounced";

import { AccountRow } from "./account-row";
import { accountsQuery } from "./accounts-query";
import { AdminsOnly } from "./admins-only";
import { SettingsPage } from "./settings-page";

export function AccountsPage() {
  const { data: community } = useQuery(communityQuery);
  return (
    <SettingsPage
      title={t("accounts.title")}
      body={t("accounts.body", { server: community?.name ?? "FlowChat" })}
    >
      <AdminsOnly>
        <Accounts />
      </AdminsOnly>
    </SettingsPage>
  );
}

function Accounts() {
  const [search, setSearch] = useState("");
  return (
    <div className="flex flex-col gap-4">
      <Input
        type="search"
        aria-label={t("accounts.search")}
        placeholder={t("people.searchPlaceholder")}
        autoComplete="off"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <AccountList search={useDebounced(search.trim())} />
    </div>
  );
}

function AccountList({ search }: { search: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    accountsQuery(search),
  );
  if (error) return <FailedPart error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-48" />;
  const accounts = data.pages.flat();
  if (accounts.length === 0) return <EmptyState icon={UserSearch} title={t("accounts.none")} />;
  return (
    <>
      <ul className="divide-y divide-line rounded-card border border-line">
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} />
        ))}
      </ul>
      {hasNextPage ? (
        <Button
          className="self-center"
          busy={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t("accounts.more")}
        </Button>
      ) : null}
    </>
  );
}
