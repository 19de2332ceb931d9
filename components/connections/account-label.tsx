"use client";
/** An account as a person calls it: in the vendor's own words while it is connected, in plain words of its name afterwards. */
import { useQuery } from "@tanstack/react-query";
import { connectionsQuery } from "./connection-data.ts";
import { writeAccount } from "./write-account.ts";

const rarelyChangesMs = 5 * 60_000;

/** A function from the account that an approval or a delivery names to its label. */
export function useAccountLabel(): (account: string) => string {
  const { data } = useQuery({ ...connectionsQuery, staleTime: rarelyChangesMs });
  return account =>
    data?.data.find(connection => connection.account === account)?.account_label ?? writeAccount(account);
}

export function AccountLabel({ account }: { account: string }) {
  const readLabel = useAccountLabel();
  return <span className="break-words">{readLabel(account)}</span>;
}
