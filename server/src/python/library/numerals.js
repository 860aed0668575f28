/**
 * Python's decimal notation of doubles, exact and rounded half to even. JavaScript's `toFixed` and
 * `toExponential` round ties up, so digits come from the double's exact value.
 */
/** The integer nearest to `x·10^digits` for `x ≥ 0`, ties to even. */
function scaled(x, digits) {
    let whole = x;
    let halvings = 0n;
    while (!Number.isInteger(whole)) {
        whole *= 2;
        halvings++;
    }
    const ten = 10n ** BigInt(Math.abs(digits));
    const numerator = BigInt(whole) * (digits >= 0 ? ten : 1n);
    const denominator = (digits >= 0 ? 1n : ten) << halvings;
    const floor = numerator / denominator;
    const twice = 2n * (numerator - floor * denominator);
    const up = twice > denominator || (twice === denominator && floor % 2n === 1n);
    return up ? floor + 1n : floor;
}
/** `%.{decimals}f` of a finite `x ≥ 0`. */
export function fixed(x, decimals) {
    const digits = scaled(x, decimals)
        .toString()
        .padStart(decimals + 1, '0');
    return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
/** The `decimals + 1` digits and the exponent of a finite `x ≥ 0`. */
export function scientific(x, decimals) {
    if (x === 0)
        return { digits: '0'.repeat(decimals + 1), exponent: 0 };
    const exponent = Number(x.toExponential().split('e')[1]);
    const digits = scaled(x, decimals - exponent).toString();
    return digits.length > decimals + 1 ? { digits: digits.slice(0, -1), exponent: exponent + 1 } : { digits, exponent };
}
/** `1.5e-05`: at least two digits of exponent. */
export function withExponent(digits, exponent, point) {
    const tail = digits.slice(1);
    const size = Math.abs(exponent).toString().padStart(2, '0');
    return `${digits[0] ?? '0'}${tail === '' && !point ? '' : '.'}${tail}e${exponent < 0 ? '-' : '+'}${size}`;
}
/** `repr` of a float: the shortest digits that read back, an exponent below 1e-4 and from 1e16. */
export function floatText(x) {
    if (Number.isNaN(x))
        return 'nan';
    if (!Number.isFinite(x))
        return x < 0 ? '-inf' : 'inf';
    const sign = x < 0 || Object.is(x, -0) ? '-' : '';
    if (x === 0)
        return `${sign}0.0`;
    const [mantissa = '', power = ''] = Math.abs(x).toExponential().split('e');
    const digits = mantissa.replace('.', '');
    const exponent = Number(power);
    if (exponent < -4 || exponent >= 16)
        return sign + withExponent(digits, exponent, false);
    return sign + plain(digits, exponent);
}
function plain(digits, exponent) {
    if (exponent < 0)
        return `0.${'0'.repeat(-exponent - 1)}${digits}`;
    const whole = digits.padEnd(exponent + 1, '0');
    return `${whole.slice(0, exponent + 1)}.${whole.slice(exponent + 1) || '0'}`;
}
/** Python's `round(x, digits)`: the double nearest to the correctly rounded decimal. */
export function roundTo(x, digits) {
    if (!Number.isFinite(x) || x === 0)
        return x;
    const size = scaled(Math.abs(x), digits);
    const rounded = Number(`${size}e${-digits}`);
    return x < 0 ? -rounded : rounded;
}
