/** The files of a deliverable: a video plays in place with its captions, and every file can be saved. */
import { Download } from "lucide-react";
import type { OutputFile } from "#lib/operations/shapes/output.ts";
import { writeSize } from "./value-words.ts";

export type OutputFilesProps = {
  title: string;
  files: readonly OutputFile[];
  /** Width over height of a video, so that the page does not jump when it arrives. */
  aspectRatio?: number;
};

export function OutputFiles({ title, files, aspectRatio = 16 / 9 }: OutputFilesProps) {
  const captions = files.find(file => file.mime_type === "text/vtt");
  return (
    <div className="flex flex-col gap-3">
      {files
        .filter(file => file.mime_type.startsWith("video/"))
        .map(video => (
          // The burnt-in captions are always there; the track is for who wants them larger or read out.
          <video
            key={video.name}
            controls
            playsInline
            preload="metadata"
            aria-label={`Video: ${title}`}
            className="mx-auto max-h-[32rem] max-w-full rounded-md border bg-black"
            style={{ aspectRatio, width: `min(100%, ${(32 * aspectRatio).toFixed(2)}rem)` }}
          >
            <source src={video.path} type={video.mime_type} />
            <track kind="captions" srcLang="en" label="Captions" src={captions?.path} />
          </video>
        ))}
      <ul className="flex flex-wrap gap-x-4 gap-y-1.5">
        {files.map(file => (
          <li key={file.name} className="min-w-0">
            <a
              href={file.path}
              download={file.name}
              className="inline-flex max-w-full items-center gap-1.5 text-accent text-sm hover:underline max-md:min-h-11"
            >
              <Download aria-hidden className="size-3.5 shrink-0" />
              <span className="truncate">{file.name}</span>
              <span className="shrink-0 text-muted text-xs">{writeSize(file.byte_count)}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
