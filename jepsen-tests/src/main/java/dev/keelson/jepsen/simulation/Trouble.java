package dev.keelson.jepsen.simulation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What goes wrong, one thing after another and some of them at once. */
final class Trouble {
  /** One kind of bad day. */
  enum Kind {
    CRASH,
    CRASH_OF_ALL,
    CUT_OFF,
    CUT_OFF_LEADER,
    BAD_NETWORK,
    TRANSFER,
    SHORTER_LOG,
    FLUSH
  }

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(4);
  private static final Kind[] KINDS = Kind.values();

  private final Simulation simulation;
  private final Dice dice;
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private boolean over;

  Trouble(Simulation simulation, Dice dice) {
    this.simulation = simulation;
    this.dice = dice;
  }

  /** How often each happened. */
  Map<Kind, Integer> counts() {
    return counts;
  }

  void happen() {
    if (over || dice.oneIn(3)) {
      return;
    }
    Kind kind = KINDS[dice.below(KINDS.length)];
    int member = dice.below(simulation.size());
    if (kind == Kind.CRASH_OF_ALL && !dice.oneIn(5)) {
      return;
    }
    counts.merge(kind, 1, Integer::sum);
    switch (kind) {
      case CRASH -> crash(member);
      case CRASH_OF_ALL -> {
        for (int i = 0; i < simulation.size(); i++) {
          crash(i);
        }
      }
      case CUT_OFF -> cutOff(member);
      case CUT_OFF_LEADER -> cutOff(simulation.consensus().leader().orElse(member));
      case BAD_NETWORK -> {
        simulation.note(0, "messages get lost");
        simulation.network().lose(2 + dice.below(8));
        simulation.time().after(length(), () -> simulation.network().lose(0));
      }
      case TRANSFER -> simulation.consensus().transfer(member);
      case SHORTER_LOG -> simulation.member(member).shortenLog();
      case FLUSH -> {
        if (simulation.member(member).isUp()) {
          simulation.member(member).flush();
        }
      }
    }
  }

  private Duration length() {
    return dice.between(SHORT, LONG);
  }

  private void crash(int member) {
    if (simulation.member(member).isUp()) {
      simulation.crash(member);
      simulation.time().after(length(), simulation.member(member)::start);
    }
  }

  private void cutOff(int member) {
    simulation.note(member, "member " + member + " is cut off");
    simulation.network().cutOff(member);
    simulation.consensus().electSoon();
    simulation
        .time()
        .after(
            length(),
            () -> {
              simulation.note(member, "the network is whole");
              simulation.network().heal();
              simulation.consensus().electSoon();
            });
  }

  /** From now on everything works. */
  void end() {
    over = true;
    simulation.network().heal();
    simulation.members().forEach(SimulatedMember::start);
    simulation.consensus().electSoon();
    simulation.time().after(LONG, simulation.network()::heal);
  }
}
