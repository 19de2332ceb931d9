/** A post as it would stand on its platform: account, text, files, and whether it fits. */
import { CalendarClock, Image, Play } from "lucide-react";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { formatAbsolute, readInstant } from "#components/ui/time-format.ts";
import type { Leaving } from "./approval-types.ts";
import { measurePost, namePlatform } from "./post-limits.ts";
import { PreviewHead, PreviewLine } from "./preview-head.tsx";
import type { SentFrom } from "./sent-from.tsx";

type Post = Extract<Leaving, { format: "post" }>;

export function PostPreview({ post, from }: { post: Post; from: SentFrom }) {
  const { count, limit } = measurePost(post.platform, post.text);
  const isTooLong = limit !== null && count > limit;
  const platform = namePlatform(post.platform);
  const publishMs = readInstant(post.publish_at);
  return (
    <>
      <PreviewHead>
        <PreviewLine name="Through">{from}</PreviewLine>
        <PreviewLine name="Published">
          {post.publish_at === null ? (
            "At once, after the undo window"
          ) : (
            <span className="inline-flex items-center gap-1.5">
              <CalendarClock aria-hidden className="size-3.5 text-muted" />
              {publishMs === null ? post.publish_at : formatAbsolute(publishMs)}
            </span>
          )}
        </PreviewLine>
      </PreviewHead>
      <div className="px-4 py-4">
        <div className="mx-auto flex max-w-lg flex-col gap-3 rounded-lg border bg-canvas p-4">
          <div className="flex items-center gap-2.5">
            <Avatar name={post.account.replace(/^@/, "")} size="lg" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-semibold text-sm">{post.account}</span>
              <span className="block text-muted text-xs">on {platform}</span>
            </span>
          </div>
          {post.title ? <p className="font-semibold text-base">{post.title}</p> : null}
          <p className="whitespace-pre-wrap break-words text-base leading-relaxed">{post.text}</p>
          {post.media_urls.length > 0 ? (
            <ul aria-label="Files" className="grid gap-2 sm:grid-cols-2">
              {post.media_urls.map(url => (
                <MediaTile key={url} url={url} />
              ))}
            </ul>
          ) : null}
        </div>
        <p className="mx-auto mt-2 flex max-w-lg items-center justify-end gap-2 text-muted text-xs tabular-nums">
          {isTooLong ? <Badge tone="danger">Too long for {platform}</Badge> : null}
          {limit === null
            ? `${count.toLocaleString("en")} characters`
            : `${count.toLocaleString("en")} of ${limit.toLocaleString("en")} characters`}
        </p>
      </div>
    </>
  );
}

/** Nothing is loaded from outside: the file is named, and opening it is the reader's own choice. */
function MediaTile({ url }: { url: string }) {
  const isVideo = /\.(mp4|mov|webm|m4v)(\?|$)/i.test(url);
  const Icon = isVideo ? Play : Image;
  return (
    <li className="flex min-w-0 items-center gap-2.5 rounded-md border bg-sunken px-3 py-2.5">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-sm bg-idle-soft text-muted">
        <Icon aria-hidden className="size-4" />
      </span>
      <a
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        className="min-w-0 truncate text-accent text-sm underline underline-offset-2"
      >
        {readName(url)}
      </a>
    </li>
  );
}

function readName(url: string): string {
  const path = URL.parse(url)?.pathname.split("/").at(-1);
  // Some names cannot be decoded: then they are shown as they are written.
  return path ? path.replaceAll(/(?:%[0-9a-f]{2})+/gi, part => decode(part) ?? part) : url;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
