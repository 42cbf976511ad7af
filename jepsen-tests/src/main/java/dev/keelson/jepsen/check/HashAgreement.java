package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.HashObservation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Members that have come to the same revision, with the same compacted, hold the same: their HashKV
 * is equal, at any time.
 */
public final class HashAgreement {

  private HashAgreement() {}

  private record Point(long revision, long compactRevision) {}

  public static Verdict check(List<HashObservation> hashes) {
    Map<Point, HashObservation> first = new HashMap<>();
    for (HashObservation hash : hashes) {
      Point point = new Point(hash.revision(), hash.compactRevision());
      HashObservation other = first.putIfAbsent(point, hash);
      if (other != null && other.hash() != hash.hash()) {
        return Verdict.Invalid.of(
            "members agree",
            "at revision "
                + hash.revision()
                + ", compacted at "
                + hash.compactRevision()
                + ", "
                + other.member()
                + " and "
                + hash.member()
                + " hold different data",
            List.of(),
            List.of(other.toString(), hash.toString()));
      }
    }
    return new Verdict.Valid(hashes.size());
  }
}
