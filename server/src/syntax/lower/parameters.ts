/** Parameters of functions and lambdas. */
import type { Raw } from '../raw';
import { ERROR } from '../raw';
import type { Expr, Parameter, ParameterKind } from '../tree';
import type { Lowering } from './context';
import { identifierOf, inner, spanBetween, spanOf, splitAtCommas, standsFor } from './context';

export function functionParameters(lowering: Lowering, list: Raw): Parameter[] {
  return parameters(lowering, inner(list), list.to);
}

export function lambdaParameters(lowering: Lowering, list: Raw): Parameter[] {
  return parameters(lowering, list.children, list.to);
}

/** The grammar's tree has no node for a function's `/`; a lambda's comes disguised as `*` (see dialect.ts). */
const slash: Raw = { name: '/', from: 0, to: 0, children: [] };

/** The parts between commas, with `slash` where the text holds one. */
function partsOf(lowering: Lowering, children: readonly Raw[], end: number): Raw[][] {
  const parts = splitAtCommas(children);
  const commas = children.filter((child) => child.name === ',');
  return parts.length > commas.length ? parts.map(withSlash) : [...parts, []].map(withSlash);

  function withSlash(part: Raw[], index: number): Raw[] {
    if (part.length > 0 || index === 0) return part;
    const from = commas[index - 1]?.to ?? end;
    const gap = lowering.source.shown.slice(from, commas[index]?.from ?? end);
    return gap.includes('/') && gap.replace(/#.*/g, '').includes('/') ? [slash] : part;
  }
}

function parameters(lowering: Lowering, children: readonly Raw[], end: number): Parameter[] {
  let result: Parameter[] = [];
  let kind: ParameterKind = 'positional';
  for (const part of partsOf(lowering, children, end)) {
    const first = part[0];
    if (first === undefined) continue;
    if (first === slash || standsFor(lowering, first, '/')) {
      result = result.map((parameter) => ({ ...parameter, kind: 'positional-only' }));
    } else if (first.name === '*') {
      if (part.length > 1) result.push(parameter(lowering, part, 'var-positional'));
      kind = 'keyword-only';
    } else {
      result.push(parameter(lowering, part, first.name === '**' ? 'var-keyword' : kind));
    }
  }
  return result;
}

function parameter(lowering: Lowering, part: readonly Raw[], kind: ParameterKind): Parameter {
  const first = part[0];
  const last = part[part.length - 1];
  const from = first?.from ?? 0;
  const name = part.find((child) => child.name === 'VariableName');
  const assign = part.findIndex((child) => child.name === 'AssignOp');
  return {
    name: identifierOf(lowering, name),
    nameSpan: name === undefined ? spanBetween(lowering, from, from) : spanOf(lowering, name),
    kind,
    annotation: typeDefinition(
      lowering,
      part.find((child) => child.name === 'TypeDef'),
    ),
    default: assign < 0 ? undefined : lowering.whole.oneOf(lowering, part.slice(assign + 1), part[assign]?.to ?? from),
    span: spanBetween(lowering, from, last?.to ?? from),
  };
}

/** The expression of `: type` or `-> type`. */
export function typeDefinition(lowering: Lowering, raw: Raw | undefined): Expr | undefined {
  if (raw === undefined) return undefined;
  return lowering.whole.oneOf(
    lowering,
    raw.children.filter((child) => child.name !== ':' && child.name !== ERROR),
    raw.to,
  );
}
