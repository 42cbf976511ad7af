package dev.keelson.jepsen.simulation;

import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.EngineFailure;
import dev.keelson.mvcc.engine.MemoryEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The disk of one member. What its engine has committed is lost in a crash, back to some batch
 * after the last flush: as with RocksDB without its own log, which writes tables when it likes but
 * always whole batches.
 */
final class SimulatedDisk {
  private static final int SPONTANEOUS = 300;

  private final Dice dice;
  private final int failures;
  private final boolean forgetful;
  private MemoryEngine durable = new MemoryEngine();
  private boolean failing;

  /**
   * @param failures a commit in this many fails, and the member with it; 0 = never
   * @param forgetful says that it has flushed, and has not
   */
  SimulatedDisk(Dice dice, int failures, boolean forgetful) {
    this.dice = dice;
    this.failures = failures;
    this.forgetful = forgetful;
  }

  /**
   * As a {@code Function<Path, Engine>}: a new checkpoint that was moved there, or what survived.
   */
  Engine open(Path directory) {
    if (hasFiles(directory)) {
      if (dice.oneIn(4)) {
        throw new EngineFailure("the power went while a checkpoint was moved in");
      }
      durable = MemoryEngine.open(directory);
      empty(directory);
    }
    return new Lossy(durable.copy());
  }

  /** From now on nothing reaches the disk any more: the process is gone. */
  void powerCut() {
    failing = true;
  }

  void powerOn() {
    failing = false;
  }

  static boolean hasFiles(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  static void empty(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Lossy implements Engine {
    private final MemoryEngine live;

    Lossy(MemoryEngine live) {
      this.live = live;
    }

    @Override
    public void commit(Batch batch) {
      if (failing || failures > 0 && dice.oneIn(failures)) {
        throw new EngineFailure("no space left on device");
      }
      live.commit(batch);
      if (dice.oneIn(SPONTANEOUS)) {
        flush();
      }
    }

    @Override
    public Snapshot snapshot() {
      return live.snapshot();
    }

    @Override
    public void flush() {
      if (!failing && !forgetful) {
        durable = live.copy();
      }
    }

    @Override
    public void checkpoint(Path directory) {
      live.checkpoint(directory);
    }

    @Override
    public void compact() {
      live.compact();
    }

    @Override
    public long physicalBytes() {
      return live.physicalBytes();
    }

    @Override
    public void close() {
      flush();
      live.close();
    }
  }

  /** Directories that a member wants. */
  static void make(List<Path> directories) {
    try {
      for (Path directory : directories) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
