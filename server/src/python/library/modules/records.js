import { NONE } from '../../values';
export function record(cls, attrs = []) {
    return { kind: 'instance', cls, attrs: new Map(attrs) };
}
/** What a record holds; None where it holds nothing of that name. */
export function held(self, name) {
    return (self.kind === 'instance' ? self.attrs.get(name) : undefined) ?? NONE;
}
export function hold(self, name, value, interpreter) {
    if (self.kind !== 'instance')
        return;
    interpreter.touch(self);
    self.attrs.set(name, value);
}
