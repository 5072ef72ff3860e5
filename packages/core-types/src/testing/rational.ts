// The oracle of the money tests: plain fractions of bigints, written without looking at the code under test.

/** An exact fraction; the denominator is positive. */
export class Rational {
  readonly n: bigint;
  readonly d: bigint;

  constructor(n: bigint, d = 1n) {
    this.n = d < 0n ? -n : n;
    this.d = d < 0n ? -d : d;
  }

  /** Reads a decimal text digit by digit. */
  static of(text: string): Rational {
    const negative = text.startsWith("-");
    const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
    const n = BigInt(whole + fraction);
    return new Rational(negative ? -n : n, 10n ** BigInt(fraction.length));
  }

  plus(other: Rational): Rational {
    return new Rational(this.n * other.d + other.n * this.d, this.d * other.d);
  }

  minus(other: Rational): Rational {
    return new Rational(this.n * other.d - other.n * this.d, this.d * other.d);
  }

  times(other: Rational): Rational {
    return new Rational(this.n * other.n, this.d * other.d);
  }

  over(other: Rational): Rational {
    return new Rational(this.n * other.d, this.d * other.n);
  }

  compare(other: Rational): number {
    const left = this.n * other.d;
    const right = other.n * this.d;
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** The largest whole number not above this one. */
  floor(): bigint {
    const quotient = this.n / this.d;
    return this.n < 0n && quotient * this.d !== this.n ? quotient - 1n : quotient;
  }

  ceil(): bigint {
    return -new Rational(-this.n, this.d).floor();
  }

  /** Rounded to `decimals` decimals towards −∞, still exact. */
  floorTo(decimals: number): Rational {
    const scale = 10n ** BigInt(decimals);
    return new Rational(this.times(new Rational(scale)).floor(), scale);
  }

  ceilTo(decimals: number): Rational {
    const scale = 10n ** BigInt(decimals);
    return new Rational(this.times(new Rational(scale)).ceil(), scale);
  }

  /** As a whole number of millionths; fails loudly when it is not one. */
  micros(): bigint {
    const scaled = this.times(new Rational(1_000_000n));
    if (scaled.n % scaled.d !== 0n)
      throw new Error(`${this.n}/${this.d} is not a whole number of millionths`);
    return scaled.n / scaled.d;
  }
}
