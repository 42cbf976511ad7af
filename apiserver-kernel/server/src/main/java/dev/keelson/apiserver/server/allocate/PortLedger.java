package dev.keelson.apiserver.server.allocate;

import java.util.BitSet;
import java.util.function.Function;

/** Where it stands which ports are taken: in memory, or in the store for all who share it. */
public interface PortLedger {
  /**
   * What {@code change} answers. It sees the ports from the range's first on, and may change them;
   * what it left is what the next sees. May be asked several times, of states that others left
   * meanwhile. May block on the store, and throw what the store's failures are.
   */
  <T> T change(Function<BitSet, T> change);

  /** For one server alone. */
  static PortLedger inMemory() {
    BitSet taken = new BitSet();
    return new PortLedger() {
      @Override
      public <T> T change(Function<BitSet, T> change) {
        synchronized (taken) {
          return change.apply(taken);
        }
      }
    };
  }
}
