/** Every command of the palette, declared once; package.json and the client are made from this table. */
export interface CommandDeclaration {
  readonly id: string;
  readonly title: string;
  /** VS Code `when` clause for the palette and menus. */
  readonly enablement?: string;
  readonly icon?: string;
}

const IN_PYTHON = 'editorLangId == python || resourceExtname == .ipynb';

export const COMMANDS = [
  { id: 'convscope.showSummary', title: 'Show Summary', enablement: IN_PYTHON, icon: '$(table)' },
  { id: 'convscope.setInputShape', title: 'Set Input Shape…', enablement: IN_PYTHON },
  { id: 'convscope.chooseInstance', title: 'Choose Instance…', enablement: IN_PYTHON },
  { id: 'convscope.whyNoHint', title: 'Why Is There No Hint Here?', enablement: IN_PYTHON },
  { id: 'convscope.showUnknown', title: 'Show What Is Not Known', enablement: IN_PYTHON },
  { id: 'convscope.showOutput', title: 'Show Output' },
  { id: 'convscope.restartServer', title: 'Restart Server' },
  { id: 'convscope.openWalkthrough', title: 'Open Walkthrough' },
] as const satisfies readonly CommandDeclaration[];

export type CommandId = (typeof COMMANDS)[number]['id'];
