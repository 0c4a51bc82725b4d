import fastifyHelmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

const SELF = ["'self'"];
const NONE = ["'none'"];

/**
 * What a page from this server may load and do: nothing but its own files and its own API. The page's components put their theme into
 * <style> elements, so those are allowed inline; style attributes in markup are not (React sets styles through the DOM, which no policy
 * restricts), and no script is inline.
 */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: NONE,
  scriptSrc: SELF,
  scriptSrcAttr: NONE,
  styleSrc: SELF,
  styleSrcElem: [...SELF, "'unsafe-inline'"],
  styleSrcAttr: NONE,
  connectSrc: SELF,
  imgSrc: [...SELF, "data:"],
  fontSrc: SELF,
  manifestSrc: SELF,
  workerSrc: SELF,
  objectSrc: NONE,
  frameAncestors: NONE,
  baseUri: NONE,
  formAction: SELF,
};

/** Browsers ignore it over http. Other names of the domain are not this server's to decide on. */
const STRICT_TRANSPORT_SECURITY = { maxAge: 365 * 86_400, includeSubDomains: false };

/**
 * Headers that keep browsers from what no page of this server needs; programs ignore them. `pageNodes` are origins of ledger nodes
 * that its pages may ask besides the server's own, so that a household can check its slots against a node that it trusts more.
 */
export async function addSecurityHeaders(
  app: FastifyInstance,
  pageNodes: readonly string[],
): Promise<void> {
  const connectSrc = [...SELF, ...pageNodes];
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...CONTENT_SECURITY_POLICY, connectSrc },
    },
    strictTransportSecurity: STRICT_TRANSPORT_SECURITY,
    xFrameOptions: { action: "deny" },
  });
}
