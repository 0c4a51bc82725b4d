import { config } from "zod";

// zod compiles its checks with `new Function`, which a strict Content-Security-Policy forbids and
// reports. It asks when a schema is made, so this module is imported before any schema.
config({ jitless: true });
