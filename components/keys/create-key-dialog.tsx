"use client";
/** Makes a key: a name, its scopes, when it ends; then shows the secret, once and never again. */
import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { NewApiKey } from "./key-data.ts";

const CreateKeyForm = dynamic(() => import("./create-key-form.tsx").then(module => module.CreateKeyForm), {
  ssr: false,
  loading: () => <Skeleton className="h-96 w-full" />,
});
const NewKeySecret = dynamic(() => import("./new-key-secret.tsx").then(module => module.NewKeySecret), { ssr: false });

export function CreateKeyDialog({ scopes }: { scopes: readonly string[] }) {
  const queries = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [made, setMade] = useState<NewApiKey | null>(null);

  function changeOpen(next: boolean) {
    setIsOpen(next);
    // The secret is forgotten as the dialog closes: from then on only its prefix is known here.
    if (!next) setMade(null);
  }

  return (
    <>
      <Button variant="primary" onClick={() => setIsOpen(true)}>
        <Plus aria-hidden />
        New key
      </Button>
      <Dialog
        title={made === null ? "New API key" : "Copy the key now"}
        description={
          made === null
            ? "It acts as you and can never do more than you."
            : "It is kept only as a hash here: once this is closed, nobody can show it again."
        }
        open={isOpen}
        onOpenChange={changeOpen}
      >
        {made === null ? (
          <CreateKeyForm
            scopes={scopes}
            onMade={key => {
              setMade(key);
              void queries.invalidateQueries({ queryKey: ["key"] });
            }}
            onCancel={() => changeOpen(false)}
          />
        ) : (
          <NewKeySecret apiKey={made} onDone={() => changeOpen(false)} />
        )}
      </Dialog>
    </>
  );
}
