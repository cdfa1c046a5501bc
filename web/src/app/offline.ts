/** The shell opens without a connection, where a browser allows it: over https, and on the machine itself. */

declare global {
  interface Window {
    /** Chromium's; TypeScript does not know it yet. */
    trustedTypes?: { createPolicy: (name: string, rules: { createScriptURL: () => string }) => { createScriptURL: (given: string) => string } };
  }
}

const RELOAD_KEY = "cinelibre.reloaded";
const RELOAD_AGAIN_MS = 10_000;

export function registerWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const address = new URL("sw.js", document.baseURI).href;
  // The content policy lets one policy of trusted types make addresses of scripts, and this one knows one address.
  const policy = window.trustedTypes?.createPolicy("cinelibre", { createScriptURL: () => address });
  void navigator.serviceWorker.register(policy?.createScriptURL("") ?? address).catch(() => undefined);
}

/** A page of a former build asks for files that are gone: load the newest page; not without a connection, nor in a circle. */
export function reloadWhenStale(): void {
  window.addEventListener("vite:preloadError", () => {
    const isAgain = Date.now() - Number(sessionStorage.getItem(RELOAD_KEY)) < RELOAD_AGAIN_MS;
    if (isAgain || !navigator.onLine) return;
    sessionStorage.setItem(RELOAD_KEY, String(Date.now()));
    location.reload();
  });
}
