package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Filling;

/** What every pod's specification gets, in a pod and in a template alike. */
public final class PodSpecDefaults {
  private static final JsonString CLUSTER_FIRST = JsonString.of("ClusterFirst");
  private static final JsonString ALWAYS = JsonString.of("Always");
  private static final JsonString SCHEDULER = JsonString.of("default-scheduler");
  private static final JsonLong THIRTY = JsonLong.of(30);

  private PodSpecDefaults() {}

  /** A pod template with its metadata and spec, made if they are missing. */
  public static JsonObject template(JsonObject template) {
    return Filling.of(template)
        .missing("metadata", JsonObject.EMPTY)
        .always("spec", PodSpecDefaults::spec)
        .done();
  }

  public static JsonObject spec(JsonObject spec) {
    return Filling.of(accountSynced(spec))
        .blank("restartPolicy", ALWAYS)
        .missing("terminationGracePeriodSeconds", THIRTY)
        .blank("dnsPolicy", CLUSTER_FIRST)
        .missing("securityContext", JsonObject.EMPTY)
        .blank("schedulerName", SCHEDULER)
        .missing("containers", JsonArray.EMPTY)
        .within("overhead", Amounts::canonical)
        .within("resources", Amounts::requirements)
        .each("volumes", VolumeDefaults::fill)
        .each("initContainers", ContainerDefaults::fill)
        .each("containers", ContainerDefaults::fill)
        .each("ephemeralContainers", ContainerDefaults::fill)
        .done();
  }

  /** {@code serviceAccount} is the old name of {@code serviceAccountName}; both are kept equal. */
  private static JsonObject accountSynced(JsonObject spec) {
    String account = spec.text("serviceAccountName");
    String old = spec.text("serviceAccount");
    if (account.isEmpty()) {
      return old.isEmpty() ? spec : spec.with("serviceAccountName", old);
    }
    return account.equals(old) ? spec : spec.with("serviceAccount", account);
  }
}
