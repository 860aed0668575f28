/** Layers that only hand their settings on to the functional op of the same arithmetic. */
import { parseSignature, type Value } from '../../python';
import { page } from '../common/text';
import type { Category, Example, LayerDeclaration, LayerSelf, OpContext } from '../declare';
import { keep } from './arguments';

export interface Simple {
  readonly name: string;
  /** Last part of the module that defines it: `activation`. */
  readonly module: string;
  readonly bases?: readonly string[];
  readonly category: Category;
  readonly doc: string;
  /** Constructor; every argument becomes an attribute of the same name. */
  readonly signature?: string;
  /** Function in torch.nn.functional, or a dotted name. */
  readonly op: string;
  /** Inputs of forward; default `(input)`. */
  readonly inputs?: string;
  /** Attributes handed on by position and by keyword. */
  readonly args?: readonly string[];
  readonly keywords?: readonly string[];
  /** Keywords that are computed. */
  readonly more?: (self: LayerSelf, c: OpContext) => Readonly<Record<string, Value>>;
  /** Checks of the constructor, after the attributes are set. */
  readonly check?: LayerDeclaration['init'];
  readonly examples: readonly Example[];
  readonly reference?: string;
}

const NOT_ATTRIBUTES = new Set(['device', 'dtype', 'size_average', 'reduce']);

export function simple(s: Simple): LayerDeclaration {
  const signature = s.signature ?? '()';
  const attributes = parseSignature(signature)
    .parameters.map((p) => p.name)
    .filter((name) => !NOT_ATTRIBUTES.has(name));
  const inputs = s.inputs ?? '(input)';
  const inputNames = parseSignature(inputs).parameters.map((p) => p.name);
  const op = s.op.includes('.') ? s.op : `torch.nn.functional.${s.op}`;
  return {
    name: s.name,
    module: `torch.nn.modules.${s.module}`,
    ...(s.bases ? { bases: s.bases } : {}),
    category: s.category,
    doc: s.doc,
    reference: s.reference ?? page(`torch.nn.${s.name}`),
    signature,
    examples: s.examples,
    init: (self, a, c) => {
      keep(self, a, ...attributes);
      s.check?.(self, a, c);
    },
    forward: {
      signature: inputs,
      run: (self, a, c) => {
        const keywords: Record<string, Value> = { ...s.more?.(self, c) };
        for (const name of s.keywords ?? []) keywords[name] = self.get(name);
        return c.op(
          op,
          [...inputNames.map((name) => a.raw(name)), ...(s.args ?? []).map((name) => self.get(name))],
          keywords,
        );
      },
    },
  };
}

/** A base class that has no forward of its own. */
export const abstractLayer = (
  name: string,
  module: string,
  category: Category,
  signature: string,
  init: LayerDeclaration['init'],
  bases?: readonly string[],
): LayerDeclaration => ({
  name,
  module: `torch.nn.modules.${module}`,
  ...(bases ? { bases } : {}),
  category,
  signature,
  doc: 'What several layers of PyTorch have in common.',
  reference: 'https://pytorch.org/docs/stable/nn.html',
  init,
});
