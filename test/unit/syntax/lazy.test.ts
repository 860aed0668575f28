/** Reading lazily must give what reading at once gives, and no name may hide in a part that was not read. */
import { describe, expect, it } from 'vitest';
import { boundNames, parse, parseLazily } from '../../../server/src/syntax';

const MODULE = `"""What it is for."""
import torch
from torch import nn

registry = {}


@registry.register
@torch.no_grad()
def first(
    x,  # the input
):
    """Text
at the margin"""
    return x


class Second(nn.Module):
    """A block."""

    def forward(self, x):
        return first(x)


async def third(x): return x
def fourth(x=[
    1,
]):
    return x
class Fifth: pass

if True:
    sixth = 1
`;

const definitions = (text: string): readonly string[] =>
  (parseLazily(text).parts ?? []).flatMap(({ definition }) => (definition ? [definition.name] : []));

describe('a module read lazily', () => {
  it('has the same tree', () => {
    const { body, comments, problems, healed } = parseLazily(MODULE);
    expect({ body, comments, problems, healed }).toEqual(parse(MODULE));
  });

  it('knows the names of definitions without reading them', () => {
    expect(definitions(MODULE)).toEqual(['Second', 'third', 'fourth', 'Fifth']);
  });

  it('knows whom a decorator changes', () => {
    const [part] = parseLazily('@models.register\n@cache\ndef net():\n    pass\n').parts ?? [];
    expect(part?.definition).toEqual({ name: 'net', changes: ['models'] });
  });

  it('reads at once what text alone does not show', () => {
    for (const text of [
      'def é():\n    pass\n',
      '@(x := f)\ndef g():\n    pass\n',
      'class A\n',
      'def f(a,\nx = 1\n',
      'def (:\n    pass\n',
    ]) {
      expect(definitions(text)).toEqual([]);
    }
  });

  it('hides no name in any state of typing', () => {
    for (let end = 0; end <= MODULE.length; end++) {
      for (const text of [MODULE.slice(0, end), MODULE.slice(0, end) + MODULE.slice(end + 9)]) {
        for (const { definition, statements } of parseLazily(text).parts ?? []) {
          if (definition === undefined) continue;
          // A damaged header may leave an indented definition without its class: no importer asks for that one.
          const atMargin = statements().filter(({ span }) => text[span.start - 1] === '\n');
          const hidden = [...boundNames(atMargin)].filter((name) => name !== definition.name);
          expect([text, hidden]).toEqual([text, []]);
        }
      }
    }
  });
});
