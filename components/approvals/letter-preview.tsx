"use client";
/** An e-mail as its reader gets it: the head in words, the body in a sealed frame as high as its text. */
import { useTheme } from "next-themes";
import { useMemo } from "react";
import type { Leaving } from "./approval-types.ts";
import { letterStyle, writeLetterFrame } from "./letter-frame.ts";
import { PreviewHead, PreviewLine } from "./preview-head.tsx";
import type { SentFrom } from "./sent-from.tsx";

type Letter = Extract<Leaving, { format: "email" }>;

export function LetterPreview({ letter, from }: { letter: Letter; from: SentFrom }) {
  const { resolvedTheme } = useTheme();
  const scheme = resolvedTheme === "dark" ? "dark" : "light";
  const page = useMemo(() => writeLetterFrame(letter.text, scheme), [letter.text, scheme]);
  return (
    <>
      <PreviewHead>
        <PreviewLine name="From">{from}</PreviewLine>
        <PreviewLine name="To">{letter.to}</PreviewLine>
        {letter.reply_to ? <PreviewLine name="Reply to">{letter.reply_to}</PreviewLine> : null}
        <PreviewLine name="Subject">
          <strong className="font-semibold">{letter.subject}</strong>
        </PreviewLine>
      </PreviewHead>
      <div className="relative">
        {/* A sealed frame cannot tell its height: the same text in the same style, unseen, gives it. */}
        <pre
          aria-hidden
          style={letterStyle}
          className="invisible min-h-24 whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          {letter.text}
        </pre>
        <iframe
          title={`The message to ${letter.to}`}
          sandbox=""
          srcDoc={page}
          tabIndex={-1}
          style={{ colorScheme: scheme }}
          className="absolute inset-0 size-full border-0"
        />
      </div>
      {letter.additions.length > 0 ? (
        <ul aria-label="What is added" className="border-t border-dashed px-4 py-2 text-muted text-xs">
          {letter.additions.map(addition => (
            <li key={addition}>{addition}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
