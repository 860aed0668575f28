/** Every op that training knows, by its declared name. What is not here is refused with its line. */
import { rules as activation } from './activation';
import { rules as attention } from './attention';
import { rules as contract } from './contract';
import { rules as create } from './create';
import { rules as dropout } from './dropout';
import { rules as einops } from './einops';
import { rules as indexing } from './indexing';
import type { Lower } from './lowering';
import { rules as norm } from './norm';
import { rules as pointwise } from './pointwise';
import { rules as pool } from './pool';
import { rules as reduce } from './reduce';
import { rules as resize } from './resize';
import { rules as shape } from './shape';

const RULES: ReadonlyMap<string, Lower> = new Map(
  [
    activation,
    attention,
    contract,
    create,
    dropout,
    einops,
    indexing,
    norm,
    pointwise,
    pool,
    reduce,
    resize,
    shape,
  ].flatMap((rules) => Object.entries(rules)),
);

export const lowerOf = (op: string): Lower | undefined => RULES.get(op);
export const loweredOps = (): readonly string[] => [...RULES.keys()];
export { elementOf, type Lower, type Lowering } from './lowering';
