"use client";
/** One outside program: its address, how it fares, what may be done with it, and its rules. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, KeyRound, ScrollText } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { RulesList } from "./rules-list.tsx";
import { useOrigin } from "./use-origin.ts";
import { kindWords, type Source } from "./webhook-data.ts";

const SourceDialog = dynamic(() => import("./source-dialog.tsx").then(module => module.SourceDialog), { ssr: false });
const TryDialog = dynamic(() => import("./try-dialog.tsx").then(module => module.TryDialog), { ssr: false });

export function SourceCard({ source, isAdmin, isMember }: { source: Source; isAdmin: boolean; isMember: boolean }) {
  const queries = useQueryClient();
  const address = `${useOrigin()}${source.path}`;
  const [dialog, setDialog] = useState<"rotate" | "try" | null>(null);
  const toggle = useMutation({
    mutationFn: (isEnabled: boolean) =>
      request<Source>(`/webhooks/${source.id}`, { method: "PATCH", body: { is_enabled: isEnabled } }),
    onSuccess: ({ name, is_enabled }) => showSuccess(`“${name}” is switched ${is_enabled ? "on" : "off"}`),
    onError: error => showError("That could not be changed", { description: describeError(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhook"] }),
  });

  return (
    <Card aria-label={source.name}>
      <CardHeader
        title={source.name}
        description={kindWords[source.kind].label}
        actions={
          isAdmin ? (
            <Switch
              aria-label={`Take calls from ${source.name}`}
              checked={source.is_enabled}
              disabled={toggle.isPending}
              onCheckedChange={isOn => toggle.mutate(isOn)}
            />
          ) : (
            <Badge tone={source.is_enabled ? "ok" : "neutral"}>{source.is_enabled ? "On" : "Off"}</Badge>
          )
        }
      />
      <div className="flex flex-col gap-3 px-4 py-3">
        <div className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 flex-1 break-all font-mono text-xs">{address}</code>
          <CopyButton value={address} label="Copy address" />
        </div>
        <p className="text-muted text-xs">
          {source.is_enabled ? null : <Badge className="mr-2">Switched off</Badge>}
          Last call <RelativeTime at={source.last_received_at} fallback="never" />
          {source.refused > 0 ? (
            <>
              {" · "}
              {source.refused.toLocaleString("en")} refused, the last <RelativeTime at={source.last_refused_at} />:{" "}
              {source.last_refusal}
            </>
          ) : null}
          {source.previous_secret_until !== null && Date.parse(source.previous_secret_until) > Date.now() ? (
            <>
              {" · "}the secret before is good until <RelativeTime at={source.previous_secret_until} />
            </>
          ) : null}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => setDialog("try")}>
            <FlaskConical aria-hidden />
            Try the rules
          </Button>
          <Link href={`/settings/webhooks?tab=log&source=${source.id}`} className={buttonStyles({ size: "sm" })}>
            <ScrollText aria-hidden />
            Log
          </Link>
          {isAdmin ? (
            <Button size="sm" onClick={() => setDialog("rotate")}>
              <KeyRound aria-hidden />
              New secret
            </Button>
          ) : null}
        </div>
      </div>
      <RulesList source={source} isMember={isMember} />
      {dialog === "rotate" ? <SourceDialog source={source} onClose={() => setDialog(null)} /> : null}
      {dialog === "try" ? <TryDialog source={source} onClose={() => setDialog(null)} /> : null}
    </Card>
  );
}
