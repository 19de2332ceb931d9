/** Joins class names so that a caller's class wins over a component's own; holds no styling itself. */
import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

export function joinClasses(...classes: ClassValue[]): string {
  return twMerge(clsx(classes));
}
