"use client";
/** What few tasks and outputs have: its scripts are loaded for those alone. */
import dynamic from "next/dynamic";

export const LaterPreview = dynamic(() =>
  import("#components/delegate/task-preview.tsx").then(module => module.TaskPreview),
);

export const LaterMessages = dynamic(() => import("./task-messages.tsx").then(module => module.TaskMessages));

export const LaterStructuredValue = dynamic(() =>
  import("./structured-value.tsx").then(module => module.StructuredValue),
);
