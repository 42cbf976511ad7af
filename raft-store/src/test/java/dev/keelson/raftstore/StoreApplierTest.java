package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import dev.keelson.raftstore.entry.Entry;
import dev.keelson.raftstore.entry.EntryCodec;
import dev.keelson.raftstore.lease.LeaseClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreApplierTest {
  @TempDir Path directory;

  private static final class Quiet implements StoreApplier.Listener {
    @Override
    public void leadershipChanged(Leadership now) {}

    @Override
    public void compactionRequested() {}

    @Override
    public void failed(Throwable why) {
      throw new AssertionError(why);
    }
  }

  private StoreApplier open(String name) {
    return new StoreApplier(
        directory.resolve(name),
        path -> RocksEngine.open(path, RocksOptions.defaults()),
        new LeaseClock(System::nanoTime, _ -> {}),
        Duration.ZERO,
        Runnable::run,
        new Quiet(),
        new Tally());
  }

  private static byte[] put(long sequence, String key) {
    return EntryCodec.encode(new Entry(1, 9, sequence, List.of(Command.Put.of(key, "v"))));
  }

  @Test
  void anEntryThatIsInTheLogTwiceIsAppliedOnceEvenIfACheckpointBroughtTheFirst() {
    StoreApplier one = open("one");
    one.apply(new LogPosition(1, 1), put(0, "a"), null);
    one.apply(new LogPosition(1, 2), put(2, "c"), null);
    one.apply(new LogPosition(1, 3), put(1, "b"), null);
    long revision = one.store().revision();
    one.checkpoint(directory.resolve("checkpoint"));
    StoreApplier other = open("other");
    other.install(directory.resolve("checkpoint"));
    for (StoreApplier each : List.of(one, other)) {
      each.apply(new LogPosition(2, 4), put(1, "b"), null);
      assertThat(each.store().revision()).isEqualTo(revision);
      assertThat(each.applied()).isEqualTo(new LogPosition(2, 4));
      each.apply(new LogPosition(2, 5), put(3, "d"), null);
      assertThat(each.store().revision()).isEqualTo(revision + 1);
      each.closed();
    }
  }
}
