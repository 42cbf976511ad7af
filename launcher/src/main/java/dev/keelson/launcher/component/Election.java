package dev.keelson.launcher.component;

import dev.keelson.apiserver.client.leader.LeaderTimes;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Whether and by which lease one of several takes the lead.
 *
 * @param isOn off: this process takes it for granted that it is the only one
 */
public record Election(boolean isOn, ObjectName lease, LeaderTimes times) {
  static final Set<String> FLAGS =
      Set.of(
          "leader-elect",
          "leader-elect-lease-duration",
          "leader-elect-renew-deadline",
          "leader-elect-retry-period",
          "leader-elect-resource-name",
          "leader-elect-resource-namespace",
          "leader-elect-resource-lock");

  static final String USAGE =
      """
        --leader-elect=false           do not wait to be elected (true)
        --leader-elect-lease-duration D   how long a lead lasts that is not renewed (15s)
        --leader-elect-renew-deadline D   a leader that cannot renew for so long stops (10s)
        --leader-elect-retry-period D     between attempts (2s)
        --leader-elect-resource-name N, --leader-elect-resource-namespace N   the lease
      """;

  /** In kube-system, with the usual times. */
  public static Election by(String name) {
    return new Election(true, new ObjectName("kube-system", name), LeaderTimes.USUAL);
  }

  public static Election none(String name) {
    return new Election(false, new ObjectName("kube-system", name), LeaderTimes.USUAL);
  }

  static Election of(Words words, String usualName) {
    String lock = words.text("leader-elect-resource-lock", "leases");
    if (!lock.equals("leases")) {
      throw new Misuse("--leader-elect-resource-lock \"" + lock + "\": only leases are supported");
    }
    try {
      return new Election(
          !List.of("false", "0").contains(words.text("leader-elect", "true")),
          new ObjectName(
              words.text("leader-elect-resource-namespace", "kube-system"),
              words.text("leader-elect-resource-name", usualName)),
          new LeaderTimes(
              duration(words, "leader-elect-lease-duration", LeaderTimes.USUAL.lease()),
              duration(words, "leader-elect-renew-deadline", LeaderTimes.USUAL.renewDeadline()),
              duration(words, "leader-elect-retry-period", LeaderTimes.USUAL.retryPeriod())));
    } catch (IllegalArgumentException e) {
      throw new Misuse("--leader-elect: " + e.getMessage());
    }
  }

  private static Duration duration(Words words, String flag, Duration usual) {
    return words.text(flag).map(text -> GoDuration.parse(flag, text)).orElse(usual);
  }
}
