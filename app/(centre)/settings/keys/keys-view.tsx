"use client";
/** API keys: made with scopes, shown once, listed with their last use, revoked for good. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import Link from "next/link";
import { CreateKeyDialog } from "#components/keys/create-key-dialog.tsx";
import { keysQuery } from "#components/keys/key-data.ts";
import { KeysList } from "#components/keys/keys-list.tsx";
import { KeysSkeleton } from "#components/keys/keys-skeleton.tsx";
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";

export function KeysView({ scopes }: { scopes: readonly string[] }) {
  const query = useInfiniteQuery(keysQuery);
  const keys = query.data?.pages.flatMap(page => page.data) ?? [];
  const create = <CreateKeyDialog scopes={scopes} />;
  return (
    <>
      <SettingsHeader
        title="API keys"
        description={
          <>
            For the command line, the API and MCP clients. A key acts as you, in this workspace, within its scopes.{" "}
            <Link href="/docs/api" className="text-accent underline underline-offset-2">
              How to use the API
            </Link>
          </>
        }
        actions={create}
      />
      {!query.data && query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      ) : null}
      {!query.data && !query.error ? <KeysSkeleton /> : null}
      {query.data && keys.length === 0 ? (
        <Card>
          <EmptyState title="No key has been made yet" icon={KeyRound}>
            Make one for each program that should work with Quarterdeck, with no more scopes than it needs. You can end
            each of them on its own.
          </EmptyState>
        </Card>
      ) : null}
      {keys.length > 0 ? (
        <Card>
          <KeysList keys={keys} />
          <div className="border-t">
            <LoadMore
              hasMore={query.hasNextPage}
              isLoading={query.isFetchingNextPage}
              onLoadMore={() => void query.fetchNextPage()}
              shownCount={keys.length}
              nouns={["key", "keys"]}
            />
          </div>
        </Card>
      ) : null}
    </>
  );
}
