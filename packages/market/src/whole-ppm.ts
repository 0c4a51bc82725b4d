/** The whole of something, in parts per million. */
export const WHOLE_PPM = 1_000_000;
