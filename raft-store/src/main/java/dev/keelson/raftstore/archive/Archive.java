package dev.keelson.raftstore.archive;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** An archive as it was when it was opened: which runs it has, and what can be made of them. */
public final class Archive {
  private final ArchiveTarget target;
  private final Optional<ArchiveKey> key;
  private final long cluster;
  private final List<ArchivedRun> runs;
  private final List<BadArchive> faults;

  private Archive(
      ArchiveTarget target,
      Optional<ArchiveKey> key,
      long cluster,
      List<ArchivedRun> runs,
      List<BadArchive> faults) {
    this.target = target;
    this.key = key;
    this.cluster = cluster;
    this.runs = List.copyOf(runs);
    this.faults = List.copyOf(faults);
  }

  /**
   * Reads the headers of all objects. Objects whose header is damaged are left out, see {@link
   * #faults}. {@code progress} is told their number now and then. Throws {@link BadArchive} where
   * there is no archive.
   */
  public static Archive open(ArchiveTarget target, Optional<ArchiveKey> key, LongConsumer progress)
      throws IOException {
    long cluster =
        Manifest.read(target).orElseThrow(() -> new BadArchive("there is no archive in " + target));
    Map<String, List<ObjectHeader>> byRun = new TreeMap<>();
    List<BadArchive> faults = new ArrayList<>();
    Map<String, Head> heads = heads(target, faults); // first: so none is ahead of what is listed
    long read = 0;
    for (String name : target.list()) {
      Optional<ObjectName> object = ObjectName.parse(name);
      if (object.isEmpty()) {
        if (!name.equals(Manifest.NAME) && !Head.isName(name)) {
          faults.add(new BadArchive(name + " in " + target + " is no object of an archive"));
        }
        continue;
      }
      try (InputStream in = new BufferedInputStream(target.get(name), 1024)) {
        ObjectHeader header = ObjectHeader.read(in, name);
        if (!header.name().equals(name)) {
          throw new BadArchive(name + " is in truth " + header.name() + ": it was renamed");
        }
        if (header.cluster() != cluster) {
          throw new BadArchive(
              "%s is of cluster %x, the archive of %x".formatted(name, header.cluster(), cluster));
        }
        byRun.computeIfAbsent(header.run(), _ -> new ArrayList<>()).add(header);
      } catch (NoSuchFileException _) {
        continue; // its time was over while we read
      } catch (BadArchive e) {
        faults.add(e);
      }
      progress.accept(++read);
    }
    List<ArchivedRun> runs = new ArrayList<>();
    byRun.forEach(
        (name, headers) ->
            runs.add(
                new ArchivedRun(
                    name,
                    of(headers, ObjectHeader.Kind.CHECKPOINT),
                    of(headers, ObjectHeader.Kind.SEGMENT))));
    for (Map.Entry<String, Head> head : heads.entrySet()) {
      cutShort(target, head.getKey(), head.getValue(), runs).ifPresent(faults::add);
    }
    return new Archive(target, key, cluster, runs, faults);
  }

  /** By run. */
  private static Map<String, Head> heads(ArchiveTarget target, List<BadArchive> faults)
      throws IOException {
    Map<String, Head> heads = new TreeMap<>();
    for (String name : target.list()) {
      if (Head.isName(name)) {
        try {
          String run = Head.run(name);
          Head.read(target, run).ifPresent(head -> heads.put(run, head));
        } catch (BadArchive e) {
          faults.add(e);
        }
      }
    }
    return heads;
  }

  /** Empty: the run goes as far as it did, or its time was over while we read. */
  private static Optional<BadArchive> cutShort(
      ArchiveTarget target, String run, Head head, List<ArchivedRun> runs) throws IOException {
    List<ObjectHeader> segments =
        runs.stream()
            .filter(each -> each.name().equals(run))
            .flatMap(each -> each.segments().stream())
            .toList();
    long end = segments.isEmpty() ? -1 : segments.getLast().last().index();
    if (end >= head.last().index() || Head.read(target, run).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BadArchive(
            "the end of %s is missing: %s, and it had come to entry %d, revision %d (%s)"
                .formatted(
                    run,
                    segments.isEmpty()
                        ? "it has no segment"
                        : "its last segment is %s, to entry %d, revision %d"
                            .formatted(
                                segments.getLast().name(),
                                end,
                                segments.getLast().last().revision()),
                    head.last().index(),
                    head.last().revision(),
                    head.last().time())));
  }

