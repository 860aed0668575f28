/** A recipe's model as the training process gets it, without an editor. */
import { parseOptions } from '../../server/src/cli/options';
import { openRecipe, openRecipeData, readModel } from '../../server/src/cli/recipe';

export async function loweredModel(recipe: string) {
  const parsed = parseOptions([recipe], {});
  const opened = openRecipe('train', parsed);
  const data = await openRecipeData(opened);
  try {
    return { recipe: opened.recipe, folder: opened.folder, model: readModel(opened, data, parsed) };
  } finally {
    data.close();
  }
}
