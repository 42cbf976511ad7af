package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.check.PastReads;
import dev.keelson.jepsen.cluster.Abilities;
import dev.keelson.jepsen.cluster.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One kind of trouble. Holds the state of one run: a new one for each. One thread. */
public interface Fault {
  /** As it is called on the command line. */
  String name();

  /** A line for a person. */
  String about();

  /** Why it cannot be done here; empty if it can. */
  default Optional<String> impossible(Place place) {
    return Optional.empty();
  }

  /** Bytes of a disk of its own for each member; 0: not needed. */
  default long diskBytes() {
    return 0;
  }

  /** Whether the members' clocks must be settable. */
  default boolean setsClocks() {
    return false;
  }

  /** Flags for the members. */
  default List<String> flags() {
    return List.of();
  }

  /** Whether it does anything at all. */
  default boolean strikes() {
    return true;
  }

  /**
   * How old a serializable read may be. A member that is cut off or stands still answers from what
   * it had, for as long as that lasts.
   */
  default Duration staleness() {
    return PastReads.UNBOUNDED;
  }

  /** How long one strike lasts before it is healed. */
  default Duration lasts() {
    return Duration.ofMillis(1_500);
  }

  /**
   * Makes trouble. {@code round} counts from 0.
   *
   * @throws LeftOut the target cannot do what this needs
   */
  void strike(Scene scene, int round) throws IOException, InterruptedException;

  /** Ends it: everything runs again, or is about to. Also right after a strike that failed. */
  void heal(Scene scene) throws IOException, InterruptedException;

  /** Where a fault is to be done. */
  record Place(Abilities abilities, Target target, int members) {}

  /** The target says that it has no such feature. */
  final class LeftOut extends RuntimeException {
    private final String reason;

    public LeftOut(String reason) {
      super(reason);
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /** All of them; each call makes new ones. */
  static List<Fault> all() {
    return List.of(
        new NoFault(),
        new KillFault(),
        new KillAllFault(),
        new PauseFault(),
        new RestartFault(),
        new HalvesFault(),
        new BridgeFault(),
        new OneWayFault(),
        new RingFault(),
        new LossFault(),
        new DelayFault(),
        new SlowDiskFault(),
        new PowerCutFault(),
        new DiskFullFault(),
        new ClockFault(),
        new MembershipFault(),
        new EmptiedFault(),
        new MaintenanceFault());
  }
}
