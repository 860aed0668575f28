/** One click against overfitting: an edit of the recipe, or a refactoring of the model where it helps most. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { RefactoringId } from '../../../server/src/config';
import type { Remedy } from '../../../server/src/protocol';
import { reveal } from '../places';
import { refactor } from '../refactor';
import type { Server } from '../server';
import { currentRecipe, setInRecipe } from './recipeEdits';
import { beforeTheLast, theLargest } from './remedyPlaces';
import type { RunSubject } from './run';

export async function applyRemedy(server: Server, subject: RunSubject, remedy: Remedy): Promise<void> {
  const { recipe, workspace } = subject;
  switch (remedy.kind) {
    case 'recipe': {
      const recipeUri = await currentRecipe(subject);
      if (recipeUri === undefined || !(await setInRecipe(recipeUri, remedy.path, remedy.value))) return;
      const name = posix.basename(recipeUri.path);
      void vscode.window.showInformationMessage(
        `${remedy.path} in ${name} is now ${remedy.value}. Train Again takes it; Undo in ${name} takes it back.`,
      );
      return;
    }
    case 'code': {
      const file = vscode.Uri.joinPath(workspace, ...recipe.file.split('/'));
      const models = await server.ask('convscope/summary', { uri: file.toString() });
      const rows = models?.find(({ model }) => model === recipe.model)?.rows ?? models?.[0]?.rows ?? [];
      const place = remedy.change === 'dropout' ? beforeTheLast(rows) : theLargest(rows);
      if (place === undefined) {
        void vscode.window.showInformationMessage(`${recipe.file}: no layer was found to change.`);
        return;
      }
      await reveal(place);
      const title = `${remedy.title.charAt(0).toUpperCase()}${remedy.title.slice(1)}`;
      const id: RefactoringId = remedy.change === 'dropout' ? 'insertDropout' : 'width';
      // Of the ways to change the channels only those that leave fewer.
      await refactor(server, { id, title }, ({ effect }) => id === 'insertDropout' || effect.startsWith('−'));
    }
  }
}
