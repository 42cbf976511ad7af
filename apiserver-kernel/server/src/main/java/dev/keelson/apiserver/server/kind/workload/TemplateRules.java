package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.SelectorRules;
import dev.keelson.apiserver.server.kind.pod.PodTemplateRules;
import java.util.List;

/** What kinds with a template and a selector have in common. */
final class TemplateRules {
  private TemplateRules() {}

  /** It is there, well formed, and not empty. {@code kind} is for the message. */
  static void selector(Located spec, String kind) {
    if (!spec.has("selector")) {
      spec.required("selector");
      return;
    }
    Located selector = spec.in("selector");
    SelectorRules.selector(selector);
    notEmpty(spec, kind);
  }

  static void notEmpty(Located spec, String kind) {
    if (spec.has("selector") && SelectorRules.isEmpty(spec.json().object("selector"))) {
      spec.invalid("selector", "empty selector is invalid for " + kind);
    }
  }

  /** Whether a selector can be read at all: its requirements are whole. */
  static boolean isReadable(JsonValue selector) {
    if (!(selector instanceof JsonObject object)) {
      return true;
    }
    FieldErrors errors = new FieldErrors();
    SelectorRules.selector(Located.root(object, errors));
    return errors.isEmpty();
  }

  /** The pods of the template are those that the selector takes. */
  static void matches(Located spec) {
    Located metadata = spec.in("template").in("metadata");
    JsonObject labels = metadata.json().object("labels");
    if (!SelectorRules.matches(spec.get("selector"), labels)) {
      mismatch(metadata);
    }
  }

  static void mismatch(Located metadata) {
    metadata
        .errors()
        .invalid(
            metadata.path("labels"),
            shown(metadata.get("labels")),
            "`selector` does not match template `labels`");
  }

  private static JsonValue shown(JsonValue labels) {
    return labels instanceof JsonObject map ? GoStruct.map(map) : labels;
  }

  /** A template of pods that run until someone ends them. */
  static void running(Located spec, String kind) {
    PodTemplateRules.check(spec.in("template"));
    forever(spec, kind);
  }

  static void forever(Located spec, String kind) {
    Located pod = spec.in("template").in("spec");
    if (!pod.text("restartPolicy").equals("Always")) {
      pod.notSupported("restartPolicy", List.of("Always"));
    }
    if (pod.has("activeDeadlineSeconds")) {
      pod.forbidden(
          "activeDeadlineSeconds", "activeDeadlineSeconds in " + kind + " is not Supported");
    }
  }
}
