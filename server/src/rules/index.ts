export { type LevelOf, levelsOf } from './choice';
export type { Finding, Rule } from './declare';
export { ignoreChange } from './house/ignore-change';
export { lint } from './lint';
export { pageBody, pageName, pageOf, rulesIndex } from './pages';
export { RULES, ruleOf } from './registry';
export { type Subject, subjectOf } from './subject';
