package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.KeyValue;

/**
 * A live pair with the whole revision that put it: the pair itself knows only the main part.
 *
 * @param size bytes of the whole pair, encoded
 * @param shorn the pair is here without its value, which {@link Staged#whole} reads again
 */
record Live(KeyValue pair, int sub, int size, boolean shorn) {
  Live(KeyValue pair, int sub) {
    this(pair, sub, pair.encoded().length, false);
  }

  Live withoutValue() {
    return new Live(pair.withoutValue(), sub, size, true);
  }
}
