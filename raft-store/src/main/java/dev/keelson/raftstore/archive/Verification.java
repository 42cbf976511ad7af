package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.copy.StoreContent;
import dev.keelson.raftstore.entry.EntryCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads every byte of an archive: each object against its digest, decrypted if it is encrypted;
 * each segment against the one before; each entry by its codec.
 */
public final class Verification {
  private final Archive archive;
  private final LongConsumer progress;
  private final List<String> faults = new ArrayList<>();
  private long objects;

  /** {@code progress} is told the number of objects done, after each. */
  public Verification(Archive archive, LongConsumer progress) {
    this.archive = archive;
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param faults a line each, naming the object; empty = all is well
   * @param objects read
   */
  public record Report(List<String> faults, long objects) {
    public Report {
      faults = List.copyOf(faults);
    }
  }

  /** {@code only}: this run alone. Throws IOException where the target cannot be read at all. */
  public Report run(Optional<String> only) throws IOException {
    archive.faults().forEach(fault -> faults.add(String.valueOf(fault.getMessage())));
    boolean restorable = false;
    for (ArchivedRun run : archive.runs()) {
      if (only.isEmpty() || only.get().equals(run.name())) {
        verify(run);
        restorable |= !run.checkpoints().isEmpty();
      }
    }
    if (!restorable) {
      faults.add(
          only.map(run -> "run " + run).orElse("the archive " + archive.target())
              + " has no checkpoint: nothing can be restored from it");
    }
    return new Report(faults, objects);
  }

  private void verify(ArchivedRun run) throws IOException {
    for (ObjectHeader checkpoint : run.checkpoints()) {
      check(checkpoint, () -> read(checkpoint));
    }
    Optional<ObjectHeader> before = Optional.empty();
    byte[][] previous = new byte[1][];
    if (!run.checkpoints().isEmpty() && !run.segments().isEmpty()) {
      long base = run.checkpoints().getFirst().last().index();
      if (run.segments().getFirst().first().index() > base + 1) {
        faults.add(Archive.missing(run, base + 1, run.segments().getFirst()).getMessage());
      }
    }
    for (ObjectHeader segment : run.segments()) {
      if (before.isPresent()) {
        follow(run, before.get(), Optional.ofNullable(previous[0]), segment);
      }
      previous[0] = null;
      check(
          segment,
          () -> {
            List<LogRecord> records = new ArrayList<>();
            previous[0] = archive.records(segment, records);
            decode(segment, records);
          });
      before = Optional.of(segment);
    }
  }

  private interface Check {
    void run() throws IOException;
  }

  private void check(ObjectHeader object, Check check) throws IOException {
    try {
      check.run();
    } catch (BadArchive e) {
      faults.add(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException _) {
      if (archive.target().list().stream().anyMatch(name -> name.startsWith(object.run() + "/"))
          && !isGone(object)) {
        faults.add(object.name() + " vanished while it was read");
      }
    }
    objects++;
    progress.accept(objects);
  }

  /** Whether the retention has deleted it: then nothing older of its kind is there either. */
  private boolean isGone(ObjectHeader object) throws IOException {
    return archive.target().list().stream()
        .map(ObjectName::parse)
        .flatMap(Optional::stream)
        .filter(o -> o.run().equals(object.run()))
        .filter(o -> o.checkpoint() == (object.kind() == ObjectHeader.Kind.CHECKPOINT))
        .noneMatch(o -> o.toString().compareTo(object.name()) < 0);
  }

  private void read(ObjectHeader checkpoint) throws IOException {
    try (ObjectInput in = archive.open(checkpoint)) {
      CheckpointReader reader = new CheckpointReader(in);
      StoreContent content = reader.content();
      reader.records(OutputStream.nullOutputStream());
      if (content.position().compareTo(checkpoint.last().position()) > 0
          || content.head() != checkpoint.last().revision()) {
        throw in.damaged("it holds another moment than it says");
      }
    }
  }

  private void follow(
      ArchivedRun run, ObjectHeader before, Optional<byte[]> digest, ObjectHeader segment) {
    long next = before.last().index() + 1;
    if (segment.first().index() != next) {
      faults.add(
          segment.first().index() > next
              ? Archive.missing(run, next, segment).getMessage()
              : "%s begins with entry %d, where %d belongs"
                  .formatted(segment.name(), segment.first().index(), next));
    } else if (digest.isPresent() && !Arrays.equals(digest.get(), segment.previous())) {
      faults.add(
          "%s does not follow on %s: one of both was replaced"
              .formatted(segment.name(), before.name()));
    }
  }

  private static void decode(ObjectHeader segment, List<LogRecord> records) throws BadArchive {
    for (LogRecord record : records) {
      if (record.entry().length > 0) {
        try {
          EntryCodec.decode(record.entry());
        } catch (RuntimeException e) {
          throw new BadArchive(
              "%s has an entry %d that cannot be read: %s"
                  .formatted(segment.name(), record.index(), e.getMessage()),
              e);
        }
      }
    }
  }
}
