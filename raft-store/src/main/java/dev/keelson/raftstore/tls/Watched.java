package dev.keelson.raftstore.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What some files say, read again when they have changed. Whether they have is asked whenever the
 * value is wanted, at the price of looking at each file's time, size and inode (2 us each); links
 * are followed, so that a directory swapped as Kubernetes does it is a change. One thread reads,
 * others meanwhile get the old value.
 */
final class Watched<T> {
  private record Stamp(@Nullable FileTime modified, long size, @Nullable Object inode) {}

  private record State<T>(List<Stamp> stamps, T value, Optional<TlsFault> fault) {}

  private final List<Path> files;
  private final Supplier<T> reader;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile State<T> state;

  /** Reads at once; throws the {@link TlsFault} of {@code reader}. */
  Watched(List<Path> files, Supplier<T> reader) {
    this.files = List.copyOf(files);
    this.reader = reader;
    List<Stamp> stamps = stamps();
    this.state = new State<>(stamps, reader.get(), Optional.empty());
  }

  /** The last good value. */
  T value() {
    return fresh().value;
  }

  /** What was wrong with the files when they were read last. */
  Optional<TlsFault> fault() {
    return fresh().fault;
  }

  private State<T> fresh() {
    State<T> known = state;
    List<Stamp> now = stamps();
    if (now.equals(known.stamps) || !reading.tryLock()) {
      return known;
    }
    try {
      // stamps first: what changes while it is read is read again
      state = read(now, known.value);
      return state;
    } finally {
      reading.unlock();
    }
  }

  private State<T> read(List<Stamp> now, T last) {
    try {
      return new State<>(now, reader.get(), Optional.empty());
    } catch (TlsFault fault) {
      return new State<>(now, last, Optional.of(fault));
    }
  }

  private List<Stamp> stamps() {
    List<Stamp> stamps = new ArrayList<>(files.size());
    for (Path file : files) {
      try {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.add(new Stamp(seen.lastModifiedTime(), seen.size(), seen.fileKey()));
      } catch (IOException _) {
        stamps.add(new Stamp(null, -1, null));
      }
    }
    return stamps;
  }
}
