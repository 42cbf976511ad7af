package dev.keelson.jepsen.history;

import dev.keelson.jepsen.history.WatchHistory.Bookmark;
import dev.keelson.jepsen.history.WatchHistory.Broken;
import dev.keelson.jepsen.history.WatchHistory.Cancelled;
import dev.keelson.jepsen.history.WatchHistory.Created;
import dev.keelson.jepsen.history.WatchHistory.Delivered;
import dev.keelson.jepsen.history.WatchHistory.Event;
import dev.keelson.jepsen.history.WatchHistory.Kind;
import dev.keelson.jepsen.history.WatchHistory.Opened;
import dev.keelson.jepsen.history.WatchHistory.Step;

/** Steps of watches to fields and back. */
final class WatchCodec {

  private WatchCodec() {}

  static Fields encode(Step step) {
    return switch (step) {
      case Opened o ->
          OperationCodec.keys(Fields.of("opened"), o.keys())
              .put("at", o.at())
              .put("start", o.startRevision())
              .put("prevKv", o.prevKv())
              .put("progress", o.progress())
              .put("noPut", !o.puts())
              .put("noDelete", !o.deletes());
      case Created c -> Fields.of("created").put("at", c.at()).put("rev", c.revision());
      case Delivered d ->
          Fields.of("delivered")
              .put("at", d.at())
              .put("rev", d.revision())
              .put("events", d.events(), WatchCodec::event);
      case Bookmark b -> Fields.of("bookmark").put("at", b.at()).put("rev", b.revision());
      case Cancelled c ->
          Fields.of("cancelled")
              .put("at", c.at())
              .put("rev", c.revision())
              .put("compact", c.compactRevision())
              .put("why", c.reason());
      case Broken b -> Fields.of("broken").put("at", b.at()).put("why", b.reason());
    };
  }

  static Step decode(Fields f) {
    long at = f.number("at");
    long revision = f.number("rev");
    return switch (f.kind()) {
      case "opened" ->
          new Opened(
              at,
              OperationCodec.keys(f),
              f.number("start"),
              f.flag("prevKv"),
              f.flag("progress"),
              !f.flag("noPut"),
              !f.flag("noDelete"));
      case "created" -> new Created(at, revision);
      case "delivered" -> new Delivered(at, revision, f.list("events", WatchCodec::event));
      case "bookmark" -> new Bookmark(at, revision);
      case "cancelled" -> new Cancelled(at, revision, f.number("compact"), f.text("why"));
      case "broken" -> new Broken(at, f.text("why"));
      default -> throw OperationCodec.unknown(f);
    };
  }

  private static Fields event(Event event) {
    return Fields.of(event.kind() == Kind.PUT ? "put" : "delete")
        .put("kv", OperationCodec.keyValue(event.kv()))
        .put("prev", event.previous(), OperationCodec::keyValue);
  }

  private static Event event(Fields f) {
    return new Event(
        f.kind().equals("put") ? Kind.PUT : Kind.DELETE,
        OperationCodec.keyValue(f.object("kv")),
        f.optional("prev", OperationCodec::keyValue));
  }
}
