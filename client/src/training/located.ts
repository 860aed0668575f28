/** A reason with its line: told once, with a button that shows it. */
import * as vscode from 'vscode';
import type { PlainLocation } from '../../../server/src/protocol';
import { reveal } from '../places';

export class LocatedError extends Error {
  readonly location: PlainLocation | undefined;
  constructor(message: string, location: PlainLocation | undefined) {
    super(message);
    this.location = location;
  }
}

export function tellError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const location = error instanceof LocatedError ? error.location : undefined;
  if (location === undefined) {
    void vscode.window.showErrorMessage(message);
    return;
  }
  const show = 'Show Line';
  void vscode.window.showErrorMessage(message, show).then((choice) => {
    if (choice === show) void reveal(location);
  });
}
