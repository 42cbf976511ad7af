package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.copy.StoreExport;
import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The objects of the run that is being written. Segments by one thread, checkpoints by another;
 * {@link #begin} and {@link #resume} by the first.
 */
final class RunWriter {
  private static final int SALT = 16;

  private final ArchiveTarget target;
  private final Optional<ArchiveKey> key;
  private final long cluster;
  private final long member;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong bytes = new AtomicLong();
  private volatile String run = "";
  private volatile long segments;
  private long next = -1;
  private byte[] previous = new byte[ObjectHeader.DIGEST];
  private Optional<Integer> check = Optional.empty();

  /** Of the last segment; empty: its head says so already. */
  private Optional<Stamp> unsaid = Optional.empty();

  private long headMillis;

  RunWriter(ArchiveTarget target, Optional<ArchiveKey> key, long cluster, long member) {
    this.target = target;
    this.key = key;
    this.cluster = cluster;
    this.member = member;
  }

  long cluster() {
    return cluster;
  }

  long member() {
    return member;
  }

  String run() {
    return run;
  }

  long bytes() {
    return bytes.get();
  }

  long segments() {
    return segments;
  }

  /** Index of the entry that has to come next; -1 = whichever comes. */
  long next() {
    return next;
  }

  /** Whether it is the last one that was written, as far as that can be told. */
  boolean isLast(LogRecord record) {
    return check.isEmpty() || check.get() == ObjectHeader.crc(record.entry());
  }

  void begin(String fresh) {
    run = fresh;
    unsaid = Optional.empty();
    next = -1;
    previous = new byte[ObjectHeader.DIGEST];
    check = Optional.empty();
  }

  /**
   * A run that was found again.
   *
   * @param last its newest segment, or else checkpoint
   * @param checkpoint its newest; empty = it has none
   */
  record Resumed(Stamp last, Optional<Stamp> checkpoint) {
    long newestMillis() {
      return Math.max(last.millis(), checkpoint.map(Stamp::millis).orElse(0L));
    }

    long revision() {
      return Math.max(last.revision(), checkpoint.map(Stamp::revision).orElse(0L));
    }

    /** Why a member that has applied up to there cannot go on with it; empty = it can. */
    Optional<String> hole(LogPosition applied) {
      if (applied.index() > last.index()) {
        return Optional.of(
            "entries %d to %d were applied and are not in the archive"
                .formatted(last.index() + 1, applied.index()));
      }
      if (applied.index() == last.index() && applied.term() != last.position().term()) {
        return Optional.of("entry %d is another than was archived".formatted(applied.index()));
      }
      return Optional.empty();
    }
  }

  /**
   * Goes on with a run; empty where it is not there. Throws {@link BadArchive} where its end is
   * damaged or written with another key.
   */
  Optional<Resumed> resume(String former) throws IOException {
    Optional<String> segment = Optional.empty();
    Optional<String> checkpoint = Optional.empty();
    for (String name : target.list()) {
      Optional<ObjectName> object = ObjectName.parse(name).filter(o -> o.run().equals(former));
      if (object.isPresent() && object.get().checkpoint()) {
        checkpoint = Optional.of(name);
      } else if (object.isPresent()) {
        segment = Optional.of(name);
      }
    }
    if (segment.isEmpty() && checkpoint.isEmpty()) {
      return Optional.empty();
    }
    begin(former);
    Optional<Stamp> base = Optional.empty();
    if (checkpoint.isPresent()) {
      try (ObjectInput in = open(checkpoint.get())) {
        base = Optional.of(in.header().last());
      }
    }
    Stamp last;
    if (segment.isPresent()) {
      try (ObjectInput in = open(segment.get())) {
        previous = in.finish();
        check = Optional.of(in.header().check());
        last = in.header().last();
      }
    } else {
      last = base.orElseThrow();
    }
    next = last.index() + 1;
    return Optional.of(new Resumed(last, base));
  }

  private ObjectInput open(String name) throws IOException {
    return new ObjectInput(new BufferedInputStream(target.get(name)), name, key);
  }

  /** Durable when it returns. At least one record, without holes and after {@link #next}. */
  void write(List<LogRecord> records) throws IOException {
    LogRecord last = records.getLast();
    int crc = ObjectHeader.crc(last.entry());
    ObjectHeader header =
        new ObjectHeader(
            ObjectHeader.Kind.SEGMENT,
            cluster,
            member,
            run,
            records.getFirst().stamp(),
            last.stamp(),
            previous,
            crc,
            sealing());
    byte[][] digest = new byte[1][];
    long[] size = new long[1];
    target.put(
        header.name(),
        to -> {
          Counted counted = new Counted(to);
          ObjectOutput object = new ObjectOutput(counted, header, key);
          DataOutputStream out = new DataOutputStream(object);
          for (LogRecord each : records) {
            each.write(out);
          }
          out.flush();
          digest[0] = object.finish();
          size[0] = counted.written();
        });
    previous = digest[0];
    next = last.index() + 1;
    check = Optional.of(crc);
    unsaid = Optional.of(last.stamp());
    segments++;
    bytes.addAndGet(size[0]);
  }

  /** Says how far the segments have come, unless that was said less than {@code since} ago. */
  void head(long nowMillis, Duration since) throws IOException {
    if (unsaid.isPresent() && nowMillis - headMillis >= since.toMillis()) {
      new Head(unsaid.get()).write(target, run);
      unsaid = Optional.empty();
      headMillis = nowMillis;
    }
  }

  /** Durable when it returns. */
  void checkpoint(String of, Stamp stamp, StoreExport export, BooleanSupplier ended)
      throws IOException {
    ObjectHeader header =
        new ObjectHeader(
            ObjectHeader.Kind.CHECKPOINT,
            cluster,
            member,
            of,
            stamp,
            stamp,
            new byte[ObjectHeader.DIGEST],
            0,
            sealing());
    long[] size = new long[1];
    target.put(
        header.name(),
        to -> {
          Counted counted = new Counted(to);
          ObjectOutput object = new ObjectOutput(counted, header, key);
          CheckpointWriter.write(export, object, ended);
          object.finish();
          size[0] = counted.written();
        });
    bytes.addAndGet(size[0]);
  }

  private Optional<ObjectHeader.Sealing> sealing() {
    return key.map(
        secret -> {
          byte[] salt = new byte[SALT];
          random.nextBytes(salt);
          return new ObjectHeader.Sealing(secret.id(), salt);
        });
  }
}
