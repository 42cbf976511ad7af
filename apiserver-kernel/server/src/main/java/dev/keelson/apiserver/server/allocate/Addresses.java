package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.ObjectName;
import java.util.concurrent.CompletionStage;

/**
 * Who has which cluster IP. Addresses are in canonical form. Implementations are thread-safe and
 * never block.
 */
public interface Addresses {
  /** A hint that may be late: an address that seems taken is not tried. */
  boolean seemsTaken(String ip);

  /**
   * False: somebody has it. Completes exceptionally where the store fails.
   *
   * @param family IPv4 or IPv6
   */
  CompletionStage<Boolean> reserve(String ip, String family, ObjectName service);

  /** Nothing happens where nobody has it. */
  CompletionStage<Void> release(String ip);
}
