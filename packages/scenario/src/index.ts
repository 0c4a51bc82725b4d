/** A placeholder. */
export {};
