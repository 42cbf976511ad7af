package dev.keelson.jepsen.history;

/**
 * One version of one key as a server showed it. A number that the endpoint does not give is {@link
 * #NOT_TOLD}; checkers then do without it.
 *
 * @param createRevision revision that brought the key to life
 * @param modRevision revision that wrote this version
 * @param version how many writes since it came to life, from 1
 * @param lease id of the lease that holds it; 0 for none
 */
public record KeyValue(
    String key, String value, long createRevision, long modRevision, long version, long lease) {

  /** Stands for a revision or version that the endpoint does not give. */
  public static final long NOT_TOLD = 0;

  /** A key and value of an endpoint without revisions. */
  public static KeyValue plain(String key, String value) {
    return new KeyValue(key, value, NOT_TOLD, NOT_TOLD, NOT_TOLD, 0);
  }

  @Override
  public String toString() {
    return modRevision == NOT_TOLD ? key + "=" + value : key + "=" + value + "@" + modRevision;
  }
}
