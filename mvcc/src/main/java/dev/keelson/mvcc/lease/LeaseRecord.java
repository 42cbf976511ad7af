package dev.keelson.mvcc.lease;

/**
 * A lease as data.
 *
 * @param id never 0
 * @param ttl seconds, as granted
 * @param remaining seconds left at its last checkpoint; 0 = never checkpointed, so the full {@code
 *     ttl}
 */
public record LeaseRecord(long id, long ttl, long remaining) {
  public LeaseRecord withRemaining(long seconds) {
    return new LeaseRecord(id, ttl, seconds);
  }
}
