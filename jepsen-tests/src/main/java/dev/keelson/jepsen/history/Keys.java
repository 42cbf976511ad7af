package dev.keelson.jepsen.history;

/**
 * A half-open range of keys in etcd's own form: an empty {@code end} is the one key {@code from},
 * {@code "\0"} is everything from {@code from} on. Keys compare by {@link String#compareTo}; bytes
 * that are no text are best recorded as Latin-1, which keeps their order.
 */
public record Keys(String from, String end) {

  private static final String OPEN = "\0";

  /** Exactly this key. */
  public static Keys one(String key) {
    return new Keys(key, "");
  }

  /** {@code from} (in) to {@code end} (out). */
  public static Keys range(String from, String end) {
    return new Keys(from, end);
  }

  /** Every key that begins with {@code prefix}; all keys when it is empty. */
  public static Keys prefix(String prefix) {
    if (prefix.isEmpty()) {
      return all();
    }
    int last = prefix.length() - 1;
    return new Keys(prefix, prefix.substring(0, last) + (char) (prefix.charAt(last) + 1));
  }

  /** Every key. */
  public static Keys all() {
    return new Keys(OPEN, OPEN);
  }

  /** Whether this names one key and no range. */
  public boolean isOne() {
    return end.isEmpty();
  }

  /** Whether the range has no upper end. */
  public boolean isOpen() {
    return end.equals(OPEN);
  }

  public boolean contains(String key) {
    if (isOne()) {
      return key.equals(from);
    }
    if (from.equals(OPEN) && isOpen()) {
      return true;
    }
    return key.compareTo(from) >= 0 && (isOpen() || key.compareTo(end) < 0);
  }

  @Override
  public String toString() {
    if (isOne()) {
      return from;
    }
    if (isOpen()) {
      return from.equals(OPEN) ? "*" : from + "…";
    }
    return equals(prefix(from)) ? from + "*" : "[" + from + "," + end + ")";
  }
}
