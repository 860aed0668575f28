/** See typing.mjs. */
export function checkTyping(
  path: string,
  text: string,
  options?: { readonly statements?: number },
): Promise<{
  readonly statements: number;
  readonly states: number;
  readonly hints: number;
  readonly marked: number;
  readonly lost: number;
  readonly wrong: readonly string[];
}>;
