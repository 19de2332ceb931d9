"use client";
/** An import step by step: a file, its preview with the meaning of each column, then the report at an address of its own. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { MailX } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import { ColumnMapping } from "#components/imports/column-mapping.tsx";
import { FilePicker } from "#components/imports/file-picker.tsx";
import { ImportHistory } from "#components/imports/import-history.tsx";
import {
  type ImportKind,
  type ImportPreview,
  type ImportReport,
  kinds,
  nameKind,
  previewBytes,
  type Target,
} from "#components/imports/import-types.ts";
import { PreviewTable } from "#components/imports/preview-table.tsx";
import { type ChosenFile, FileRefusal, readFile, writeBytes } from "#components/imports/read-file.ts";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "#components/ui/card.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";

const importTimeoutMs = 15 * 60_000;

/** The header is a line and no row. */
function writeRows(lineCount: number): string {
  const rows = Math.max(0, lineCount - 1);
  return `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`;
}

type Step = { file: ChosenFile; preview: ImportPreview };
type Options = { platform: string; account: string; niche: string; name_template: string };
type ImportCall = Parameters<typeof describeCall>;

export function ImportView() {
  const router = useRouter();
  const queries = useQueryClient();
  const [kind, setKind] = useQueryState(
    "kind",
    parseAsStringLiteral(kinds.map(({ value }) => value)).withDefault("contacts"),
  );
  const [step, setStep] = useState<Step | null>(null);
  const [mapping, setMapping] = useState<Record<string, Target>>({});
  const [options, setOptions] = useState<Options>({
    platform: "",
    account: "",
    niche: "",
    name_template: "Contact {n}",
  });

  const preview = useMutation({
    mutationFn: async ({ file, of }: { file: ChosenFile | File; of: ImportKind }): Promise<Step> => {
      const read = file instanceof File ? await readFile(file) : file;
      const beginning = read.blob.slice(0, previewBytes);
      return {
        file: read,
        preview: await request<ImportPreview>("/imports/preview", { query: { kind: of }, file: beginning }),
      };
    },
    onSuccess: next => {
      setStep(next);
      setMapping(next.preview.mapping);
      create.reset();
    },
  });
  const create = useMutation({
    onError: () =>
      requestAnimationFrame(() => document.querySelector<HTMLElement>('#main [aria-invalid="true"]')?.focus()),
    mutationFn: (call: ImportCall) => request<ImportReport>("/imports", describeCall(...call)),
    onSuccess: report => {
      queries.setQueryData(["import", report.id], report);
      if (kind === "contacts") void queries.invalidateQueries({ queryKey: ["contact"] });
      router.push(`/contacts/import/${report.id}`);
    },
  });
  useLeaveWarning(create.isPending);

  function chooseKind(next: ImportKind) {
    void setKind(next);
    create.reset();
    if (step) preview.mutate({ file: step.file, of: next });
  }

  const { columns: columnErrors, options: optionErrors, rest } = sortErrors(create.error);
  return (
    <>
      <PageHeader
        parent={{ href: "/contacts", label: "Contacts" }}
        title="Import"
        description="Bring in the people you know, or the posts, videos and creators you watch, from a CSV file."
      />
      <div className="flex flex-col gap-5">
        <SegmentedControl
          label="What the rows are"
          value={kind}
          onValueChange={chooseKind}
          options={kinds.map(one => ({ ...one, isDisabled: create.isPending }))}
        />
        {step === null ? (
          <FilePicker
            isBusy={preview.isPending}
            error={
              preview.error instanceof FileRefusal
                ? preview.error.message
                : preview.error
                  ? describeError(preview.error)
                  : null
            }
            onFile={file => preview.mutate({ file, of: kind })}
          />
        ) : (
          <Card aria-label="The file and its columns">
            <CardHeader
              title={step.file.name}
              description={`${writeBytes(step.file.bytes)}, about ${writeRows(step.file.lineCount)}${step.preview.encoding === "utf-8" ? "" : `, read as ${step.preview.encoding}: check that letters look right below`}`}
              actions={
                <Button size="sm" disabled={create.isPending} onClick={() => setStep(null)}>
                  Another file
                </Button>
              }
            />
            <ColumnMapping
              preview={step.preview}
              mapping={mapping}
              errors={columnErrors}
              onChange={(column, target) => setMapping({ ...mapping, [column]: target })}
            />
            <CardBody className="grid gap-4 border-t md:grid-cols-2">
              <FixedValues
                kind={kind}
                mapping={mapping}
                options={options}
                errors={optionErrors}
                onChange={setOptions}
              />
            </CardBody>
            {kind === "contacts" && !Object.values(mapping).includes("email") ? <NoAddressNote /> : null}
            <CardBody className="border-t">
              <h3 className="mb-2 font-medium text-muted text-xs">The first rows</h3>
              <PreviewTable preview={step.preview} />
            </CardBody>
            {create.error && rest !== null ? (
              <p role="alert" className="mx-4 mb-4 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
                {rest}
                {create.error instanceof ProblemError && create.error.requestId ? (
                  <span className="block text-xs">Request {create.error.requestId}</span>
                ) : null}
              </p>
            ) : null}
            <CardFooter>
              {create.isPending ? (
                <ImportProgress lineCount={step.file.lineCount} />
              ) : (
                <Button
                  variant="primary"
                  isBusy={preview.isPending}
                  onClick={() => create.mutate([kind, step, mapping, options])}
                >
                  Import {writeRows(step.file.lineCount)}
                </Button>
              )}
            </CardFooter>
          </Card>
        )}
        <ImportHistory />
      </div>
    </>
  );
}

