package dev.keelson.jepsen.history;

/**
 * One condition of a transaction: {@code target(key) relation operand}. As in etcd, a key that does
 * not exist has revision, version and lease 0, and any comparison of its value is false.
 *
 * @param operand a decimal number, or the value itself for {@link Target#VALUE}
 */
public record Compare(String key, Target target, Relation relation, String operand) {

  /** What of the key is compared. */
  public enum Target {
    MOD_REVISION,
    CREATE_REVISION,
    VERSION,
    VALUE,
    LEASE
  }

  /** How. */
  public enum Relation {
    EQUAL,
    NOT_EQUAL,
    GREATER,
    LESS;

    /** Whether a comparison that came out as {@code sign} satisfies this. */
    public boolean holds(int sign) {
      return switch (this) {
        case EQUAL -> sign == 0;
        case NOT_EQUAL -> sign != 0;
        case GREATER -> sign > 0;
        case LESS -> sign < 0;
      };
    }
  }

  public static Compare modRevision(String key, long revision) {
    return new Compare(key, Target.MOD_REVISION, Relation.EQUAL, Long.toString(revision));
  }

  public static Compare createRevision(String key, long revision) {
    return new Compare(key, Target.CREATE_REVISION, Relation.EQUAL, Long.toString(revision));
  }

  public static Compare version(String key, long version) {
    return new Compare(key, Target.VERSION, Relation.EQUAL, Long.toString(version));
  }

  public static Compare value(String key, String value) {
    return new Compare(key, Target.VALUE, Relation.EQUAL, value);
  }

  public static Compare absent(String key) {
    return createRevision(key, 0);
  }

  @Override
  public String toString() {
    String sign =
        switch (relation) {
          case EQUAL -> "=";
          case NOT_EQUAL -> "≠";
          case GREATER -> ">";
          case LESS -> "<";
        };
    String name =
        switch (target) {
          case MOD_REVISION -> "mod";
          case CREATE_REVISION -> "create";
          case VERSION -> "version";
          case VALUE -> "value";
          case LEASE -> "lease";
        };
    return name + "(" + key + ")" + sign + operand;
  }
}
