/** Owns the kinds of row that work can be delegated for, and which of their fields a task may be filled from. */

/** Every kind of row with a "Delegate to …", by the field names under which it gives what it is. */
export const subjectFields = {
  contact: ["id"],
  "planned-message": ["contact_id"],
  video: ["channel_id"],
  creator: ["platform", "niche"],
  trend: ["niche"],
  post: ["platform", "body", "niche"],
  "posting-window": ["platform"],
  "content-plan": ["niche"],
  "ab-test": ["id"],
  "render-job": ["id", "output_id"],
  output: ["id"],
} as const;

export type Subject = keyof typeof subjectFields;
export const subjects = Object.keys(subjectFields) as [Subject, ...Subject[]];

/**
 * Per kind of row, which of a task's params is filled from which of the row's fields: `{ contact: { contact_id: "id" } }`.
 * A param that holds a list takes all chosen rows at once; any other takes one, and several rows become several tasks.
 */
export type Takes<Params> = {
  readonly [S in Subject]?: { readonly [P in keyof Params & string]?: (typeof subjectFields)[S][number] };
};
