package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Texts;
import java.util.List;

/**
 * Upstream's validation of events. What came in as {@code v1} is asked little; as {@code
 * events.k8s.io} more. Takes both forms; messages name the fields of core's.
 *
 * @param isStrict whether the request was of {@code events.k8s.io}
 */
record EventRules(boolean isStrict) implements Rules {
  private static final int NAME_MOST = 128;
  private static final int NOTE_MOST = 1024;
  private static final List<String> UNSET = List.of("firstTimestamp", "lastTimestamp", "count");

  /** In the order of the messages. */
  private static final List<String> IMMUTABLE =
      List.of(
          "involvedObject",
          "reason",
          "message",
          "source",
          "firstTimestamp",
          "lastTimestamp",
          "count",
          "type",
          "eventTime",
          "action",
          "related",
          "reportingComponent",
          "reportingInstance");

  private static Place core(ApiObject object, FieldErrors errors) {
    JsonObject event = EventForms.toCore(object.tree());
    return Place.of(new ApiObject(event), errors);
  }

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place event = core(object, errors);
    checkLegacy(event);
    if (!isStrict) {
      return;
    }
    checkSeries(event);
    if (!event.has("eventTime")) {
      event.required("eventTime", "");
    }
    String type = event.text("type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.invalid(event.child("type"), "", "has invalid value: " + type);
    }
    for (String field : UNSET) {
      if (event.has(field) && (event.number(field) != 0 || !event.text(field).isEmpty())) {
        errors.invalid(event.child(field), "", "needs to be unset");
      }
    }
    JsonObject source = event.object().object("source");
    if (!source.text("component").isEmpty() || !source.text("host").isEmpty()) {
      errors.invalid(event.child("source"), "", "needs to be unset");
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place event = core(next, errors);
    checkLegacy(event);
    if (!isStrict) {
      return;
    }
    JsonObject old = EventForms.toCore(before.tree());
    if (!Place.isSame(event.get("series"), old.get("series"))) {
      checkSeries(event);
    }
    for (String field : IMMUTABLE) {
      String called = field.equals("reportingComponent") ? "reportingController" : field;
      if (!isSame(event.object(), old, field)) {
        errors.invalid(event.child(called), event.get(field), "field is immutable");
      }
    }
  }

  private static boolean isSame(JsonObject event, JsonObject old, String field) {
    boolean isZero = event.number(field, 0) == 0 && old.number(field, 0) == 0;
    return Place.isSame(event.get(field), old.get(field)) || (field.equals("count") && isZero);
  }

  private static void checkSeries(Place event) {
    if (!event.has("series")) {
      return;
    }
    Place series = event.at("series");
    if (series.number("count") < 2) {
      series.errors().invalid(series.child("count"), "", "should be at least 2");
    }
    if (!series.has("lastObservedTime")) {
      series.required("lastObservedTime", "");
    }
  }

  private void checkLegacy(Place event) {
    String namespace = event.object().object("metadata").text("namespace");
    Place involved = event.at("involvedObject");
    String about = involved.text("namespace");
    boolean isOld = event.get("eventTime") == JsonNull.NULL;
    boolean fits;
    if (about.isEmpty()) {
      fits =
          namespace.equals("default")
              || (isOld ? namespace.isEmpty() : namespace.equals("kube-system"));
    } else {
      fits = !isOld || about.equals(namespace);
    }
    if (!fits) {
      event.errors().invalid(involved.child("namespace"), about, "does not match event.namespace");
    }
    if (!isOld) {
      checkNew(event);
    }
    Names.subdomain1123(namespace)
        .forEach(wrong -> event.errors().invalid(event.child("namespace"), namespace, wrong));
  }

  private void checkNew(Place event) {
    FieldErrors errors = event.errors();
    FieldPath controller = event.child(isStrict ? "reportingController" : "reportingComponent");
    String reporter = event.text("reportingComponent");
    if (reporter.isEmpty()) {
      errors.required(controller, "");
    }
    Names.qualifiedName(reporter).forEach(wrong -> errors.invalid(controller, reporter, wrong));
    for (String field : List.of("reportingInstance", "action", "reason")) {
      event.requireText(field);
      checkLength(event, field, NAME_MOST);
    }
    checkLength(event, "message", NOTE_MOST);
  }

  private static void checkLength(Place event, String field, int most) {
    if (Texts.length(event.text(field)) > most) {
      event.errors().invalid(event.child(field), "", "can have at most " + most + " characters");
    }
  }
}
