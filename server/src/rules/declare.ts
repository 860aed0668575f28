/**
 * One declaration per rule: condition, message, documentation page and examples in one place. The pages in
 * docs/rules, the settings and the tests are made from it. docs/how-to.md shows how to add one.
 */
import type { Level } from '../config';
import type { Place, Problem, Repair } from '../graph';
import type { Subject } from './subject';

export interface Rule {
  /** `CS1xx` PyTorch refuses it, `CS2xx` it runs and is wrong, `CS3xx` it could be designed better. */
  readonly code: string;
  /** In words, as the file is called. */
  readonly name: string;
  readonly severity: Level;
  readonly page: Page;
  /** Python on which the rule fires. Where it has a fix, the fix mends all that is wrong with it. */
  readonly bad: string;
  /** The same done well: no rule fires. */
  readonly good: string;
  /** The quick fix is offered for `bad`. */
  readonly hasFix?: boolean;
  /** Said only where it is true of every instance that the place makes. */
  readonly isOfAll?: boolean;
  /** What is underlined does nothing and is shown faded. */
  readonly tag?: Problem['tag'];
  /** undefined: raised where the numbers are known, by an op, a layer or the reader. */
  readonly find?: (subject: Subject) => Iterable<Finding>;
}

export interface Page {
  /** Markdown, one paragraph. */
  readonly what: string;
  readonly why: string;
  /** Markdown links: documentation, a paper. */
  readonly references: readonly string[];
}

export interface Finding {
  readonly place: Place;
  /** What is so, with the numbers of this very network. */
  readonly message: string;
  /** One plain sentence: why it matters and what to do. */
  readonly why: string;
  /** The instance of which it is true, where it is of one. */
  readonly instance?: Instance | undefined;
  /** Milder than the rule as a whole. */
  readonly severity?: Problem['severity'] | undefined;
  readonly related?: Problem['related'];
  readonly repairs?: readonly Repair[];
}

/** One module of one model. */
export interface Instance {
  /** Index of the graph in the reading. */
  readonly graph: number;
  readonly name: string;
}

export const declareRule = (rule: Rule): Rule => rule;
