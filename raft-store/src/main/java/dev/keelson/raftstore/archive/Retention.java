package dev.keelson.raftstore.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Deletes what nobody can want any more: whatever comes before the newest checkpoint that is as old
 * as the retention, so that every moment since can be restored. Of other members' runs nothing is
 * deleted, and of the run that is written never the newest checkpoint or what follows it.
 *
 * <p>Oldest first, checkpoints before segments: what is left is always the end of a run.
 */
final class Retention {
  private final ArchiveTarget target;
  private final long member;
  private final String current;

  Retention(ArchiveTarget target, long member, String current) {
    this.target = target;
    this.member = member;
    this.current = current;
  }

  /** {@code keep} zero = for ever. The number of objects deleted. */
  int prune(Duration keep, long nowMillis) throws IOException {
    if (keep.isZero()) {
      return 0;
    }
    Map<String, List<ObjectName>> runs = new TreeMap<>();
    for (String name : target.list()) {
      ObjectName.parse(name)
          .filter(object -> RunName.isOf(object.run(), member))
          .ifPresent(
              object -> runs.computeIfAbsent(object.run(), _ -> new ArrayList<>()).add(object));
    }
    long since = nowMillis - keep.toMillis();
    int deleted = 0;
    for (Map.Entry<String, List<ObjectName>> run : runs.entrySet()) {
      deleted += prune(run.getKey(), run.getValue(), since);
    }
    return deleted;
  }

  private int prune(String run, List<ObjectName> objects, long since) throws IOException {
    List<ObjectName> checkpoints = objects.stream().filter(ObjectName::checkpoint).toList();
    List<ObjectName> segments = objects.stream().filter(o -> !o.checkpoint()).toList();
    if (!run.equals(current)) {
      ObjectName newest = segments.isEmpty() ? checkpoints.getLast() : segments.getLast();
      if (header(newest).last().millis() < since) {
        target.delete(Head.name(run));
        return delete(checkpoints) + delete(segments);
      }
    }
    Optional<ObjectName> base = Optional.empty();
    for (ObjectName checkpoint : checkpoints) {
      if (header(checkpoint).last().millis() <= since) {
        base = Optional.of(checkpoint);
      }
    }
    if (base.isEmpty()) {
      return 0;
    }
    long next = base.get().index();
    List<ObjectName> older = checkpoints.stream().filter(c -> c.index() < next).toList();
    List<ObjectName> before = new ArrayList<>();
    for (int i = 0; i + 1 < segments.size() && segments.get(i + 1).index() <= next; i++) {
      before.add(segments.get(i));
    }
    return delete(older) + delete(before);
  }

  private ObjectHeader header(ObjectName name) throws IOException {
    try (InputStream in = new BufferedInputStream(target.get(name.toString()), 1024)) {
      return ObjectHeader.read(in, name.toString());
    }
  }

  private int delete(List<ObjectName> objects) throws IOException {
    for (ObjectName object : objects) {
      target.delete(object.toString());
    }
    return objects.size();
  }
}
