/** Who is asking. Tokens are those of the Authentication stand-in, which signs nothing. */

/** @typedef {{uid: string, provider: string, token: Record<string, unknown>}} Person */
/** @typedef {Person | "administrator" | null} Identity */

/** A token that is worth nothing; `status` is the wire's word for why. */
export class BadToken extends Error {
  /**
   * @param {"invalid_token" | "expired_token"} status
   * @param {string} why
   */
  constructor(status, why) {
    super(why);
    this.status = status;
  }
}

/**
 * Return whom a credential stands for. The SDKs' administrators say "owner" to an emulator. Raises BadToken.
 * @param {string} credential
 * @param {string} project
 * @returns {Exclude<Identity, null>}
 */
export function identify(credential, project) {
  if (credential === "owner") return "administrator";
  const [head, body, signature, ...more] = credential.split(".");
  const claims = parse(body);
  if (parse(head).alg !== "none" || signature !== "" || more.length) {
    throw new BadToken("invalid_token", "not a token of the Authentication stand-in");
  }
  const issuer = `https://securetoken.google.com/${project}`;
  if (claims.aud !== project || claims.iss !== issuer || typeof claims.sub !== "string") {
    throw new BadToken("invalid_token", "a token of another project");
  }
  if (typeof claims.exp !== "number" || claims.exp * 1000 <= Date.now()) {
    throw new BadToken("expired_token", "the token has expired");
  }
  return { uid: claims.sub, provider: "custom", token: claims };
}

/**
 * @param {string | undefined} part
 * @returns {Record<string, unknown>}
 */
function parse(part) {
  try {
    return JSON.parse(Buffer.from(part ?? "", "base64url").toString());
  } catch {
    throw new BadToken("invalid_token", "not a token");
  }
}
