import { native } from '../../native';
import { list, str, unknown } from '../../values';
/**
 * A module's names. One that is not listed is Unknown rather than an AttributeError, for Python's
 * library is larger than what is known here.
 */
export class ModuleNames extends Map {
    otherwise;
    never = new Set();
    make;
    constructor(names, otherwise) {
        super(names);
        // What `from module import *` binds: never the tolerant part.
        super.set('__all__', list([...this.keys()].map(str)));
        this.otherwise = otherwise;
    }
    /** Names that are known to be elsewhere: after `from math import *`, `print` is still Python's own. */
    leaveOut(names) {
        this.never = names;
        return this;
    }
    /**
     * What a program may change must not reach the next reading: these names get a new value each time the
     * module is imported into an interpreter. Everything else, classes above all, stays the same.
     */
    renewing(make) {
        this.make = make;
        return this;
    }
    renewed() {
        if (this.make === undefined)
            return this;
        return new ModuleNames([...this, ...this.make()], this.otherwise).leaveOut(this.never);
    }
    get(name) {
        return super.get(name) ?? (this.never.has(name) || /^__\w+__$/.test(name) ? undefined : this.otherwise(name));
    }
}
export function moduleNames(module, names) {
    return new ModuleNames(names, (name) => unknown('missing', `${module}.${name} is not known to Convscope`));
}
/** A module of which only this is known: what it gives depends on the machine that runs the program. */
export function opaqueModule(module, kind, reason, names = []) {
    const made = new Map();
    return new ModuleNames(names, (name) => {
        const known = made.get(name);
        if (known !== undefined)
            return known;
        const call = native(name, '(*args, **kwargs)', (_args, interpreter) => interpreter.unknown(kind, `${module}.${name} ${reason}`));
        made.set(name, call);
        return call;
    });
}
/** A native for each name whose result is Unknown. */
export function opaqueFunctions(module, names, kind, reason) {
    return names
        .split(' ')
        .map((name) => [
        name,
        native(name, '(*args, **kwargs)', (_args, interpreter) => interpreter.unknown(kind, `${module}.${name} ${reason}`)),
    ]);
}
