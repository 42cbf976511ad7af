package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CustomResourceDefinition and APIService: accepted, with the checks that need no schema. */
final class ExtensionKinds {
  private ExtensionKinds() {}

  static Map<String, Kind> apiextensions() {
    return Map.of(
        "CustomResourceDefinition",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(ExtensionKinds::filledDefinition)
            .preparedBy(new DefinitionPreparation())
            .ruledBy(new DefinitionRules()));
  }

  static Map<String, Kind> apiregistration() {
    return Map.of(
        "APIService",
        Kind.named(NameRule.PATH_SEGMENT)
            .filledBy(
                object ->
                    object
                        .mapObject(
                            "spec",
                            spec ->
                                spec.mapObject(
                                    "service", service -> service.withDefault("port", 443)))
                        .withDefault("status", JsonObject.EMPTY))
            .preparedBy(Preparations.status())
            .ruledBy(new ApiServiceRules()));
  }

  private static JsonObject filledDefinition(JsonObject object) {
    return object.mapObject(
        "spec",
        spec ->
            spec.mapObject("names", ExtensionKinds::filledNames)
                .withDefault("conversion", JsonObject.of("strategy", JsonString.of("None"))));
  }

  private static JsonObject filledNames(JsonObject names) {
    String kind = names.text("kind");
    JsonObject filled =
        names.text("singular").isEmpty()
            ? names.with("singular", kind.toLowerCase(Locale.ROOT))
            : names;
    return filled.text("listKind").isEmpty() && !kind.isEmpty()
        ? filled.with("listKind", kind + "List")
        : filled;
  }

  /** A new definition knows which version is stored, and nothing else. */
  private static final class DefinitionPreparation implements Preparation {
    private static final Preparation STATUS = Preparations.status();
    private static final Preparation COUNTING = Preparations.counting(List.of("spec"));

    @Override
    public ApiObject forCreate(ApiObject object) {
      List<String> stored =
          object
              .spec()
              .array("versions")
              .objects()
              .filter(version -> version.isTrue("storage"))
              .map(version -> version.text("name"))
              .limit(1)
              .toList();
      JsonObject names = JsonObject.of("kind", JsonString.of(""), "plural", JsonString.of(""));
      JsonObject status =
          JsonObject.of("conditions", JsonNull.NULL, "acceptedNames", names)
              .with("storedVersions", JsonArray.ofText(stored));
      return COUNTING.forCreate(object).with("status", status);
    }

    @Override
    public ApiObject forUpdate(ApiObject next, ApiObject before) {
      return COUNTING.forUpdate(STATUS.forUpdate(next, before), before);
    }

    @Override
    public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
      return STATUS.forStatusUpdate(next, before);
    }
  }

  private static final class DefinitionRules implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      Place names = spec.at("names");
      String required = names.text("plural") + "." + spec.text("group");
      if (!object.name().equals(required)) {
        errors.invalid(
            FieldPath.of("metadata").child("name"),
            object.name(),
            "must be spec.names.plural+\".\"+spec.group");
      }
      if (spec.requireText("group")) {
        spec.form("group", Names::subdomain1123);
        if (spec.text("group").indexOf('.') < 0) {
          spec.invalid("group", "should be a domain with at least one dot");
        }
      }
      spec.requireOneOf("scope", List.of("Cluster", "Namespaced"));
      long stored = 0;
      for (Place version : spec.each("versions")) {
        version.form("name", Names::label1035);
        stored += version.object().isTrue("storage") ? 1 : 0;
        if (!version.at("schema").has("openAPIV3Schema")) {
          version.at("schema").required("openAPIV3Schema", "schemas are required");
        }
      }
      if (stored != 1) {
        spec.invalid("versions", "must have exactly one version marked as storage version");
      }
      if (object.status().array("storedVersions").isEmpty()) {
        errors.invalid(
            FieldPath.of("status").child("storedVersions"),
            JsonNull.NULL,
            "must have at least one stored version");
      }
      names.requireForm("plural", Names::label1035);
      names.formIfAny("singular", Names::label1035);
      if (names.requireText("kind")) {
        names.form("kind", kind -> Names.label1035(kind.toLowerCase(Locale.ROOT)));
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      created(next, errors);
      Place spec = Place.of(next, errors).at("spec");
      spec.unchanged("group", before.spec());
      spec.unchanged("scope", before.spec());
      Place names = spec.at("names");
      for (String name : List.of("plural", "kind")) {
        names.unchanged(name, before.spec().object("names"));
      }
    }
  }

  private static final class ApiServiceRules implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      String group = spec.text("group");
      String required = spec.text("version") + "." + group;
      if (!object.name().equals(required)) {
        errors.invalid(
            FieldPath.of("metadata").child("name"),
            object.name(),
            "must be `spec.version+\".\"+spec.group`: \"" + required + "\"");
      }
      if (group.isEmpty() && !spec.text("version").equals("v1")) {
        spec.required("group", "only v1 may have an empty group and it better be legacy kube");
      }
      spec.formIfAny("group", Names::subdomain1123);
      spec.form("version", Names::label1035);
      checkBetween(spec, "groupPriorityMinimum", 20_000);
      checkBetween(spec, "versionPriority", 1_000);
      boolean isInsecure = spec.object().isTrue("insecureSkipTLSVerify");
      boolean hasBundle = !spec.text("caBundle").isEmpty();
      if (!spec.has("service")) {
        if (hasBundle) {
          spec.invalid("caBundle", "local APIServices may not have a caBundle");
        }
        if (isInsecure) {
          spec.invalid(
              "insecureSkipTLSVerify", "local APIServices may not have insecureSkipTLSVerify");
        }
        return;
      }
      Place service = spec.at("service");
      service.requireText("namespace");
      service.requireText("name");
      Names.portNumber(service.number("port"))
          .forEach(wrong -> service.invalid("port", "port is not valid: " + wrong));
      if (isInsecure && hasBundle) {
        spec.invalid("insecureSkipTLSVerify", "may not be true if caBundle is present");
      }
    }

    private static void checkBetween(Place spec, String field, int most) {
      long number = spec.number(field);
      if (number <= 0 || number > most) {
        spec.errors().invalid(spec.child(field), number, "must be positive and less than " + most);
      }
    }

    @Override
    public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
      Place.of(next, errors)
          .at("status")
          .each("conditions")
          .forEach(condition -> condition.oneOf("status", List.of("True", "False", "Unknown")));
    }
  }
}
