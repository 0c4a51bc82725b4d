/**
 * The `pumasi` command. It starts server and gateways as processes, speaks to them as anybody could,
 * and must import neither. It is run by bin/pumasi.js and exports nothing.
 */
export {};
