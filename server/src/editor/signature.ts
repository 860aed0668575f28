/** Signature help for layers and functions, from their declarations: PyTorch's signature, a sentence, and the sizes. */
import { type Reading, valueText } from '../graph';
import { parseSignature } from '../python';
import { declarationOf, layerDeclarationOf } from '../torch';
import { argumentTexts, parameterAt, type TypedCall, typedCallAt } from './typedCall';

export interface SignatureHelp {
  readonly label: string;
  /** Each parameter's place in the label. */
  readonly parameters: readonly (readonly [number, number])[];
  readonly active: number | undefined;
  readonly markdown: string;
}

interface Declared {
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
  readonly reference: string;
}

export function signatureAt(reading: Reading, text: string, offset: number): SignatureHelp | undefined {
  const call = typedCallAt(text, offset);
  const declared = call && declaredOf(call.name);
  const isOwn = reading.classes.some((c) => c.name === call?.name);
  if (!call || !declared || isOwn) return undefined;
  const parts = argumentTexts(declared.signature.trim().slice(1, -1)).map((p) => p.trim());
  const parameters: (readonly [number, number])[] = [];
  let label = `${declared.name}(`;
  for (const part of parts) {
    if (parameters.length > 0) label += ', ';
    parameters.push([label.length, label.length + part.length]);
    label += part;
  }
  const names = parseSignature(declared.signature).positional.map((p) => p.name);
  const name = parameterAt(call, names);
  const at = parts.findIndex((p) => p.split(/[=:]/)[0]?.trim() === name);
  const sizes = sizesOf(reading, call);
  const lines = [...(sizes === undefined ? [] : [sizes]), `${declared.doc} [Documentation](${declared.reference})`];
  return { label: `${label})`, parameters, active: at < 0 ? undefined : at, markdown: lines.join('\n\n') };
}

/** `nn.Conv2d`, `F.conv2d`, `torch.flatten`; a bare name only of a layer. */
function declaredOf(name: string): Declared | undefined {
  const last = name.split('.').at(-1) ?? '';
  const layer = layerDeclarationOf(last);
  if (layer) return layer;
  const parent = name.slice(0, -last.length - 1);
  const path = /^(F|nn\.functional|torch\.nn\.functional)$/.test(parent) ? 'torch.nn.functional' : parent;
  if (path !== 'torch' && path !== 'torch.nn.functional') return undefined;
  const op = declarationOf(`${path}.${last}`);
  return op && { ...op, name: last };
}

/** What went in and came out of the layer that is built here, when it was last read. */
function sizesOf(reading: Reading, call: TypedCall): string | undefined {
  for (const graph of reading.graphs) {
    const built = graph.modules.find(
      (m) => m.builtAt?.file === reading.file && m.builtAt.span.start === call.nameStart,
    );
    const first = built && graph.calls.find((c) => c.name === built.name && c.to >= 0);
    const before = first?.inputs[0] && valueText(first.inputs[0]),
      after = first && valueText(first.output);
    if (before !== undefined && after !== undefined) return `\`${before} → ${after}\``;
  }
  return undefined;
}
