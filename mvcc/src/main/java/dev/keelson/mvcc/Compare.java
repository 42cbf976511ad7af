package dev.keelson.mvcc;

/**
 * One condition of a transaction. All keys of {@code range} must hold; a range without keys behaves
 * as one missing key, whose numbers are 0 and whose value compares false whatever the relation
 * (rule 25).
 */
public record Compare(KeyRange range, Relation relation, Target target) {
  public enum Relation {
    EQUAL,
    GREATER,
    LESS,
    NOT_EQUAL,
    /** A relation this program does not know, which etcd lets hold: its enums are open. */
    ANY;

    public boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case GREATER -> comparison > 0;
        case LESS -> comparison < 0;
        case NOT_EQUAL -> comparison != 0;
        case ANY -> true;
      };
    }
  }

  /** What is compared, with the value it is compared to. */
  public sealed interface Target {
    record Version(long version) implements Target {}

    record Create(long revision) implements Target {}

    record Mod(long revision) implements Target {}

    record Value(Bytes value) implements Target {}

    record Lease(long lease) implements Target {}

    /** A target this program does not know: everything compares equal to it, as in etcd. */
    record Unknown() implements Target {}
  }
}
