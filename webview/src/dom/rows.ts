/** Rows of a table as one tab stop: arrows, Home and End go between them. */
export function asOneStop(rows: readonly HTMLElement[]): void {
  rows.forEach((row, at) => {
    row.tabIndex = at === 0 ? 0 : -1;
    row.addEventListener('keydown', (event) => {
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
      const next = to === undefined ? undefined : rows[to];
      if (!next) return;
      event.preventDefault();
      row.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
    // A click focuses a row too; Tab then comes back to it.
    row.addEventListener('focus', () => {
      for (const other of rows) if (other.tabIndex === 0) other.tabIndex = -1;
      row.tabIndex = 0;
    });
  });
}
