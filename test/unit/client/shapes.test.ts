import { describe, expect, test } from 'vitest';
import { complaintAbout, spatialAxes, withBatchSize, withSpatialSize } from '../../../client/src/shapes';

describe('shapes as a person writes them', () => {
  test('a size is set on every axis after batch and channels', () => {
    expect(withSpatialSize('[B, 3, H, W]', '224')).toBe('[B, 3, 224, 224]');
    expect(withSpatialSize('[8, 1, 16000]', '512')).toBe('[8, 1, 512]');
    expect(withSpatialSize('[2, 1, 8, 8, 8]', '32')).toBe('[2, 1, 32, 32, 32]');
  });

  test('inputs without such axes, and types, stay as they are', () => {
    expect(withSpatialSize('[B, 3, 32, 32], [B, 10]:long', '64')).toBe('[B, 3, 64, 64], [B, 10]:long');
    expect(withSpatialSize('[B, 3, 32, 32], None', '64')).toBe('[B, 3, 64, 64], None');
  });

  test('a batch size is set on every input', () => {
    expect(withBatchSize('[B, 3, 32, 32], [B, 10]:long', '8')).toBe('[8, 3, 32, 32], [8, 10]:long');
  });

  test('axes are counted', () => {
    expect(spatialAxes('[B, 3, H, W], [B, 10]')).toBe(2);
    expect(spatialAxes('[B, 784]')).toBe(0);
    expect(spatialAxes('')).toBe(0);
  });

  test.each(['[B, 3, 224, 224]', '1x3x224x224', 'Bx3xHxW', '[B, 10]:long, None', '[3x320x320,3x240x320]', '[2*H, W]'])(
    '%s may be written',
    (text) => expect(complaintAbout(text)).toBeUndefined(),
  );

  test.each([
    ['', 'A size for every axis, such as [B, 3, 224, 224]'],
    ['[B, 3, 22.4, 224]', "'22.4' is neither a whole number nor a name such as B, H or W"],
    ['[B, 3, -1, 224]', "'-1' is neither a whole number nor a name such as B, H or W"],
    ['(3, 224', "'(3, 224' is not a list of sizes in brackets, such as [B, 3, 224, 224]"],
  ])('%s may not, and the complaint says what is wrong', (text, complaint) =>
    expect(complaintAbout(text)).toBe(complaint),
  );
});
