/** Names of the requests beyond the protocol; the mapped type makes a forgotten one a compile error. */
import type { RequestName } from '../protocol';

const NAMES: Readonly<Record<RequestName, true>> = {
  'convscope/summary': true,
  'convscope/instances': true,
  'convscope/chooseInstance': true,
  'convscope/inputs': true,
  'convscope/setInput': true,
  'convscope/directive': true,
  'convscope/diagram': true,
  'convscope/unknowns': true,
  'convscope/refactorings': true,
  'convscope/traceback': true,
  'convscope/whyNoHint': true,
  'convscope/trainingOffers': true,
  'convscope/ruleLevels': true,
  'convscope/trainingModel': true,
  'convscope/lookModel': true,
  'convscope/weights': true,
  'convscope/arithmetic': true,
  'convscope/setArguments': true,
  'convscope/memory': true,
  'convscope/compare': true,
};

export const REQUEST_NAMES = Object.keys(NAMES) as readonly RequestName[];
