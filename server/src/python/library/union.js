/** `int | str`: seen by annotations and `isinstance` only. */
import { defineClass } from '../classes';
import { tuple } from '../values';
const UNION = defineClass('UnionType', [], [], { module: 'types', native: 'UnionType' });
export function unionOf(members) {
    const flat = members.flatMap((member) => unionMembers(member) ?? [member]);
    return { kind: 'instance', cls: UNION, attrs: new Map([['__args__', tuple(flat)]]) };
}
export function unionMembers(value) {
    if (value.kind !== 'instance' || value.cls !== UNION)
        return undefined;
    const args = value.attrs.get('__args__');
    return args?.kind === 'tuple' ? args.items : undefined;
}
