"use client";
/** What a Field tells the one control inside it: its id, name, messages and state; a control outside one hears nothing. */
import { createContext, useContext } from "react";

export type FieldWiring = { id: string; name?: string; describedBy?: string; isInvalid: boolean; isDisabled: boolean };

export const FieldContext = createContext<FieldWiring | null>(null);

type OwnProps = {
  id?: string;
  name?: string;
  disabled?: boolean;
  "aria-describedby"?: string;
};

/** The attributes of a control; what the control itself was given wins over its Field. */
export function useFieldAttributes(own: OwnProps) {
  const field = useContext(FieldContext);
  return {
    id: own.id ?? field?.id,
    name: own.name ?? field?.name,
    disabled: own.disabled || field?.isDisabled || undefined,
    "aria-describedby": own["aria-describedby"] ?? field?.describedBy,
    "aria-invalid": field?.isInvalid || undefined,
  };
}
