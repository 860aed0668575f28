/** Every refactoring, declared once: its code action, its command in the palette, and its line in the documentation. */
export interface RefactoringDeclaration {
  readonly id: string;
  /** Of the command. */
  readonly title: string;
  /** Of the code action. */
  readonly kind: string;
  /** One sentence for the documentation. */
  readonly description: string;
}

export const REFACTORINGS = [
  {
    id: 'insertResidual',
    title: 'Insert Residual Block',
    kind: 'refactor.rewrite.insertResidual',
    description:
      'Puts a residual block behind the layer at the cursor, with its channels: the file’s own block class, or a new one (plain, basic, bottleneck, pre-activation).',
  },
] as const satisfies readonly RefactoringDeclaration[];

export type RefactoringId = (typeof REFACTORINGS)[number]['id'];

/** The command in the palette that does it at the cursor. */
export const refactoringCommand = (id: string): string => `convscope.refactor.${id}`;
