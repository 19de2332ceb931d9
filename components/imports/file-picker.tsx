"use client";
/** Takes one CSV file, by choice or by dropping it. */
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { maxFileBytes } from "./import-types.ts";
import { writeBytes } from "./read-file.ts";

export type FilePickerProps = { isBusy: boolean; error: string | null; onFile: (file: File) => void };

export function FilePicker({ isBusy, error, onFile }: FilePickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  }

  return (
    <section
      aria-label="Choose a file"
      onDragOver={event => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={joinClasses(
        "flex flex-col items-center gap-3 rounded-lg border-2 border-dashed px-6 py-10 text-center",
        isOver ? "border-accent bg-accent-soft" : "border-line-strong",
      )}
    >
      <FileUp aria-hidden className="size-6 text-muted" />
      <p className="text-sm">
        Drop a CSV file here, or choose one.
        <span className="block text-muted text-xs">
          With a header line, at most {writeBytes(maxFileBytes)}. Nothing is written before you have seen a preview.
        </span>
      </p>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label="CSV file"
        className="sr-only"
        tabIndex={-1}
        onChange={event => {
          const file = event.target.files?.[0];
          // The same file may be chosen again after it was mended.
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
      <Button variant="primary" isBusy={isBusy} onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      {error ? (
        <p role="alert" className="max-w-lg rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          {error}
        </p>
      ) : null}
    </section>
  );
}
