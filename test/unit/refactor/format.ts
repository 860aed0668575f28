/** The format of fixtures of refactorings: see fixture.ts. Without Node, so that scripts can bundle it. */
export interface Fixture {
  readonly file: string;
  readonly title: string;
  /** The title of the offer; `none`: it is not offered. */
  readonly offer: string;
  readonly before: string;
  readonly after: string;
  readonly effect: string;
}

export const SECTION = /^## (.+)\n+`(.+)`\n+```python\n([\s\S]*?)```\n(?:\n*(.+)\n+```python\n([\s\S]*?)```\n)?/gm;

export function fixturesOf(file: string, markdown: string): Fixture[] {
  return [...markdown.matchAll(SECTION)].map(([, title = '', offer = '', before = '', effect = '', after = '']) => ({
    file,
    title,
    offer,
    before,
    after,
    effect,
  }));
}

/** The code with its input given: a class that only has a directive is built and called with it, B being 2. */
export function runnable(code: string): string {
  const text = code.replaceAll('$0', '');
  const [, shape, cls] = /^# convscope: input=\[(.+)\]\nclass (\w+)/m.exec(text) ?? [];
  if (shape === undefined || /^\w+\(.*\)\(|\w+\(torch\.randn/m.test(text)) return text;
  return `${text}\n\n${cls}()(torch.randn(${shape.replace('B', '2')}))\n`;
}
