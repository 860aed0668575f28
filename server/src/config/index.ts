export { trainingEnvironment } from './allocator';
export { COMMANDS, type CommandDeclaration, type CommandId } from './commands';
export * from './levels';
export { REFACTORINGS, type RefactoringDeclaration, type RefactoringId, refactoringCommand } from './refactorings';
export { SETTINGS, type SettingDeclaration, type SettingKey } from './settings';
export { frameIn, isOwnFrame, SHAPE_ERRORS, shapeErrorIn } from './shapeErrors';
