/** Event files, read by a reader of their own: no protobuf library, no checksum library. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StartEvent, TrainingEvent } from '../../../server/src/protocol';
import { tensorBoard } from '../../../server/src/train/runs/tensorboard';

/** CRC-32C bit by bit: the reflected polynomial of Castagnoli. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/** The messages of a file; fails where a length or a checksum is wrong. */
function records(file: string): Uint8Array[] {
  const bytes = readFileSync(file);
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(bytes.readUInt32LE(at + 8)).toBe(masked(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(masked(data));
    found.push(data);
    at += length + 16;
  }
  return found;
}

interface Field {
  readonly id: number;
  readonly value: number | Uint8Array;
}

/** The fields of a protobuf message: varints, doubles, bytes, floats. */
function fieldsOf(message: Uint8Array): Field[] {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = view.getUint8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const id = key >> 3;
    switch (key & 7) {
      case 0:
        fields.push({ id, value: varint() });
        break;
      case 1:
        fields.push({ id, value: view.getFloat64(at, true) });
        at += 8;
        break;
      case 2: {
        const length = varint();
        fields.push({ id, value: message.subarray(at, at + length) });
        at += length;
        break;
      }
      case 5:
        fields.push({ id, value: view.getFloat32(at, true) });
        at += 4;
        break;
    }
  }
  return fields;
}
const bytesOf = (fields: readonly Field[], id: number): Uint8Array[] =>
  fields.flatMap((field) => (field.id === id && field.value instanceof Uint8Array ? [field.value] : []));
const numberOf = (fields: readonly Field[], id: number): number | undefined => {
  const value = fields.find((field) => field.id === id)?.value;
  return typeof value === 'number' ? value : undefined;
};

/** `[step, tag, value]` of all scalars of a file. */
function scalars(file: string): [number, string, number][] {
  return records(file).flatMap((message) => {
    const event = fieldsOf(message);
    return bytesOf(event, 5).flatMap((summary) =>
      bytesOf(fieldsOf(summary), 1).map((value): [number, string, number] => {
        const fields = fieldsOf(value);
        const tag = new TextDecoder().decode(bytesOf(fields, 1)[0]);
        return [numberOf(event, 2) ?? 0, tag, numberOf(fields, 2) ?? 0];
      }),
    );
  });
}

const START: StartEvent = {
  event: 'start',
  run: 'Net-1',
  folder: '',
  model: 'Net()',
  engine: 'a test',
  device: 'cpu',
  data: 'digits',
  train_images: 100,
  validation_images: 10,
  validation_text: '',
  classes: [],
  epochs: 2,
  steps_per_epoch: 5,
  parameters: 1,
  layers: ['conv.weight'],
  resumed_after: 0,
};
const EVENTS: TrainingEvent[] = [
  START,
  {
    event: 'step',
    epoch: 1,
    step: 3,
    loss: 0.5,
    accuracy: Number.NaN,
    lr: 0.25,
    images_per_second: 1000,
    seconds_left: 1,
    gradient_norm: 2,
    memory_bytes: 1,
  },
  { event: 'layers', epoch: 1, step: 3, gradient: [4], update: [0.125], weight: [1] },
  {
    event: 'epoch',
    epoch: 1,
    train: { loss: 0.5, accuracy: 0.5 },
    validation: { loss: 0.75, accuracy: 0.625 },
    lr: 0.25,
    images_per_second: 1000,
    seconds: 1,
    best: true,
    small_weights: [0.5],
  },
  { event: 'end', reason: 'finished', seconds: 2, test: { loss: 1, accuracy: 0.875 } },
];

function written(events: readonly TrainingEvent[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-board-'));
  const board = tensorBoard(folder, () => 1_700_000_000.5);
  for (const event of events) board.append(event);
  const [name, ...more] = readdirSync(folder);
  expect(more).toEqual([]);
  expect(name).toMatch(/^events\.out\.tfevents\.1700000000\./);
  return join(folder, name ?? '');
}

describe('TensorBoard', () => {
  test('the checksum is the one of the standard (RFC 3720, B.4)', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  test('a file begins with its version, and every record has the time', () => {
    const [first = new Uint8Array(0), ...rest] = records(written(EVENTS));
    expect(new TextDecoder().decode(bytesOf(fieldsOf(first), 3)[0])).toBe('brain.Event:2');
    for (const record of [first, ...rest]) expect(numberOf(fieldsOf(record), 1)).toBe(1_700_000_000.5);
  });

  test('scalars stand at their steps; what is not a number is left out', () => {
    expect(scalars(written(EVENTS))).toEqual([
      [3, 'loss/train', 0.5],
      [3, 'learning_rate', 0.25],
      [3, 'gradient_norm', 2],
      [3, 'images_per_second', 1000],
      [3, 'gradient/conv.weight', 4],
      [3, 'update/conv.weight', 0.125],
      [5, 'loss/validation', 0.75],
      [5, 'accuracy/validation', 0.625],
      [5, 'small_weights/conv.weight', 0.5],
      [10, 'loss/test', 1],
      [10, 'accuracy/test', 0.875],
    ]);
  });

  test('a run that goes on takes back what was told of later steps', () => {
    const [, second = new Uint8Array(0)] = records(written([{ ...START, resumed_after: 2 }]));
    const event = fieldsOf(second);
    expect(numberOf(event, 2)).toBe(11);
    const [log = new Uint8Array(0)] = bytesOf(event, 7);
    expect(fieldsOf(log)).toEqual([{ id: 1, value: 1 }]);
  });
});
