package dev.keelson.raftstore.consensus;

import dev.keelson.mvcc.LogPosition;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that remembers every entry in order, in a file, so that a restart goes on from
 * there.
 */
final class ToyApplier implements LogApplier {
  private final Path directory;
  private final Object lock = new Object();
  private final List<String> entries = new ArrayList<>();
  private LogPosition applied = LogPosition.START;
  private @Nullable DataOutputStream out;

  final List<ReplicatedLog.Leadership> told = new CopyOnWriteArrayList<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final AtomicInteger prepared = new AtomicInteger();
  final AtomicInteger installs = new AtomicInteger();
  final AtomicInteger checkpoints = new AtomicInteger();
  volatile boolean closed;
  volatile @Nullable String poison;

  ToyApplier(Path directory) {
    this.directory = directory;
    reopen();
  }

  private void reopen() {
    synchronized (lock) {
      try {
        Files.createDirectories(directory);
        Path file = directory.resolve("entries");
        entries.clear();
        applied = LogPosition.START;
        if (Files.exists(file)) {
          try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            while (true) {
              LogPosition at = new LogPosition(in.readLong(), in.readLong());
              int length = in.readInt();
              if (length >= 0) {
                entries.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
              }
              applied = at;
            }
          } catch (EOFException e) {
            // end of what was written
          }
        }
        out =
            new DataOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      } catch (IOException e) {
        throw new UncheckedIOException("toy", e);
      }
    }
  }

  List<String> entries() {
    synchronized (lock) {
      return List.copyOf(entries);
    }
  }

  int size() {
    synchronized (lock) {
      return entries.size();
    }
  }

  @Override
  public LogPosition applied() {
    synchronized (lock) {
      return applied;
    }
  }

  @Override
  public void apply(LogPosition position, byte[] entry, @Nullable Object handed) {
    String text = new String(entry, StandardCharsets.UTF_8);
    if (text.equals(poison)) {
      throw new IllegalArgumentException("poison");
    }
    if (handed != null) {
      if (!handed.equals(text)) {
        throw new IllegalStateException("handed " + handed + " with " + text);
      }
      prepared.incrementAndGet();
    }
    synchronized (lock) { // whoever sees the position sees the entry
      write(position, entry);
      entries.add(text);
    }
  }

  @Override
  public void skip(LogPosition position) {
    write(position, null);
  }

  private void write(LogPosition position, byte @Nullable [] entry) {
    synchronized (lock) {
      if (position.index() != applied.index() + 1) {
        throw new IllegalStateException(position + " after " + applied);
      }
      DataOutputStream to = out;
      if (to == null) {
        throw new IllegalStateException("closed");
      }
      try {
        to.writeLong(position.term());
        to.writeLong(position.index());
        to.writeInt(entry == null ? -1 : entry.length);
        if (entry != null) {
          to.write(entry);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("toy", e);
      }
      applied = position;
    }
  }

  @Override
  public LogPosition checkpoint(Path to) {
    synchronized (lock) {
      try {
        Files.createDirectories(to.resolve("nested"));
        Files.copy(directory.resolve("entries"), to.resolve("nested").resolve("entries"));
        Files.writeString(to.resolve("empty"), "");
        checkpoints.incrementAndGet();
        return applied;
      } catch (IOException e) {
        throw new UncheckedIOException("toy", e);
      }
    }
  }

  @Override
  public void install(Path from) {
    synchronized (lock) {
      try {
        if (Files.exists(from.resolve("empty.md5"))) {
          throw new IllegalStateException("left-over digest");
        }
        Files.move(
            from.resolve("nested").resolve("entries"),
            directory.resolve("entries"),
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException("toy", e);
      }
      installs.incrementAndGet();
      reopen();
    }
  }

  @Override
  public byte[] answer(byte[] question) {
    return ("answer to " + new String(question, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void leadershipChanged(ReplicatedLog.Leadership now) {
    told.add(now);
  }

  @Override
  public void failed(Throwable why) {
    failures.add(why);
  }

  @Override
  public void closed() {
    closed = true;
  }
}
