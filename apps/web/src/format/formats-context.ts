import { createContext, useContext } from "react";
import { createFormats, type Formats } from "./formats.js";

/** The community's formats in the reader's language; the page above the features provides them. */
export const FormatsContext = createContext<Formats>(
  createFormats({ locale: "en-GB", currency: "XXX", timeZone: "UTC" }),
);

export function useFormats(): Formats {
  return useContext(FormatsContext);
}
