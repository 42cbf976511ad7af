package dev.keelson.mvcc;

/** A raised alarm. Ordered by member, then kind, so that listings agree between members. */
public record Alarm(long member, Kind kind) implements Comparable<Alarm> {
  /** Numbers are etcd's AlarmType; they are stored. */
  public enum Kind {
    NOSPACE(1),
    CORRUPT(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }

    public static Kind of(int number) {
      return switch (number) {
        case 1 -> NOSPACE;
        case 2 -> CORRUPT;
        default -> throw new IllegalArgumentException("alarm kind " + number);
      };
    }
  }

  @Override
  public int compareTo(Alarm other) {
    int byMember = Long.compareUnsigned(member, other.member);
    return byMember != 0 ? byMember : kind.compareTo(other.kind);
  }
}
