"use client";
/** Which language model writes and from where, whether it answers, and what works without one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import Link from "next/link";
import { type Model, type ModelHealth, modelQuery } from "#components/settings/settings-data.ts";
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsRow } from "#components/settings/settings-row.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";
import { useRole } from "#components/settings/use-role.ts";
import { request } from "#components/shared/request.ts";
import { describeError, Failure } from "#components/tasks/failure.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { formatDuration } from "#components/ui/time-format.ts";

const testTimeoutMs = 90_000;

const providers: Record<string, string> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  ollama: "Ollama, on your own machine",
  compatible: "A server of your own",
};

export function ModelView() {
  const { data, error, refetch, isFetching } = useQuery(modelQuery);
  return (
    <>
      <SettingsHeader title="Model" description="Which language model writes for the agents of this workspace." />
      {!data && error ? (
        <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : !data ? (
        <SettingsSkeleton cards={[2, 2]} />
      ) : (
        <div className="flex flex-col gap-5">
          {data.is_configured ? <Configured model={data} /> : <NotConfigured />}
          <Card aria-label="Without a model">
            <CardHeader title={data.is_configured ? "When it does not answer" : "What works without one"} />
            <CardBody className="flex flex-col gap-2 text-muted text-sm">
              <p>
                Everything. Scores, forecasts, tests and timing are calculated, never written. Texts come from
                templates, and every one says whether a template or a model wrote it.
              </p>
              <p>
                A model makes drafts that fit the person better. When it fails, or{" "}
                <Link href="/settings/budget" className="text-accent underline underline-offset-2">
                  its budget
                </Link>{" "}
                is used up, the template writes and the task's trace says why.
              </p>
            </CardBody>
          </Card>
        </div>
      )}
    </>
  );
}

function Configured({ model }: { model: Model }) {
  const queries = useQueryClient();
  const { isAdmin, whyNot } = useRole();
  const test = useMutation({
    mutationFn: () => request<ModelHealth>("/model/check", { body: {}, timeoutMs: testTimeoutMs }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["model"] }),
  });
  const answered = model.calls_month - model.failures_month;
  return (
    <Card aria-label="The model">
      <CardHeader title="The model" actions={<Badge tone="ok">Configured</Badge>} />
      <div className="divide-y divide-line">
        <SettingsRow
          label={model.name ?? "A model"}
          hint={`${providers[model.provider ?? ""] ?? model.provider}. Set for all workspaces by whoever runs Quarterdeck, in its environment; its key is never shown.`}
        >
          <Button
            onClick={() => test.mutate()}
            isBusy={test.isPending}
            disabled={!isAdmin}
            title={whyNot === null ? undefined : whyNot.replace("change this", "test it")}
          >
            Test it
          </Button>
        </SettingsRow>
        {test.isPending || test.data || test.error ? (
          <p role="status" className="flex items-start gap-2 px-4 py-3 text-sm">
            {test.isPending ? (
              <span className="text-muted">Asking it for one word…</span>
            ) : test.data?.is_healthy ? (
              <>
                <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
                <span>
                  It answered in {formatDuration(test.data.duration_ms)}, for {formatMicros(test.data.cost_micros)}.
                </span>
              </>
            ) : (
              <>
                <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
                <span>{describeError(test.error ?? new Error(test.data?.message))}</span>
              </>
            )}
          </p>
        ) : null}
        <div className="px-4 py-3.5 text-sm">
          <p className="font-medium">In the last 30 days</p>
          <p className="mt-0.5 text-muted text-xs">
            {model.calls_month === 0
              ? "It was not asked."
              : `${answered.toLocaleString("en")} of ${model.calls_month.toLocaleString("en")} ${model.calls_month === 1 ? "call" : "calls"} brought an answer.`}{" "}
            Last asked <RelativeTime at={model.last_call_at} fallback="never" />.
          </p>
        </div>
      </div>
    </Card>
  );
}

function NotConfigured() {
  return (
    <Card aria-label="The model">
      <CardHeader title="The model" actions={<Badge>None: templates write</Badge>} />
      <CardBody className="flex flex-col gap-3 text-sm">
        <p className="text-muted">
          Whoever runs Quarterdeck sets it for all workspaces in its environment, and starts it again:
        </p>
        <dl className="grid gap-x-5 gap-y-1.5 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
          <Variable name="MODEL_PROVIDER">openai, anthropic, ollama, or compatible for a server of your own</Variable>
          <Variable name="MODEL_NAME">the model's name, as its provider writes it</Variable>
          <Variable name="MODEL_API_KEY">the key that openai or anthropic gave you</Variable>
          <Variable name="MODEL_BASE_URL">the address of a server of your own</Variable>
        </dl>
      </CardBody>
    </Card>
  );
}

function Variable({ name, children }: { name: string; children: string }) {
  return (
    <div className="contents">
      <dt>
        <code className="font-mono text-xs">{name}</code>
      </dt>
      <dd className="text-muted max-sm:mb-1.5">{children}</dd>
    </div>
  );
}
