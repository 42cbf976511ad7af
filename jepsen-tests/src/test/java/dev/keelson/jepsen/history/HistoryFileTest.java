package dev.keelson.jepsen.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {

  @TempDir private Path directory;

  private static History everything() {
    AtomicLong clock = new AtomicLong();
    Recorder recorder = new Recorder(clock::incrementAndGet);
    Recorder.ClientLog client = recorder.client(3);
    KeyValue kv = new KeyValue("k\u0000é\n\"", "v", 2, 4, 2, 9);
    client.begin(Request.get("k")).ok(4, Result.found(kv));
    client.begin(Request.list("")).ok(4, new Result.Ranged(List.of(kv), 5, true));
    client.begin(new Request.Range(Keys.range("a", "b"), 3, 2, true)).failed("refused");
    client.begin(Request.put("k", "")).ok(5, new Result.Written(Optional.of(kv)));
    client.begin(Request.delete("k")).ok(6, new Result.Deleted(1, List.of(kv)));
    client
        .begin(Request.compareAndSet("k", 4, "w"))
        .ok(7, new Result.Decided(false, List.of(Result.found(kv), Result.written())));
    client
        .begin(new Request.LeaseGrant(0, 5))
        .ok(new Request.LeaseGrant(77, 5), 7, new Result.Leased(77, 5));
    client.begin(new Request.LeaseKeepAlive(77)).ok(7, new Result.Leased(77, 0));
    client.begin(new Request.LeaseRevoke(77)).unknown("timeout");
    client.begin(new Request.Compact(3)).ok(7, new Result.Done());
    client.begin(new Request.Acquire("l", 1)).ok(0, new Result.Acquired(12));
    client.begin(new Request.Release("l", 12)).ok(0, new Result.Accepted(true));
    client.begin(new Request.Guarded("l", 12)).ok(0, new Result.Accepted(false));
    client.begin(Request.put("never", "answered"));
    Recorder.WatchLog watch = recorder.watch(4, "m1");
    watch.add(WatchHistory.Opened.prefix(watch.now(), "k", 2));
    watch.add(new WatchHistory.Created(watch.now(), 7));
    watch.add(
        new WatchHistory.Delivered(
            watch.now(),
            7,
            List.of(
                new WatchHistory.Event(WatchHistory.Kind.PUT, kv, Optional.of(kv)),
                WatchHistory.Event.delete("k", 5))));
    watch.add(new WatchHistory.Bookmark(watch.now(), 8));
    watch.add(new WatchHistory.Cancelled(watch.now(), 8, 3, "compacted"));
    watch.add(new WatchHistory.Broken(watch.now(), "reset"));
    recorder.watch(5, "").add(WatchHistory.Opened.prefix(1, "", 0));
    recorder.hash(new HashObservation("m1", 1, 7, 3, 4_000_000_000L));
    return recorder.history();
  }

  @Test
  void everyKindOfLineIsReadAsItWasWritten() throws IOException {
    for (String name : List.of("h.jsonl", "h.jsonl.gz")) {
      Path file = directory.resolve(name);
      HistoryFile.write(file, everything());
      assertThat(HistoryFile.read(file)).isEqualTo(everything());
    }
  }

  @Test
  void aCallThatNobodyEndedIsUnknown() {
    Operation last = everything().operations().getLast();
    assertThat(last.response()).isInstanceOf(Response.Unknown.class);
    assertThat(last.completed()).isEqualTo(Operation.NEVER);
  }

  @Test
  void aFileThatWasCutOffIsRefusedWhereverTheCutIs() throws IOException {
    Path file = directory.resolve("h.jsonl");
    HistoryFile.write(file, everything());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length - 2; length += 97) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> HistoryFile.read(file)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void prefixesAreHalfOpen() {
    assertThat(Keys.prefix("a/").contains("a/")).isTrue();
    assertThat(Keys.prefix("a/").contains("a0")).isFalse();
    assertThat(Keys.all().contains("anything")).isTrue();
    assertThat(Keys.one("a").contains("ab")).isFalse();
  }
}
