package dev.keelson.scheduler.plugin;

/**
 * @param verdict its message ends the pod's condition, as it is: {@code preemption: 0/5 nodes …}
 */
public record PostFilterResult(Verdict verdict, Nomination nomination) {
  /** What becomes of the pod's nominated node. */
  public sealed interface Nomination {
    /** It stays as it is. */
    record Keep() implements Nomination {}

    /**
     * @param node "": none any more
     */
    record Override(String node) implements Nomination {}
  }

  public static PostFilterResult keep(Verdict verdict) {
    return new PostFilterResult(verdict, new Nomination.Keep());
  }

  public static PostFilterResult nominate(Verdict verdict, String node) {
    return new PostFilterResult(verdict, new Nomination.Override(node));
  }
}