function NoAddressNote() {
  return (
    <p className="mx-4 mb-4 flex items-start gap-2.5 rounded-md bg-info-soft px-3 py-2 text-info text-sm">
      <MailX aria-hidden className="mt-0.5 size-4 shrink-0" />
      No column is an e-mail address: these contacts can be scored, but not written to.
    </p>
  );
}

/** The rows are taken in one piece, all or none, so the end is known but not the middle. */
function ImportProgress({ lineCount }: { lineCount: number }) {
  const [startedAt] = useState(() => Date.now());
  return (
    <div role="status" className="flex w-full items-center gap-4">
      <Progress label={`Reading ${lineCount.toLocaleString("en")} lines`} value={null} />
      <Duration startedAt={startedAt} className="shrink-0 text-muted text-xs" />
    </div>
  );
}

type FixedValuesProps = {
  kind: ImportKind;
  mapping: Readonly<Record<string, Target>>;
  options: Options;
  errors: Readonly<Record<string, string>>;
  onChange: (options: Options) => void;
};

function FixedValues({ kind, mapping, options, errors, onChange }: FixedValuesProps) {
  const has = (target: Target) => Object.values(mapping).includes(target);
  if (kind === "contacts") {
    return (
      <Field label="Name of those without one" hint="{n} is the number of the row." error={errors.name_template}>
        <Input value={options.name_template} onValueChange={name_template => onChange({ ...options, name_template })} />
      </Field>
    );
  }
  const what = nameKind(kind);
  return (
    <>
      {has("platform") ? null : (
        <Field
          label={`Platform of all ${what}`}
          hint={kind === "videos" ? "youtube, unless you say otherwise." : "Such as x or youtube."}
          isRequired={kind !== "videos"}
          error={errors.platform}
        >
          <Input value={options.platform} onValueChange={platform => onChange({ ...options, platform })} />
        </Field>
      )}
      {kind === "creators" || has("account") || has("handle") || has("channel_title") ? null : (
        <Field label={`Account of all ${what}`} hint="Who made them, if one did." error={errors.account}>
          <Input value={options.account} onValueChange={account => onChange({ ...options, account })} />
        </Field>
      )}
      {has("niche") ? null : (
        <Field
          label={`Niche of all ${what}`}
          hint="Left empty, the agents look for niches themselves."
          error={errors.niche}
        >
          <Input value={options.niche} onValueChange={niche => onChange({ ...options, niche })} />
        </Field>
      )}
    </>
  );
}

/** The call of an import: the file as the body, the rest in the address, where what most columns become is said once. */
function describeCall(kind: ImportKind, { file }: Step, mapping: Record<string, Target>, options: Options) {
  const given = Object.entries(options).flatMap(([name, value]) => (value.trim() === "" ? [] : [[name, value.trim()]]));
  const targets = Object.values(mapping);
  const countOf = (target: Target) => targets.filter(one => one === target).length;
  const others = countOf("attribute") > countOf("ignore") ? "attribute" : "ignore";
  const rest = Object.entries(mapping).filter(([, target]) => target !== others);
  return {
    query: {
      kind,
      file_name: file.name,
      mapping: JSON.stringify(Object.fromEntries(rest)),
      others,
      options: JSON.stringify(Object.fromEntries(given)),
    },
    file: file.blob,
    timeoutMs: importTimeoutMs,
  };
}

/** A refusal by column, by fixed value, and what belongs to neither. */
function sortErrors(error: Error | null) {
  const columns: Record<string, string> = {};
  const options: Record<string, string> = {};
  const others: string[] = [];
  for (const { path, message } of error instanceof ProblemError ? error.errors : []) {
    const text = typeof path === "string" ? path : path.join(".");
    if (text.startsWith("mapping.")) columns[text.slice("mapping.".length)] = message;
    else if (text.startsWith("options.")) options[text.slice("options.".length)] = message;
    else others.push(message);
  }
  const isPlaced = Object.keys(columns).length + Object.keys(options).length > 0;
  const rest = others.length > 0 ? others.join(" ") : error && !isPlaced ? describeError(error) : null;
  return { columns, options, rest };
}

/** Asks before the page is left while a file is under way. */
function useLeaveWarning(isUnderWay: boolean) {
  useEffect(() => {
    if (!isUnderWay) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isUnderWay]);
}
