package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Filling;
import dev.keelson.apiserver.server.kind.pod.PodSpecDefaults;
import dev.keelson.apiserver.server.kind.pod.VolumeDefaults;
import java.util.function.UnaryOperator;

/** Of {@code apps/v1}, and of its forerunners in {@code core/v1}. */
final class AppsDefaults {
  private static final JsonString ROLLING = JsonString.of("RollingUpdate");
  private static final JsonString QUARTER = JsonString.of("25%");
  private static final JsonString RETAIN = JsonString.of("Retain");
  private static final JsonLong ZERO = JsonLong.of(0);
  private static final JsonLong ONE = JsonLong.of(1);
  private static final JsonLong TEN = JsonLong.of(10);

  private AppsDefaults() {}

  static final Defaults POD_TEMPLATE =
      object -> Filling.of(object).always("template", PodSpecDefaults::template).done();

  static final Defaults REPLICATION_CONTROLLER = AppsDefaults::replicationController;

  static final Defaults REPLICA_SET = spec(AppsDefaults::replicaSet);

  static final Defaults DEPLOYMENT = spec(AppsDefaults::deployment);

  static final Defaults DAEMON_SET = spec(AppsDefaults::daemonSet);

  static final Defaults STATEFUL_SET = spec(AppsDefaults::statefulSet);

  private static Defaults spec(UnaryOperator<JsonObject> change) {
    return object -> Filling.of(object).always("spec", change).done();
  }

  /** Selector and own labels are those of the template, where none are given. */
  private static JsonObject replicationController(JsonObject object) {
    JsonValue labels = object.at("spec", "template", "metadata", "labels");
    JsonObject labelled = object;
    if (labels instanceof JsonObject given
        && !given.isEmpty()
        && object.objectAt("metadata", "labels").isEmpty()) {
      labelled = object.mapObject("metadata", metadata -> metadata.with("labels", given));
    }
    return Filling.of(labelled)
        .always(
            "spec",
            spec -> {
              Filling filling =
                  Filling.of(spec)
                      .missing("replicas", ONE)
                      .within("template", PodSpecDefaults::template);
              if (spec.object("selector").isEmpty() && labels instanceof JsonObject) {
                filling.set("selector", labels);
              }
              return filling.done();
            })
        .done();
  }

  private static JsonObject replicaSet(JsonObject spec) {
    return Filling.of(spec)
        .missing("replicas", ONE)
        .always("template", PodSpecDefaults::template)
        .done();
  }

  private static JsonObject deployment(JsonObject spec) {
    return Filling.of(spec)
        .missing("replicas", ONE)
        .always(
            "strategy",
            strategy ->
                rolling(
                    strategy,
                    update ->
                        Filling.of(update)
                            .missing("maxUnavailable", QUARTER)
                            .missing("maxSurge", QUARTER)
                            .done()))
        .missing("revisionHistoryLimit", TEN)
        .missing("progressDeadlineSeconds", JsonLong.of(600))
        .always("template", PodSpecDefaults::template)
        .done();
  }

  private static JsonObject daemonSet(JsonObject spec) {
    return Filling.of(spec)
        .always(
            "updateStrategy",
            strategy ->
                rolling(
                    strategy,
                    update ->
                        Filling.of(update)
                            .missing("maxUnavailable", ONE)
                            .missing("maxSurge", ZERO)
                            .done()))
        .missing("revisionHistoryLimit", TEN)
        .always("template", PodSpecDefaults::template)
        .done();
  }

  /** Rolling is the strategy where none is named; its parameters exist with it only. */
  private static JsonObject rolling(JsonObject strategy, UnaryOperator<JsonObject> parameters) {
    JsonObject typed = Filling.of(strategy).blank("type", ROLLING).done();
    return typed.text("type").equals(ROLLING.text())
        ? Filling.of(typed).always("rollingUpdate", parameters).done()
        : typed;
  }

  private static JsonObject statefulSet(JsonObject spec) {
    return Filling.of(spec)
        .blank("podManagementPolicy", JsonString.of("OrderedReady"))
        .always("updateStrategy", AppsDefaults::statefulUpdate)
        .always(
            "persistentVolumeClaimRetentionPolicy",
            policy ->
                Filling.of(policy).blank("whenDeleted", RETAIN).blank("whenScaled", RETAIN).done())
        .missing("replicas", ONE)
        .missing("revisionHistoryLimit", TEN)
        .missing("serviceName", JsonString.of(""))
        .always("template", PodSpecDefaults::template)
        .each("volumeClaimTemplates", AppsDefaults::claim)
        .done();
  }

  /** Parameters are made where neither they nor the type were given, and else only completed. */
  private static JsonObject statefulUpdate(JsonObject strategy) {
    boolean isNamed = !strategy.text("type").isEmpty();
    JsonObject typed = Filling.of(strategy).blank("type", ROLLING).done();
    if (!isNamed) {
      typed = Filling.of(typed).missing("rollingUpdate", JsonObject.EMPTY).done();
    }
    return typed.text("type").equals(ROLLING.text())
        ? Filling.of(typed)
            .within("rollingUpdate", update -> Filling.of(update).missing("partition", ZERO).done())
            .done()
        : typed;
  }

  private static JsonObject claim(JsonObject claim) {
    return Filling.of(claim)
        .blank("apiVersion", JsonString.of("v1"))
        .blank("kind", JsonString.of("PersistentVolumeClaim"))
        .missing("metadata", JsonObject.EMPTY)
        .always("spec", VolumeDefaults::claimSpec)
        .always(
            "status", status -> Filling.of(status).blank("phase", JsonString.of("Pending")).done())
        .done();
  }
}
