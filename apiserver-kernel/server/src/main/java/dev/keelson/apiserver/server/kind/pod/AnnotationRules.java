package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.List;
import java.util.Map;

/** Annotations that mean something to pods: mirrors, the cost of deletion, old profiles. */
final class AnnotationRules {
  static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

  private AnnotationRules() {}

  /** {@code metadata} of the pod or template, and its {@code spec}. */
  static void check(Located metadata, Located spec) {
    JsonObject annotations = metadata.json().object("annotations");
    if (annotations.isEmpty()) {
      return;
    }
    if (annotations.isSet(MIRROR) && spec.text("nodeName").isEmpty()) {
      invalid(
          metadata, MIRROR, annotations, "must set spec.nodeName if mirror pod annotation is set");
    }
    if (annotations.isSet(DELETION_COST) && !isCost(annotations.text(DELETION_COST))) {
      invalid(metadata, DELETION_COST, annotations, "must be a 32bit integer");
    }
    for (Map.Entry<String, JsonValue> each : annotations) {
      String value = each.getValue() instanceof JsonString(String text) ? text : "";
      if (each.getKey().equals(SECCOMP_POD) || each.getKey().startsWith(SECCOMP_CONTAINER)) {
        seccomp(metadata.in("annotations"), each.getKey(), value);
      }
      if (each.getKey().startsWith(APP_ARMOR)) {
        appArmor(metadata, spec, each.getKey(), value);
      }
    }
  }

  private static void invalid(Located metadata, String key, JsonObject values, String detail) {
    metadata.errors().invalid(metadata.path("annotations").key(key), values.text(key), detail);
  }

  /** In canonical form: no sign but a minus, no leading zeroes. */
  private static boolean isCost(String text) {
    try {
      return Integer.toString(Integer.parseInt(text)).equals(text);
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static void seccomp(Located annotations, String key, String profile) {
    if (List.of("runtime/default", "docker/default", "unconfined").contains(profile)) {
      return;
    }
    if (profile.startsWith("localhost/")) {
      String path = profile.substring("localhost/".length());
      for (String message : Forms.descendingPath(path)) {
        annotations.invalid(key, path, message);
      }
      return;
    }
    annotations.invalid(key, profile, "must be a valid seccomp profile");
  }

  private static void appArmor(Located metadata, Located spec, String key, String profile) {
    String container = key.substring(APP_ARMOR.length());
    if (WindowsRules.containers(spec).stream()
        .noneMatch(each -> each.text("name").equals(container))) {
      metadata
          .errors()
          .invalid(metadata.path("annotations").key(key), container, "container not found");
    }
    if (!profile.isEmpty()
        && !profile.equals("runtime/default")
        && !profile.equals("unconfined")
        && !profile.startsWith("localhost/")) {
      metadata
          .errors()
          .invalid(
              metadata.path("annotations").key(key),
              profile,
              "invalid AppArmor profile name: \"" + profile + "\"");
    }
  }

  /** Mirrors stay mirrors, and profiles are set once. */
  static void unchanged(Located metadata, JsonObject before) {
    JsonObject now = metadata.json().object("annotations");
    for (Map.Entry<String, JsonValue> each : before) {
      if (now.get(each.getKey()).equals(each.getValue())) {
        continue;
      }
      if (each.getKey().startsWith(APP_ARMOR)) {
        forbidden(metadata, each.getKey(), "may not remove or update AppArmor annotations");
      }
      if (each.getKey().equals(MIRROR)) {
        forbidden(metadata, each.getKey(), "may not remove or update mirror pod annotation");
      }
    }
    for (String key : now.names()) {
      if (before.has(key)) {
        continue;
      }
      if (key.startsWith(APP_ARMOR)) {
        forbidden(metadata, key, "may not add AppArmor annotations");
      }
      if (key.equals(MIRROR)) {
        forbidden(metadata, key, "may not add mirror pod annotation");
      }
    }
  }

  private static void forbidden(Located metadata, String key, String detail) {
    metadata.errors().forbidden(metadata.path("annotations").key(key), detail);
  }

  /** Where a profile is set as a field and as an annotation, both say the same. */
  static void profilesAgree(Located metadata, Located spec) {
    JsonObject annotations = metadata.json().object("annotations");
    if (annotations.isEmpty()) {
      return;
    }
    JsonValue podSeccomp = annotations.get(SECCOMP_POD);
    if (podSeccomp instanceof JsonString(String text)) {
      agree(spec.in("securityContext").in("seccompProfile"), text, "seccomp", true);
    }
    for (Located container : WindowsRules.containers(spec)) {
      Located context = container.in("securityContext");
      if (annotations.get(SECCOMP_CONTAINER + container.text("name"))
          instanceof JsonString(String text)) {
        agree(context.in("seccompProfile"), text, "seccomp", true);
      }
    }
    if (spec.in("os").text("name").equals("windows")) {
      return;
    }
    JsonObject ofPod = spec.in("securityContext").json().object("appArmorProfile");
    for (Located container : WindowsRules.containers(spec)) {
      Located own = container.in("securityContext").in("appArmorProfile");
      Located profile = own.json().isEmpty() ? own.holding(ofPod) : own;
      if (annotations.get(APP_ARMOR + container.text("name")) instanceof JsonString(String text)) {
        agree(profile, text, "apparmor", false);
      }
    }
  }

  private static void agree(Located profile, String annotation, String what, boolean isSeccomp) {
    String must = what + " type in annotation and field must match";
    String prefix = "localhost/";
    switch (profile.text("type")) {
      case "Unconfined" -> {
        if (!annotation.equals("unconfined")) {
          profile.forbidden("type", must);
        }
      }
      case "RuntimeDefault" -> {
        if (!annotation.equals("runtime/default")
            && !(isSeccomp && annotation.equals("docker/default"))) {
          profile.forbidden("type", must);
        }
      }
      case "Localhost" -> {
        if (!annotation.startsWith(prefix)) {
          profile.forbidden("type", must);
        } else if (!profile.has("localhostProfile")
            || !profile.text("localhostProfile").equals(annotation.substring(prefix.length()))) {
          profile.forbidden(
              "localhostProfile", what + " profile in annotation and field must match");
        }
      }
      default -> {}
    }
  }
}
