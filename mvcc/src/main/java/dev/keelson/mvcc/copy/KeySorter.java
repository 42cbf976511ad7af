package dev.keelson.mvcc.copy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Sorts changes by key, those of one key in the order in which they came. Memory is bounded: what
 * is more goes to sorted files in a directory, which are merged.
 */
final class KeySorter implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final Path directory;
  private final long maxBytes;
  private final List<Path> files = new ArrayList<>();
  private final List<DataInputStream> open = new ArrayList<>();
  private List<Change> changes = new ArrayList<>();
  private long bytes;

  /** {@code maxBytes} of changes in memory. The directory exists. */
  KeySorter(Path directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  void add(Change change) throws IOException {
    changes.add(change);
    bytes += change.footprint();
    if (bytes >= maxBytes) {
      spill();
    }
  }

  interface Sink {
    void take(Change change) throws IOException;
  }

  /** Once, after the last is added. */
  void drain(Sink sink) throws IOException {
    sort();
    PriorityQueue<Run> runs = new PriorityQueue<>();
    for (Path file : files) {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
      open.add(in);
      start(runs, new Run(open.size(), () -> read(in)));
    }
    Iterator<Change> last = changes.iterator();
    start(
        runs,
        new Run(
            Integer.MAX_VALUE, () -> last.hasNext() ? Optional.of(last.next()) : Optional.empty()));
    for (Run run = runs.poll(); run != null; run = runs.poll()) {
      sink.take(run.head());
      start(runs, run);
    }
  }

  private static void start(PriorityQueue<Run> runs, Run run) throws IOException {
    if (run.advance()) {
      runs.add(run);
    }
  }

  private void sort() {
    changes.sort((a, b) -> Arrays.compareUnsigned(a.key(), b.key())); // is stable
  }

  private void spill() throws IOException {
    sort();
    Path file = directory.resolve("sorted-" + files.size());
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
      for (Change change : changes) {
        out.writeInt(change.key().length);
        out.write(change.key());
        out.writeLong(change.ordinal());
        out.writeLong(change.main());
        out.writeInt(change.sub());
        out.writeBoolean(change.dead());
        out.writeInt(change.size());
        out.writeLong(change.place());
      }
      out.writeInt(-1);
    }
    files.add(file);
    changes = new ArrayList<>();
    bytes = 0;
  }

  @Override
  public void close() throws IOException {
    for (DataInputStream in : open) {
      in.close();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private static Optional<Change> read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return Optional.empty();
    }
    byte[] key = new byte[length];
    in.readFully(key);
    return Optional.of(
        new Change(
            key,
            in.readLong(),
            in.readLong(),
            in.readInt(),
            in.readBoolean(),
            in.readInt(),
            in.readLong()));
  }

  private interface Source {
    /** Empty after the last. */
    Optional<Change> next() throws IOException;
  }

  /** One sorted sequence; earlier ones come first where keys are the same. */
  private static final class Run implements Comparable<Run> {
    private final int number;
    private final Source source;
    private Optional<Change> head = Optional.empty();

    Run(int number, Source source) {
      this.number = number;
      this.source = source;
    }

    boolean advance() throws IOException {
      head = source.next();
      return head.isPresent();
    }

    Change head() {
      return head.orElseThrow();
    }

    @Override
    public int compareTo(Run other) {
      int byKey = Arrays.compareUnsigned(head().key(), other.head().key());
      return byKey != 0 ? byKey : Integer.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }
}
