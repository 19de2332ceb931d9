"use client";
/** What a dry run would have led to, whole: in one sentence first, then proposal by proposal, and all else that it would leave. */
import { Clock3, Database, MessageSquare } from "lucide-react";
import type { ReactNode } from "react";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { StructuredValue } from "#components/tasks/structured-value.tsx";
import type { TaskDetail } from "#components/tasks/task-types.ts";
import { Trace } from "#components/tasks/trace.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { type TaskPreview as Preview, writeRows, writeSummary } from "./preview-words.ts";
import { PreviewedOutput } from "./previewed-output.tsx";
import { PreviewedProposal } from "./previewed-proposal.tsx";

/** Data moves on: an older preview says so by more than its time. */
const freshMs = 15 * 60_000;

export type TaskPreviewProps = {
  task: TaskDetail;
  preview: Preview;
  /** Without its result and its reasoning, where the page shows them anyway. */
  isBare?: boolean;
};

export function TaskPreview({ task, preview, isBare = false }: TaskPreviewProps) {
  const isOld = Date.now() - Date.parse(preview.made_at) > freshMs;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <div>
        <p className="max-w-prose font-medium text-base leading-relaxed">{writeSummary(preview)}</p>
        <p className={isOld ? "mt-1 text-warn text-xs" : "mt-1 text-muted text-xs"}>
          Made <RelativeTime at={preview.made_at} /> from the data of that moment; nothing was sent, kept or changed.
          {isOld ? " Something may have changed since: preview again to be sure." : ""}
          {task.cost_micros > 0 ? ` Writing it cost ${formatMicros(task.cost_micros)}.` : ""}
        </p>
      </div>
      <Part title="What it would propose" list={preview.proposals}>
        {preview.proposals.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored preview never reorders
          <PreviewedProposal key={index} item={item} />
        ))}
      </Part>
      <Part title="What it would make" list={preview.outputs}>
        {preview.outputs.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored preview never reorders
          <PreviewedOutput key={index} item={item} isOpen={preview.proposals.total === 0 && index === 0} />
        ))}
      </Part>
      <Part title="What it would tell colleagues" list={preview.messages}>
        <ul className="divide-y divide-line rounded-lg border bg-surface text-sm">
          {preview.messages.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stored preview never reorders
            <Line key={index} icon={<MessageSquare aria-hidden />}>
              <span className="whitespace-pre-line break-words">{item.body}</span>
              <span className="block text-muted text-xs">
                To {item.to_domain ?? "the people of this workspace"}
                {item.starts === null ? "" : ", which would begin a task of its own"}
              </span>
            </Line>
          ))}
        </ul>
      </Part>
      <Part title="What it would do later" list={preview.follow_ups}>
        <ul className="divide-y divide-line rounded-lg border bg-surface text-sm">
          {preview.follow_ups.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stored preview never reorders
            <Line key={index} icon={<Clock3 aria-hidden />}>
              <code className="font-mono text-xs">{item.task}</code> <RelativeTime at={item.run_at} />
            </Line>
          ))}
        </ul>
      </Part>
      {preview.rows.length === 0 ? null : (
        <Part title="What would change in your data" list={{ total: 0, items: preview.rows }}>
          <ul className="divide-y divide-line rounded-lg border bg-surface text-sm">
            {preview.rows.flatMap(writeRows).map(words => (
              <Line key={words} icon={<Database aria-hidden />}>
                {words}
              </Line>
            ))}
          </ul>
        </Part>
      )}
      {task.result === null || isBare ? null : (
        <Details title="What it would answer">
          <StructuredValue value={task.result} label="Result" domain={task.domain} />
        </Details>
      )}
      {task.decisions.length === 0 || isBare ? null : (
        <Details title="How it came to this">
          <Trace decisions={task.decisions} domain={task.domain} />
        </Details>
      )}
    </div>
  );
}

function Part({
  title,
  list: { total, items },
  children,
}: {
  title: string;
  list: { total: number; items: readonly unknown[] };
  children: ReactNode;
}) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h3 className="font-medium text-sm">{total > 1 ? `${title} (${total.toLocaleString("en")})` : title}</h3>
      {children}
      {total > items.length ? (
        <p className="text-muted text-xs">And {(total - items.length).toLocaleString("en")} more of the same kind.</p>
      ) : null}
    </section>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-start gap-2.5 px-3 py-2 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-faint">
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
    </li>
  );
}

function Details({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group min-w-0 rounded-lg border bg-surface">
      <summary className="flex min-h-9 cursor-default items-center px-3 font-medium text-sm hover:bg-hover max-md:min-h-11">
        {title}
      </summary>
      <div className="border-t px-3 py-3">{children}</div>
    </details>
  );
}