  private static List<ObjectHeader> of(List<ObjectHeader> headers, ObjectHeader.Kind kind) {
    return headers.stream()
        .filter(header -> header.kind() == kind)
        .sorted(Comparator.comparingLong(header -> header.first().index()))
        .toList();
  }

  public long cluster() {
    return cluster;
  }

  /** In the order in which they began. */
  public List<ArchivedRun> runs() {
    return runs;
  }

  /** What is damaged as far as headers tell. */
  public List<BadArchive> faults() {
    return faults;
  }

  ArchiveTarget target() {
    return target;
  }

  /**
   * What has to be read to make a moment again.
   *
   * @param checkpoint that it begins with
   * @param segments that follow, ascending; the first may begin before the checkpoint, the last may
   *     go beyond the goal
   */
  public record Plan(
      Goal goal, ArchivedRun run, ObjectHeader checkpoint, List<ObjectHeader> segments) {}

  /**
   * Chooses: for a time or the newest the run that comes closest, for a revision the last begun run
   * that has it. {@code only}: of this run alone. Throws {@link BadArchive} saying what there is
   * where there is no such moment.
   */
  public Plan plan(Goal goal, Optional<String> only) throws BadArchive {
    return plan(goal, only, Set.of());
  }

  /**
   * As {@link #plan(Goal, Optional)}, without some checkpoints.
   *
   * @param damaged names of the checkpoints that cannot be read
   */
  public Plan plan(Goal goal, Optional<String> only, Set<String> damaged) throws BadArchive {
    List<Plan> plans = new ArrayList<>();
    for (ArchivedRun run : runs) {
      if (only.isEmpty() || only.get().equals(run.name())) {
        run.base(goal, damaged)
            .map(base -> planOf(goal, run, base))
            .filter(Archive::reaches)
            .ifPresent(plans::add);
      }
    }
    if (plans.isEmpty()) {
      throw new BadArchive(nothingFor(goal, only));
    }
    return switch (goal) {
      case Goal.Revision _ -> plans.getLast();
      case Goal.Time _ -> latest(plans);
      case Goal.Newest _ -> furthest(plans, latest(plans));
    };
  }

  /** Of equal ones the last begun. */
  private static Plan latest(List<Plan> plans) {
    Plan best = plans.getFirst();
    for (Plan plan : plans) {
      best = end(plan) >= end(best) ? plan : best;
    }
    return best;
  }

  /**
   * Members that archived side by side wrote the same log, and the one that wrote last may have
   * been behind: of those the one that came furthest.
   */
  private static Plan furthest(List<Plan> plans, Plan latest) {
    Plan best = latest;
    long begun = latest.run().oldest().orElseThrow().millis();
    for (Plan plan : plans) {
      if (end(plan) >= begun && compare(newest(plan), newest(best)) > 0) {
        best = plan;
      }
    }
    return best;
  }

  private static int compare(Stamp one, Stamp other) {
    int byTerm = Long.compare(one.position().term(), other.position().term());
    return byTerm != 0 ? byTerm : Long.compare(one.index(), other.index());
  }

  private static Stamp newest(Plan plan) {
    return plan.segments().isEmpty() ? plan.checkpoint().last() : plan.segments().getLast().last();
  }

  private static Plan planOf(Goal goal, ArchivedRun run, ObjectHeader base) {
    List<ObjectHeader> segments =
        run.after(base).stream()
            .filter(
                segment ->
                    switch (goal) {
                      case Goal.Newest _ -> true;
                      case Goal.Revision(long _) -> true;
                      case Goal.Time(var time) -> segment.first().millis() <= time.toEpochMilli();
                    })
            .toList();
    return new Plan(goal, run, base, segments);
  }

  private static boolean reaches(Plan plan) {
    return !(plan.goal() instanceof Goal.Revision(long revision))
        || plan.checkpoint().last().revision() >= revision
        || !plan.segments().isEmpty() && plan.segments().getLast().last().revision() >= revision;
  }

  /** The moment at which it ends, at most the one that is wanted. */
  private static long end(Plan plan) {
    long last = newest(plan).millis();
    return plan.goal() instanceof Goal.Time(var time) ? Math.min(last, time.toEpochMilli()) : last;
  }

