package dev.keelson.scheduler.plugin;

import java.util.List;

/** What a plugin thinks of a pod, or of a pod on a node. */
public sealed interface Verdict {
  Success SUCCESS = new Success();
  Skip SKIP = new Skip();
  Wait WAIT = new Wait();

  record Success() implements Verdict {}

  /** The plugin has nothing to do here: PreFilter, PreScore, Bind, PreBind's look ahead. */
  record Skip() implements Verdict {}

  /** Permit only: not yet. */
  record Wait() implements Verdict {}

  /** Why not, in the words of the pod's condition. */
  sealed interface Refusal extends Verdict {
    List<String> reasons();
  }

  /** Not so; other pods' going may help. */
  record Unschedulable(List<String> reasons) implements Refusal {
    public Unschedulable {
      reasons = List.copyOf(reasons);
    }
  }

  /** Not here, whatever goes: preemption need not look at the node. */
  record UnschedulableAndUnresolvable(List<String> reasons) implements Refusal {
    public UnschedulableAndUnresolvable {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Reserve, Permit and PreEnqueue's kin: refused until something that the plugin itself waits for
   * comes; then without back-off.
   */
  record Pending(List<String> reasons) implements Refusal {
    public Pending {
      reasons = List.copyOf(reasons);
    }
  }

  /** Something went wrong; the pod is tried again after back-off. */
  record Failed(String message) implements Verdict {}

  static Verdict unschedulable(String... reasons) {
    return new Unschedulable(List.of(reasons));
  }

  static Verdict unresolvable(String... reasons) {
    return new UnschedulableAndUnresolvable(List.of(reasons));
  }

  static Verdict failed(String message) {
    return new Failed(message);
  }

  default boolean isSuccess() {
    return this instanceof Success;
  }

  /** Unschedulable, of whichever kind; not a failure. */
  default boolean isRefusal() {
    return this instanceof Refusal;
  }

  /** All reasons in one text. */
  default String message() {
    return switch (this) {
      case Refusal refusal -> String.join(", ", refusal.reasons());
      case Failed(String message) -> message;
      case Success _, Skip _, Wait _ -> "";
    };
  }
}
