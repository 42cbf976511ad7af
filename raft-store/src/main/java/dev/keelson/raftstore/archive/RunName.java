package dev.keelson.raftstore.archive;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Names of runs: when it began, in UTC, whose log it is, and a random number, so that a member
 * whose data directory was lost never writes into the run of the one before. They sort by time.
 */
final class RunName {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private RunName() {}

  static String fresh(long millis, long member) {
    return "%s-%016x-%08x"
        .formatted(TIME.format(Instant.ofEpochMilli(millis)), member, RANDOM.nextInt());
  }

  static boolean isOf(String run, long member) {
    return run.contains("-%016x-".formatted(member));
  }
}
