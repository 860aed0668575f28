/** Recipes: what is to be trained, and how. */
export { type AugmentationRecipe, type DataRecipe, RECIPE, type Recipe, type ScheduleRecipe } from './declaration';
export { type RecipeDifference, recipeDifferences } from './differences';
export { type RecipeWarning, recipeWarnings } from './lint';
export { type OfferedFields, recipeWith } from './offered';
export { pytorchScript, type ScriptOptions, scriptHindrance } from './pytorch';
export { DIGITS_COPY } from './pytorchData';
export { recipePage, recipeSchema } from './schema';
export { parseRecipe, recipeText } from './text';
export { type RecipeProblem, type Validated, validateRecipe } from './validate';
