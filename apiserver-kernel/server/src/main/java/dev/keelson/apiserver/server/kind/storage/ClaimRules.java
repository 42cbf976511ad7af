package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Amounts;
import dev.keelson.apiserver.server.kind.meta.Difference;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of PersistentVolumeClaims. */
final class ClaimRules implements Rules {
  private static final String CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final String ATTRIBUTES = "volumeAttributesClassName";
  private static final FieldPath SIZE = FieldPath.of("spec.resources.requests.storage");
  private static final List<String> RESIZE =
      List.of(
          "ControllerResizeInProgress",
          "ControllerResizeInfeasible",
          "NodeResizeInProgress",
          "NodeResizeInfeasible",
          "NodeResizePending");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    checkSpec(Place.of(object, errors).at("spec"));
  }

  /** The spec of a claim, also of one in a template. */
  static void checkSpec(Place spec) {
    if (spec.texts("accessModes").isEmpty()) {
      spec.required("accessModes", "at least 1 access mode is required");
    }
    if (spec.has("selector")) {
      Labels.checkSelector(spec.object().object("selector"), spec.child("selector"), spec.errors());
    }
    AccessModes.check(spec);
    checkSize(spec);
    spec.formIfAny("storageClassName", Names::subdomain1123);
    spec.oneOfIfSet("volumeMode", VolumeRules.MODES);
    checkSources(spec);
    spec.formIfAny(ATTRIBUTES, Names::subdomain1123);
  }

  private static void checkSize(Place spec) {
    JsonObject requests = spec.object().object("resources").object("requests");
    FieldPath path = spec.child("resources").key("storage");
    if (!requests.has("storage")) {
      spec.errors().required(path, "");
      return;
    }
    Quantity size = Amounts.orZero(requests.get("storage"));
    if (size.signum() <= 0) {
      spec.errors().invalid(path, size.toString(), "must be greater than zero");
    }
  }

  private static void checkSources(Place spec) {
    Place source = spec.at("dataSource");
    Place reference = spec.at("dataSourceRef");
    boolean hasSource = spec.has("dataSource");
    boolean hasReference = spec.has("dataSourceRef");
    if (hasSource) {
      checkSource(source);
    }
    if (hasReference) {
      checkSource(reference);
      reference.formIfAny("namespace", Names::label1123);
    }
    if (!hasSource || !hasReference) {
      return;
    }
    if (!reference.text("namespace").isEmpty()) {
      spec.errors()
          .invalid(
              spec.path(),
              spec.child("dataSource").text(),
              "may not be specified when dataSourceRef.namespace is specified");
    } else if (!List.of("apiGroup", "kind", "name").stream()
        .allMatch(field -> Place.isSame(source.get(field), reference.get(field)))) {
      spec.errors()
          .invalid(spec.path(), spec.child("dataSource").text(), "must match dataSourceRef");
    }
  }

  private static void checkSource(Place source) {
    source.requireText("name");
    source.requireText("kind");
    String group = source.text("apiGroup");
    if (group.isEmpty()) {
      if (!source.text("kind").equals("PersistentVolumeClaim")) {
        source
            .errors()
            .invalid(
                source.path(),
                source.text("kind"),
                "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
      }
    } else {
      source.form("apiGroup", Names::subdomain1123);
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    created(next, errors);
    JsonObject is = comparable(next, before, errors);
    JsonObject was = before.spec();
    if (was.text("volumeName").isEmpty()) {
      was =
          is.isSet("volumeName")
              ? was.with("volumeName", is.get("volumeName"))
              : was.without("volumeName");
    }
    JsonObject shownNext = ClaimShape.shown(is);
    JsonObject shownBefore = ClaimShape.shown(was);
    if (!shownNext.equals(shownBefore)) {
      errors.forbidden(
          FieldPath.of("spec"),
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims\n"
              + Difference.of(shownBefore, shownNext));
    }
    checkSizeChange(next, before, errors);
    Place spec = Place.of(next, errors).at("spec");
    spec.unchanged("volumeMode", before.spec(), FieldPath.of("volumeMode"));
    if (before.status().isSet("currentVolumeAttributesClassName")
        && !Place.isSame(spec.get(ATTRIBUTES), before.spec().get(ATTRIBUTES))
        && spec.text(ATTRIBUTES).isEmpty()) {
      spec.forbidden(
          ATTRIBUTES,
          "update to %s is forbidden when status.currentVolumeAttributesClassName is not nil"
              .formatted(spec.has(ATTRIBUTES) ? "empty string" : "nil"));
    }
  }

  /** The spec of the next version, with what may change as it was. */
  private static JsonObject comparable(ApiObject next, ApiObject before, FieldErrors errors) {
    JsonObject is = next.spec();
    JsonObject was = before.spec();
    String annotated = next.annotations().getOrDefault(CLASS, "");
    String wasAnnotated = before.annotations().getOrDefault(CLASS, "");
    boolean wasUnset = !was.isSet("storageClassName");
    String name = is.text("storageClassName");
    if (!wasAnnotated.isEmpty() && wasUnset && name.equals(wasAnnotated)) {
      is = is.without("storageClassName");
    } else {
      if (!annotated.equals(wasAnnotated)) {
        errors.invalid(
            FieldPath.of("metadata").child("annotations").child(CLASS),
            annotated,
            "field is immutable");
      }
      if (is.isSet("storageClassName") && wasUnset && wasAnnotated.isEmpty()) {
        is = is.without("storageClassName");
      }
    }
    if (next.status().text("phase").equals("Bound")) {
      is = is.mapObject("resources", each -> resized(each, was));
      is =
          was.isSet(ATTRIBUTES) ? is.with(ATTRIBUTES, was.get(ATTRIBUTES)) : is.without(ATTRIBUTES);
    }
    return is;
  }

  private static JsonObject resized(JsonObject resources, JsonObject old) {
    JsonValue size = old.at("resources", "requests", "storage");
    return resources.mapObject("requests", requests -> requests.with("storage", size));
  }

  private static Quantity size(JsonObject amounts) {
    return Amounts.orZero(amounts.get("storage"));
  }

  private static void checkSizeChange(ApiObject next, ApiObject before, FieldErrors errors) {
    Quantity is = size(next.spec().objectAt("resources", "requests"));
    Quantity was = size(before.spec().objectAt("resources", "requests"));
    Quantity given = size(before.status().object("capacity"));
    if (is.compareTo(was) < 0 && is.compareTo(given) <= 0) {
      errors.forbidden(SIZE, "field can not be less than status.capacity");
    }
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place status = Place.of(next, errors).at("status");
    if (next.spec().array("accessModes").isEmpty()) {
      errors.required(FieldPath.of("Spec.accessModes"), "");
    }
    for (String field : List.of("capacity", "allocatedResources")) {
      status
          .object()
          .object(field)
          .forEach(
              (name, amount) -> {
                if (Amounts.orZero(amount).signum() < 0) {
                  errors.invalid(
                      status.child(field).key(name), amount, "must be a valid resource quantity");
                }
              });
    }
    Place resizes = status.at("allocatedResourceStatuses");
    resizes
        .object()
        .forEach(
            (name, state) -> {
              if (state != JsonNull.NULL
                  && !(state instanceof JsonString(String text) && RESIZE.contains(text))) {
                errors.notSupported(resizes.path(), name, RESIZE);
              }
            });
  }
}
