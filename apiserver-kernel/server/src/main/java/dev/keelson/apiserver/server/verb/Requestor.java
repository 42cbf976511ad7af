package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.Caller;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who asks is written into a new CertificateSigningRequest, whatever it says itself: those who
 * approve and sign decide by it.
 */
final class Requestor {
  private static final GroupVersionKind REQUEST =
      new GroupVersionKind("certificates.k8s.io", "v1", "CertificateSigningRequest");

  private Requestor() {}

  /** Objects of other kinds stay as they are. */
  static ApiObject named(ApiObject object, GroupVersionKind kind, Caller caller) {
    return kind.equals(REQUEST) ? object.withSpec(spec -> named(spec, caller)) : object;
  }

  private static JsonObject named(JsonObject spec, Caller caller) {
    JsonObject named = spec.with("username", caller.name());
    if (!caller.uid().isEmpty()) {
      named = named.with("uid", caller.uid());
    }
    if (!caller.groups().isEmpty()) {
      named = named.with("groups", JsonArray.ofText(caller.groups()));
    }
    return caller.extra().isEmpty() ? named : named.with("extra", extra(caller.extra()));
  }

  private static JsonObject extra(Map<String, List<String>> values) {
    JsonObject.Builder extra = JsonObject.builder();
    new TreeMap<>(values).forEach((key, texts) -> extra.put(key, JsonArray.ofText(texts)));
    return extra.build();
  }
}
