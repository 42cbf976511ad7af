package dev.keelson.jepsen.fault;

import java.util.Optional;

/** What faults of members' disks have in common: each member has one of its own. */
abstract class DiskFault implements Fault {
  private static final long DISK_BYTES = 384L << 20;

  @Override
  public final long diskBytes() {
    return DISK_BYTES;
  }

  @Override
  public final Optional<String> impossible(Place place) {
    return place.abilities().noDisk();
  }
}
