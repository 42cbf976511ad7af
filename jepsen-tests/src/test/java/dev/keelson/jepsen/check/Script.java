package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import dev.keelson.jepsen.history.WatchHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Short words to write histories down: times are small whole numbers. */
final class Script {

  private final List<Operation> operations = new ArrayList<>();
  private final List<WatchHistory> watches = new ArrayList<>();

  Script call(int client, long from, long to, Request request, long revision, Result result) {
    operations.add(new Operation(client, from, to, request, new Response.Ok(revision, result)));
    return this;
  }

  Script lost(int client, long from, long to, Request request) {
    operations.add(new Operation(client, from, to, request, new Response.Unknown("timeout")));
    return this;
  }

  Script failed(int client, long from, long to, Request request) {
    operations.add(new Operation(client, from, to, request, new Response.Failed("refused")));
    return this;
  }

  /** A put by an endpoint with revisions. */
  Script put(int client, long from, long to, String key, String value, long revision) {
    return call(client, from, to, Request.put(key, value), revision, Result.written());
  }

  /** A put by an endpoint without. */
  Script write(int client, long from, long to, String value) {
    return put(client, from, to, "x", value, 0);
  }

  Script read(int client, long from, long to, String value) {
    Result result = value.isEmpty() ? Result.absent() : Result.found(KeyValue.plain("x", value));
    return call(client, from, to, Request.get("x"), 0, result);
  }

  Script get(int client, long from, long to, KeyValue kv, long revision) {
    return call(client, from, to, Request.get(kv.key()), revision, Result.found(kv));
  }

  Script watch(WatchHistory.Step... steps) {
    watches.add(new WatchHistory(99, "m1", Arrays.asList(steps)));
    return this;
  }

  History history() {
    return new History(operations, watches, List.of());
  }

  static KeyValue kv(String key, String value, long create, long mod, long version) {
    return new KeyValue(key, value, create, mod, version, 0);
  }

  static WatchHistory.Opened open(long start) {
    return new WatchHistory.Opened(0, Keys.all(), start, false, true, true, true);
  }

  static WatchHistory.Delivered event(long revision, WatchHistory.Event... events) {
    return new WatchHistory.Delivered(1000 + revision, revision, List.of(events));
  }

  static WatchHistory.Bookmark bookmark(long revision) {
    return new WatchHistory.Bookmark(1000 + revision, revision);
  }

  static WatchHistory.Event set(KeyValue kv) {
    return WatchHistory.Event.put(kv);
  }

  static WatchHistory.Event gone(String key, long revision) {
    return WatchHistory.Event.delete(key, revision);
  }
}
