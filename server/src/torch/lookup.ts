/** Declarations by name, for those who show what was traced. */
import { parseSignature } from '../python';
import type { LayerDeclaration, OpDeclaration } from './declare';
import { layers } from './layers';
import { allOps } from './ops';

let ops: ReadonlyMap<string, OpDeclaration> | undefined;
let declaredLayers: ReadonlyMap<string, LayerDeclaration> | undefined;

export function declarationOf(op: string): OpDeclaration | undefined {
  ops ??= new Map(allOps.map((declaration) => [declaration.name, declaration]));
  return ops.get(op);
}

export function layerDeclarationOf(layer: string): LayerDeclaration | undefined {
  declaredLayers ??= new Map(layers.map((declaration) => [declaration.name, declaration]));
  return declaredLayers.get(layer);
}

/** Place of a constructor's parameter among the positional ones, `self` not counted; -1: keyword only or not there. */
export function positionOf(layer: string, parameter: string): number {
  const declaration = layerDeclarationOf(layer);
  if (!declaration) return -1;
  return parseSignature(declaration.signature).parameters.findIndex((p) => p.name === parameter);
}
