/** The theme's colours, for what is drawn on a canvas. */

export interface Colours {
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  readonly background: string;
  readonly train: string;
  readonly validation: string;
  readonly other: string;
  readonly green: string;
  readonly red: string;
  readonly orange: string;
}

/** As many lines can be told apart; more are dashed. */
export const RUN_COLOURS: readonly (keyof Colours)[] = ['train', 'orange', 'green', 'other', 'red', 'validation'];

export function coloursNow(): Colours {
  const style = getComputedStyle(document.body);
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const text = read('--vscode-foreground', '#888888');
  return {
    text,
    faint: read('--vscode-descriptionForeground', text),
    // Borders of high contrast themes would outshine the curves.
    grid: `color-mix(in srgb, ${text} 18%, transparent)`,
    background: read('--vscode-editor-background', 'transparent'),
    train: read('--vscode-charts-blue', '#3794ff'),
    validation: read('--vscode-charts-yellow', '#bf8803'),
    other: read('--vscode-charts-purple', '#b180d7'),
    green: read('--vscode-charts-green', '#89d185'),
    red: read('--vscode-charts-red', '#f14c4c'),
    orange: read('--vscode-charts-orange', '#d18616'),
  };
}

/** VS Code changes the class of the body with the theme. */
export function onThemeChange(act: () => void): void {
  new MutationObserver(act).observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
