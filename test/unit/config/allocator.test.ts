import { expect, test } from 'vitest';
import { trainingEnvironment } from '../../../server/src/config';

test('memory is kept from step to step where the person has not said otherwise', () => {
  expect(trainingEnvironment({ PATH: '/bin' })).toEqual({
    PATH: '/bin',
    MALLOC_MMAP_THRESHOLD_: '268435456',
    MALLOC_TRIM_THRESHOLD_: '536870912',
  });
  expect(trainingEnvironment({ MALLOC_TRIM_THRESHOLD_: '1' })).toMatchObject({ MALLOC_TRIM_THRESHOLD_: '1' });
});
