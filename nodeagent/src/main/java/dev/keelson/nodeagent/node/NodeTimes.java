package dev.keelson.nodeagent.node;

import java.time.Duration;

/**
 * How often a node is heard of. Each wait is varied by up to 4 %, the last by up to half.
 *
 * @param leaseRenewal between two renewals
 * @param leaseDuration after which others may hold the node for dead
 * @param statusCheck between two looks at whether the status has changed
 * @param statusReport after which it is sent in any case
 */
public record NodeTimes(
    Duration leaseRenewal, Duration leaseDuration, Duration statusCheck, Duration statusReport) {
  public static final NodeTimes USUAL =
      new NodeTimes(
          Duration.ofSeconds(10),
          Duration.ofSeconds(40),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5));
}
