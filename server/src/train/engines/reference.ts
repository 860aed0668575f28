/** The reference interpreter as an engine: in doubles, slow, for tests and for checking the others. */

import type { Backend } from '../../engine/backend';
import { createTrainer } from '../../engine/trainer';
import { dense, evaluateProgram } from '../../program';
import type { Engine } from './engine';

export const referenceBackend: Backend = {
  unavailable: async () => undefined,
  capabilities: async () => ({
    name: 'reference',
    description: 'the reference interpreter, in doubles',
    device: 'cpu',
  }),
  compile: async (program, feeds, fetches) => ({
    run: async (given) => {
      const values = new Map(
        feeds.map((value, i) => [value, dense(given[i]?.shape ?? [], Float64Array.from(given[i]?.data ?? []))]),
      );
      return evaluateProgram(program, values, fetches).map(({ data }) => Float32Array.from(data));
    },
    dispose: async () => undefined,
  }),
};

export const referenceEngine: Engine = {
  unavailable: referenceBackend.unavailable,
  capabilities: () => referenceBackend.capabilities({ threads: 1, plain: true }),
  prepare: async (model, options) => createTrainer(referenceBackend, model, options),
};
