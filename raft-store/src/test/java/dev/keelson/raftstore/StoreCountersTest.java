package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.raftstore.measure.Durations;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StoreCountersTest {
  @TempDir Path directory;

  @Test
  void countsWhatIsAppliedWhereItIsApplied() throws IOException {
    try (RaftStore store = RaftStore.open(RaftStoreConfig.single(directory, freePort()))) {
      store.ready().join();
      KvStore kv = store.kv();
      run(kv, Command.Put.of("a", "1"));
      run(kv, new Command.DeleteRange(KeyRange.one(Bytes.of("nothing")), false));
      RangeQuery all = RangeQuery.of(KeyRange.ALL);
      run(kv, txn(Command.Put.of("b", "1"), Command.Put.of("c", "1"), all));
      run(kv, txn(Command.Put.of("d", "1")));
      kv.range(all, Consistency.LINEARIZABLE).join().orThrow();
      try (var view = kv.view(Consistency.SERIALIZABLE).join().orThrow()) {
        view.range(all).orThrow();
      }
      run(kv, new Command.LeaseGrant(7, 60));
      kv.keepAlive(7).join().orThrow();
      kv.keepAlive(8).join().orThrow();
      run(kv, new Command.LeaseRevoke(7));
      assertThat(kv.submit(new Command.LeaseRevoke(7)).join()).isInstanceOf(Outcome.Refused.class);

      assertThat(store.counters()).isEqualTo(new StoreCounters(4, 4, 1, 3, 1, 0, 0, 1, 1, 1, 0, 0));
      assertThat(observed(store.timings().commits())).isGreaterThanOrEqualTo(5);
      assertThat(observed(store.timings().log().syncs())).isPositive();
      assertThat(store.timings().log().roundTrips()).isEmpty();
    }
  }

  private static Command.Txn txn(Op... ops) {
    return new Command.Txn(List.of(), List.of(ops), List.of());
  }

  private static void run(KvStore kv, Command<?> command) {
    kv.submit(command).join().orThrow();
  }

  private static long observed(Durations durations) {
    return IntStream.range(0, durations.buckets()).mapToLong(durations::count).sum();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
