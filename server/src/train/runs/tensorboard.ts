/**
 * What a run tells, as TensorBoard reads it: `events.out.tfevents.*`, records of length, masked CRC-32C of the length,
 * an `Event` message, masked CRC-32C of that.
 * https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto
 * https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { buf as crc32c } from 'crc-32/crc32c.js';
import { Root } from 'protobufjs/light.js';
import type { StartEvent, TrainingEvent } from '../../protocol';
import { fileError } from '../files/errors';

const field = (id: number, type: string, rule?: 'repeated') => ({ id, type, ...(rule === undefined ? {} : { rule }) });

const EVENT = Root.fromJSON({
  nested: {
    Value: { fields: { tag: field(1, 'string'), simpleValue: field(2, 'float') } },
    Summary: { fields: { value: field(1, 'Value', 'repeated') } },
    /** START 1: what other files say of later steps no longer holds. */
    SessionLog: { fields: { status: field(1, 'int32') } },
    Event: {
      fields: {
        wallTime: field(1, 'double'),
        step: field(2, 'int64'),
        fileVersion: field(3, 'string'),
        summary: field(5, 'Summary'),
        sessionLog: field(7, 'SessionLog'),
      },
    },
  },
}).lookupType('Event');

type Values = readonly (readonly [tag: string, value: number | null])[];

export interface TensorBoard {
  readonly append: (event: TrainingEvent) => void;
}

/** `now`: seconds since 1970. The file is made with the first thing that is told. */
export function tensorBoard(folder: string, now: () => number): TensorBoard {
  const file = join(folder, `events.out.tfevents.${Math.floor(now())}.convscope.${process.pid}.0`);
  let start: StartEvent | undefined;
  const write = (message: object): void => {
    const bytes = EVENT.encode(EVENT.create({ wallTime: now(), ...message })).finish();
    try {
      appendFileSync(file, record(bytes));
    } catch (error) {
      throw fileError(file, error);
    }
  };
  return {
    append(event) {
      if (event.event === 'start') {
        start = event;
        write({ fileVersion: 'brain.Event:2' });
        if (event.resumed_after > 0)
          write({ step: event.resumed_after * event.steps_per_epoch + 1, sessionLog: { status: 1 } });
      }
      if (start === undefined) return;
      const { step, values } = toldOf(event, start);
      const value = values.flatMap(([tag, simpleValue]) =>
        simpleValue === null || !Number.isFinite(simpleValue) ? [] : [{ tag, simpleValue }],
      );
      if (value.length > 0) write({ step, summary: { value } });
    },
  };
}

/** Steps are counted over all epochs, so that training and validation share an axis. */
function toldOf(event: TrainingEvent, start: StartEvent): { readonly step: number; readonly values: Values } {
  switch (event.event) {
    case 'step':
      return {
        step: event.step,
        values: [
          ['loss/train', event.loss],
          ['accuracy/train', event.accuracy],
          ['learning_rate', event.lr],
          ['gradient_norm', event.gradient_norm],
          ['images_per_second', event.images_per_second],
        ],
      };
    case 'epoch':
      return {
        step: event.epoch * start.steps_per_epoch,
        values: [
          ['loss/validation', event.validation.loss],
          ['accuracy/validation', event.validation.accuracy],
          ['iou/validation', event.validation.iou ?? null],
          ...start.layers.map((name, i) => [`small_weights/${name}`, event.small_weights[i] ?? null] as const),
        ],
      };
    case 'layers':
      return {
        step: event.step,
        values: start.layers.flatMap((name, i) => [
          [`gradient/${name}`, event.gradient[i] ?? null] as const,
          [`update/${name}`, event.update[i] ?? null] as const,
        ]),
      };
    case 'end':
      return {
        step: start.epochs * start.steps_per_epoch,
        values:
          event.test === undefined
            ? []
            : [
                ['loss/test', event.test.loss],
                ['accuracy/test', event.test.accuracy],
              ],
      };
    case 'start':
    case 'predictions':
    case 'masks':
    case 'numbers':
    case 'note':
    case 'learning-rate':
      return { step: 0, values: [] };
  }
}

function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return bytes;
}

/** Turned and shifted, so that a checksum of bytes that hold one is not weak. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
