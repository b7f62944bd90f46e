import { setNonce } from "get-nonce";

/**
 * The nonce of this answer, from <meta property="csp-nonce">. Read through the property: browsers
 * hide the attribute's value from scripts and selectors. undefined in development.
 */
export function cspNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  const nonce = meta?.nonce ?? "";
  return nonce && !nonce.startsWith("__") ? nonce : undefined;
}

/** Lets libraries that add <style> elements (Radix's scroll lock) pass the policy. Call once, first. */
export function allowOwnStyles(): void {
  const nonce = cspNonce();
  if (nonce) setNonce(nonce);
}