  private String nothingFor(Goal goal, Optional<String> only) {
    String wanted =
        switch (goal) {
          case Goal.Newest _ -> "nothing that can be restored";
          case Goal.Revision(long revision) -> "no revision " + revision;
          case Goal.Time(var time) -> "nothing from " + time + " or before";
        };
    List<String> there = new ArrayList<>();
    for (ArchivedRun run : runs) {
      if (only.isEmpty() || only.get().equals(run.name())) {
        there.add(
            run.oldest().isEmpty()
                ? run.name() + " without a checkpoint"
                : "revision %d (%s) to %d (%s) in %s"
                    .formatted(
                        run.oldest().get().revision(),
                        run.oldest().get().time(),
                        run.newest().orElseThrow().revision(),
                        run.newest().orElseThrow().time(),
                        run.name()));
      }
    }
    return "the archive %s has %s%s; it has: %s%s"
        .formatted(
            target,
            wanted,
            only.map(run -> " in run " + run).orElse(""),
            there.isEmpty() ? "no run" : String.join(", ", there),
            faults.isEmpty() ? "" : "; damaged: " + faults.getFirst().getMessage());
  }

  /** Opens a checkpoint; nothing of it counts before all was read. */
  public OpenCheckpoint read(ObjectHeader checkpoint, Path scratch) throws IOException {
    Path spool = scratch.resolve("records");
    try (ObjectInput in = open(checkpoint)) {
      CheckpointReader reader = new CheckpointReader(in);
      var content = reader.content();
      try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(spool))) {
        reader.records(out);
      }
      return new OpenCheckpoint(content, new SpooledRecords(spool), spool);
    }
  }

  /** Takes entries in their order; false = no more are wanted. */
  @FunctionalInterface
  public interface Sink {
    boolean take(LogRecord record) throws IOException;
  }

  /**
   * Hands on all entries after the plan's checkpoint; those of a segment only once all of it has
   * been verified. Throws {@link BadArchive} where one is missing or damaged.
   */
  public void replay(Plan plan, Sink sink) throws IOException {
    long next = plan.checkpoint().last().index() + 1;
    Optional<byte[]> previous = Optional.empty();
    for (ObjectHeader segment : plan.segments()) {
      if (segment.first().index() > next
          || previous.isPresent() && segment.first().index() != next) {
        throw missing(plan.run(), next, segment);
      }
      if (previous.isPresent() && !Arrays.equals(previous.get(), segment.previous())) {
        throw new BadArchive(
            segment.name() + " does not follow on the segment before it: one of both was replaced");
      }
      List<LogRecord> records = new ArrayList<>();
      previous = Optional.of(records(segment, records));
      for (LogRecord record : records) {
        if (record.index() >= next && !sink.take(record)) {
          return;
        }
      }
      next = segment.last().index() + 1;
    }
  }

  static BadArchive missing(ArchivedRun run, long next, ObjectHeader segment) {
    return new BadArchive(
        "entries %d to %d are missing before %s: %s is not there or damaged"
            .formatted(
                next,
                segment.first().index() - 1,
                segment.name(),
                ObjectName.segment(run.name(), next)));
  }

  /** All entries of a segment, verified; its digest. */
  byte[] records(ObjectHeader segment, List<LogRecord> into) throws IOException {
    try (ObjectInput in = open(segment)) {
      DataInputStream data = new DataInputStream(in);
      long next = segment.first().index();
      long millis = segment.first().millis();
      Optional<LogRecord> record;
      while ((record = LogRecord.read(data, in)).isPresent()) {
        LogRecord one = record.get();
        if (one.index() != next || one.stamp().millis() < millis) {
          throw in.damaged("entry %d where %d belongs".formatted(one.index(), next));
        }
        into.add(one);
        next++;
        millis = one.stamp().millis();
      }
      byte[] digest = in.finish();
      if (into.isEmpty() || !into.getLast().stamp().equals(segment.last())) {
        throw in.damaged("it does not end with entry " + segment.last().index());
      }
      return digest;
    }
  }

  ObjectInput open(ObjectHeader header) throws IOException {
    String name = header.name();
    return new ObjectInput(new BufferedInputStream(target.get(name), 1 << 16), name, key);
  }
}
