/** What each kind of row gives to a task that takes it: the fields that the declarations of tasks name. */
import type { AbTest } from "#lib/operations/shapes/ab-test.ts";
import type { Contact } from "#lib/operations/shapes/contact.ts";
import type { Creator } from "#lib/operations/shapes/creator.ts";
import type { Output } from "#lib/operations/shapes/output.ts";
import type { QueuedMessage } from "#lib/operations/shapes/outreach-queue.ts";
import type { Post } from "#lib/operations/shapes/post.ts";
import type { PostingWindow } from "#lib/operations/shapes/posting-plan.ts";
import type { RenderJob } from "#lib/operations/shapes/render-job.ts";
import type { Trend } from "#lib/operations/shapes/trend.ts";
import type { Video } from "#lib/operations/shapes/video.ts";
import type { Delegable } from "./delegate-data.ts";

export function delegateContact({ id, name }: Pick<Contact, "id" | "name">): Delegable {
  return { subject: "contact", label: name, fields: { id } };
}

export function delegateMessage({ contact_id, contact_name }: QueuedMessage): Delegable {
  return { subject: "planned-message", label: `the message to ${contact_name}`, fields: { contact_id } };
}

export function delegateVideo({ title, channel_id }: Pick<Video, "title" | "channel_id">): Delegable {
  return { subject: "video", label: `“${title}”`, fields: { channel_id } };
}

export function delegateCreator({ name, platform, niches }: Pick<Creator, "name" | "platform" | "niches">): Delegable {
  return { subject: "creator", label: name, fields: { platform, niche: niches[0] ?? null } };
}

export function delegateTrend({ niche }: Pick<Trend, "niche">): Delegable {
  return { subject: "trend", label: `the trend “${niche}”`, fields: { niche } };
}

export function delegatePost({ account, platform, body, niche }: Post): Delegable {
  return { subject: "post", label: `the post of ${account ?? platform}`, fields: { platform, body, niche } };
}

export function delegateWindow({ platform }: Pick<PostingWindow, "platform">): Delegable {
  return { subject: "posting-window", label: `the week on ${platform}`, fields: { platform } };
}

export function delegateNiche({ niche }: { niche: string }): Delegable {
  return { subject: "content-plan", label: `the niche “${niche}”`, fields: { niche } };
}

export function delegateTest({ id, hypothesis }: AbTest): Delegable {
  return { subject: "ab-test", label: `the test “${hypothesis}”`, fields: { id } };
}

export function delegateRender({ id, title, output_id }: RenderJob): Delegable {
  return { subject: "render-job", label: `the video “${title}”`, fields: { id, output_id } };
}

export function delegateOutput({ id, title }: Pick<Output, "id" | "title">): Delegable {
  return { subject: "output", label: `“${title}”`, fields: { id } };
}
