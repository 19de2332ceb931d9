"use client";
/** The sections that few tasks have: their scripts are loaded for those tasks alone. */
import dynamic from "next/dynamic";

export const LaterPreview = dynamic(() =>
  import("#components/delegate/task-preview.tsx").then(module => module.TaskPreview),
);

export const LaterMessages = dynamic(() => import("./task-messages.tsx").then(module => module.TaskMessages));
