package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Upstream's validation of StorageClass and VolumeAttributesClass. */
final class ClassRules {
  /** Of all names and values together, in bytes. */
  private static final int PARAMETERS_SIZE = 256 * 1024;

  private static final int PARAMETERS_MOST = 512;

  private ClassRules() {}

  /** Of StorageClass. */
  static final class Storage implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place kind = Place.of(object, errors);
      checkProvisioner(kind, "provisioner");
      checkParameters(kind, true);
      if (!kind.text("reclaimPolicy").isEmpty()) {
        kind.oneOf("reclaimPolicy", List.of("Delete", "Retain"));
      }
      if (kind.has("volumeBindingMode")) {
        kind.oneOf("volumeBindingMode", List.of("Immediate", "WaitForFirstConsumer"));
      } else {
        kind.required("volumeBindingMode", "");
      }
      for (Place term : kind.each("allowedTopologies")) {
        Set<String> keys = new HashSet<>();
        for (Place requirement : term.each("matchLabelExpressions")) {
          checkTopology(requirement, keys);
        }
      }
    }

    private static void checkTopology(Place requirement, Set<String> keys) {
      List<String> values = requirement.texts("values");
      FieldPath path = requirement.child("values");
      if (values.isEmpty()) {
        requirement.required("values", "");
      }
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < values.size(); i++) {
        if (!seen.add(values.get(i))) {
          requirement.errors().duplicate(path.index(i), values.get(i));
        }
      }
      String key = requirement.text("key");
      Labels.checkKey(key, requirement.child("key"), requirement.errors());
      if (!keys.add(key)) {
        requirement.errors().duplicate(requirement.child("key"), key);
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      Place kind = Place.of(next, errors);
      for (String field :
          List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
        kind.unchanged(field, before.tree());
      }
    }
  }

  /** Of VolumeAttributesClass. */
  static final class Attributes implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place kind = Place.of(object, errors);
      checkProvisioner(kind, "driverName");
      checkParameters(kind, false);
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      Place kind = Place.of(next, errors);
      for (String field : List.of("driverName", "parameters")) {
        if (!Place.isSame(kind.get(field), before.tree().get(field))) {
          kind.forbidden(field, "updates to " + field + " are forbidden.");
        }
      }
      created(next, errors);
    }
  }

  private static void checkProvisioner(Place kind, String field) {
    if (kind.requireText(field)) {
      String lower = kind.text(field).toLowerCase(Locale.ROOT);
      Names.qualifiedName(lower)
          .forEach(wrong -> kind.errors().invalid(kind.child(field), lower, wrong));
    }
  }

  private static void checkParameters(Place kind, boolean mayBeEmpty) {
    JsonObject parameters = kind.object().object("parameters");
    FieldPath path = kind.child("parameters");
    if (parameters.size() > PARAMETERS_MOST) {
      kind.errors().tooLong(path, PARAMETERS_MOST);
      return;
    }
    long size = 0;
    for (var entry : parameters) {
      if (entry.getKey().isEmpty()) {
        kind.errors().invalid(path, "", "field can not be empty.");
      }
      size += Texts.length(entry.getKey());
      size += entry.getValue().asText().map(Texts::length).orElse(0);
    }
    if (size > PARAMETERS_SIZE) {
      kind.errors().tooLong(path, PARAMETERS_SIZE);
    }
    if (!mayBeEmpty && parameters.isEmpty()) {
      kind.errors().required(path, "must contain at least one key/value pair");
    }
  }
}
