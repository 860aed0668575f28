/** See incremental.mjs. */
export function checkIncremental(
  path: string,
  text: string,
  options: { readonly seed: number; readonly edits?: number },
): Promise<{ readonly edits: number; readonly taken: number; readonly different: readonly string[] }>;
