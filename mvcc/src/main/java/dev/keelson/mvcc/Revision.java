package dev.keelson.mvcc;

/**
 * The total order of changes. {@code main} counts transactions that changed something, from 2 on (a
 * fresh store stands at 1); {@code sub} counts the changes inside one transaction, from 0. Rules 1
 * to 3 of etcd's semantics.
 */
public record Revision(long main, int sub) implements Comparable<Revision> {
  /** No revision: older than every change. */
  public static final Revision NONE = new Revision(0, 0);

  public boolean isNone() {
    return main == 0;
  }

  @Override
  public int compareTo(Revision other) {
    int byMain = Long.compare(main, other.main);
    return byMain != 0 ? byMain : Integer.compare(sub, other.sub);
  }

  @Override
  public String toString() {
    return main + "." + sub;
  }
}
