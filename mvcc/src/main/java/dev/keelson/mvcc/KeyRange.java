package dev.keelson.mvcc;

import static java.util.Objects.requireNonNull;

/**
 * A half-open range of keys in etcd's own spelling, which several rules need to see unchanged: an
 * empty {@code end} is one key, an end of one zero byte is "all keys from {@code start} on",
 * anything else is {@code [start, end)}.
 */
public record KeyRange(Bytes start, Bytes end) {
  public KeyRange {
    requireNonNull(start);
    requireNonNull(end);
  }

  /** Every key there is. */
  public static final KeyRange ALL = new KeyRange(Bytes.ZERO, Bytes.ZERO);

  public static KeyRange one(Bytes key) {
    return new KeyRange(key, Bytes.EMPTY);
  }

  public static KeyRange from(Bytes key) {
    return new KeyRange(key, Bytes.ZERO);
  }

  public static KeyRange prefix(Bytes prefix) {
    return prefix.isEmpty() ? ALL : new KeyRange(prefix, prefix.prefixEnd());
  }

  public boolean isOneKey() {
    return end.isEmpty();
  }

  /** No upper bound. */
  public boolean isOpenEnded() {
    return end.isZero();
  }

  /** Where {@code end <= start}: legal in a read, and empty. */
  public boolean isEmpty() {
    return !isOneKey() && !isOpenEnded() && start.compareTo(end) >= 0;
  }

  public boolean contains(Bytes key) {
    if (isOneKey()) {
      return start.equals(key);
    }
    return key.compareTo(start) >= 0 && (isOpenEnded() || key.compareTo(end) < 0);
  }

  /** Whether some key could lie in both. */
  public boolean overlaps(KeyRange other) {
    return !isEmpty() && !other.isEmpty() && !isBefore(other) && !other.isBefore(this);
  }

  private boolean isBefore(KeyRange other) {
    return !isOpenEnded() && firstAfter().compareTo(other.start) <= 0;
  }

  /** First key after the range, where there is one: never call it when {@link #isOpenEnded}. */
  public Bytes firstAfter() {
    return isOneKey() ? start.next() : end;
  }

  @Override
  public String toString() {
    return isOneKey() ? start.toString() : "[" + start + ", " + (isOpenEnded() ? "∞" : end) + ")";
  }
}
