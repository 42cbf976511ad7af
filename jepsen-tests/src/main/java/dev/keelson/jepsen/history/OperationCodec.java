package dev.keelson.jepsen.history;

/** Operations to fields and back. */
final class OperationCodec {

  private OperationCodec() {}

  static Fields encode(Operation op) {
    Fields fields = Fields.of("op").put("client", op.client()).put("from", op.invoked());
    if (op.completed() != Operation.NEVER) {
      fields.put("to", op.completed());
    } else {
      fields.put("open", true);
    }
    return fields.put("ask", request(op.request())).put("answer", response(op.response()));
  }

  static Operation decode(Fields f) {
    return new Operation(
        (int) f.number("client"),
        f.number("from"),
        f.flag("open") ? Operation.NEVER : f.number("to"),
        request(f.object("ask")),
        response(f.object("answer")));
  }

  static Fields keyValue(KeyValue kv) {
    return Fields.of("kv")
        .put("key", kv.key())
        .put("value", kv.value())
        .put("create", kv.createRevision())
        .put("mod", kv.modRevision())
        .put("version", kv.version())
        .put("lease", kv.lease());
  }

  static KeyValue keyValue(Fields f) {
    return new KeyValue(
        f.text("key"),
        f.text("value"),
        f.number("create"),
        f.number("mod"),
        f.number("version"),
        f.number("lease"));
  }

  static Fields keys(Fields f, Keys keys) {
    return keys.isOne()
        ? f.put("key", keys.from())
        : f.put("key", keys.from()).put("end", keys.end());
  }

  static Keys keys(Fields f) {
    return new Keys(f.text("key"), f.text("end"));
  }

  private static Fields request(Request request) {
    return switch (request) {
      case Request.Range r ->
          keys(Fields.of("range"), r.keys())
              .put("limit", r.limit())
              .put("at", r.atRevision())
              .put("serializable", r.serializable());
      case Request.Put p ->
          Fields.of("put").put("key", p.key()).put("value", p.value()).put("lease", p.lease());
      case Request.Delete d -> keys(Fields.of("delete"), d.keys());
      case Request.Txn t ->
          Fields.of("txn")
              .put("if", t.compares(), OperationCodec::compare)
              .put("then", t.then(), OperationCodec::request)
              .put("else", t.otherwise(), OperationCodec::request);
      case Request.LeaseGrant g -> Fields.of("grant").put("id", g.id()).put("ttl", g.ttlSeconds());
      case Request.LeaseRevoke r -> Fields.of("revoke").put("id", r.id());
      case Request.LeaseKeepAlive k -> Fields.of("keepalive").put("id", k.id());
      case Request.Compact c -> Fields.of("compact").put("at", c.revision());
      case Request.Acquire a -> Fields.of("acquire").put("lock", a.lock()).put("lease", a.lease());
      case Request.Release r -> Fields.of("release").put("lock", r.lock()).put("token", r.token());
      case Request.Guarded g -> Fields.of("use").put("lock", g.lock()).put("token", g.token());
    };
  }

  private static Request request(Fields f) {
    return switch (f.kind()) {
      case "range", "put", "delete" -> action(f);
      case "txn" ->
          new Request.Txn(
              f.list("if", OperationCodec::compare),
              f.list("then", OperationCodec::action),
              f.list("else", OperationCodec::action));
      case "grant" -> new Request.LeaseGrant(f.number("id"), f.number("ttl"));
      case "revoke" -> new Request.LeaseRevoke(f.number("id"));
      case "keepalive" -> new Request.LeaseKeepAlive(f.number("id"));
      case "compact" -> new Request.Compact(f.number("at"));
      case "acquire" -> new Request.Acquire(f.text("lock"), f.number("lease"));
      case "release" -> new Request.Release(f.text("lock"), f.number("token"));
      case "use" -> new Request.Guarded(f.text("lock"), f.number("token"));
      default -> throw unknown(f);
    };
  }

  private static Request.Action action(Fields f) {
    return switch (f.kind()) {
      case "range" ->
          new Request.Range(keys(f), f.number("limit"), f.number("at"), f.flag("serializable"));
      case "put" -> new Request.Put(f.text("key"), f.text("value"), f.number("lease"));
      case "delete" -> new Request.Delete(keys(f));
      default -> throw unknown(f);
    };
  }

  private static Fields compare(Compare c) {
    return Fields.of("compare")
        .put("key", c.key())
        .put("target", c.target().name())
        .put("relation", c.relation().name())
        .put("operand", c.operand());
  }

  private static Compare compare(Fields f) {
    return new Compare(
        f.text("key"),
        Compare.Target.valueOf(f.text("target")),
        Compare.Relation.valueOf(f.text("relation")),
        f.text("operand"));
  }

  private static Fields response(Response response) {
    return switch (response) {
      case Response.Ok ok ->
          Fields.of("ok").put("rev", ok.revision()).put("result", result(ok.result()));
      case Response.Failed failed -> Fields.of("failed").put("why", failed.reason());
      case Response.Unknown unknown -> Fields.of("unknown").put("why", unknown.reason());
    };
  }

  private static Response response(Fields f) {
    return switch (f.kind()) {
      case "ok" -> new Response.Ok(f.number("rev"), result(f.object("result")));
      case "failed" -> new Response.Failed(f.text("why"));
      case "unknown" -> new Response.Unknown(f.text("why"));
      default -> throw unknown(f);
    };
  }

  private static Fields result(Result result) {
    return switch (result) {
      case Result.Ranged r ->
          Fields.of("found")
              .put("kvs", r.found(), OperationCodec::keyValue)
              .put("count", r.count())
              .put("more", r.more());
      case Result.Written w ->
          Fields.of("written").put("prev", w.previous(), OperationCodec::keyValue);
      case Result.Deleted d ->
          Fields.of("deleted")
              .put("count", d.count())
              .put("prev", d.previous(), OperationCodec::keyValue);
      case Result.Decided d ->
          Fields.of("decided")
              .put("succeeded", d.succeeded())
              .put("results", d.results(), OperationCodec::result);
      case Result.Leased l -> Fields.of("leased").put("id", l.id()).put("ttl", l.ttlSeconds());
      case Result.Acquired a -> Fields.of("acquired").put("token", a.token());
      case Result.Done _ -> Fields.of("done");
      case Result.Accepted a -> Fields.of("accepted").put("accepted", a.accepted());
    };
  }

  private static Result result(Fields f) {
    return switch (f.kind()) {
      case "found" ->
          new Result.Ranged(
              f.list("kvs", OperationCodec::keyValue), f.number("count"), f.flag("more"));
      case "written" -> new Result.Written(f.optional("prev", OperationCodec::keyValue));
      case "deleted" ->
          new Result.Deleted(f.number("count"), f.list("prev", OperationCodec::keyValue));
      case "decided" ->
          new Result.Decided(f.flag("succeeded"), f.list("results", OperationCodec::result));
      case "leased" -> new Result.Leased(f.number("id"), f.number("ttl"));
      case "done" -> new Result.Done();
      case "acquired" -> new Result.Acquired(f.number("token"));
      case "accepted" -> new Result.Accepted(f.flag("accepted"));
      default -> throw unknown(f);
    };
  }

  static IllegalArgumentException unknown(Fields f) {
    return new IllegalArgumentException("unknown kind " + f.kind() + " in " + f.map());
  }
}
