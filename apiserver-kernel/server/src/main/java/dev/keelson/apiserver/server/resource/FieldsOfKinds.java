package dev.keelson.apiserver.server.resource;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The field labels that upstream's conversion functions and strategies know, kind by kind. */
final class FieldsOfKinds {
  private static final Map<String, SelectableFields> BY_KIND =
      Map.ofEntries(
          Map.entry("/Pod", pod()),
          Map.entry(
              "/Node",
              fields(Map.of("spec.unschedulable", object -> flag(object, "unschedulable")))),
          Map.entry("/Namespace", fields("status.phase")),
          Map.entry("/Secret", fields("type")),
          Map.entry("/Service", fields("spec.clusterIP", "spec.type")),
          Map.entry("/ReplicationController", fields("status.replicas")),
          Map.entry("apps/ReplicaSet", fields("status.replicas")),
          Map.entry("batch/Job", fields("status.successful", "status.succeeded")),
          Map.entry("certificates.k8s.io/CertificateSigningRequest", fields("spec.signerName")),
          Map.entry("/Event", event("involvedObject", "source.component", "type", "reason")),
          Map.entry(
              "events.k8s.io/Event",
              event("regarding", "deprecatedSource.component", "type", "reason")),
          Map.entry("networking.k8s.io/IPAddress", fields("spec.parentRef.name")),
          Map.entry("resource.k8s.io/ResourceSlice", fields("spec.nodeName", "spec.driver")));

  private FieldsOfKinds() {}

  static SelectableFields of(GroupVersionKind kind) {
    return BY_KIND.getOrDefault(kind.group() + "/" + kind.kind(), SelectableFields.METADATA);
  }

  private static SelectableFields fields(String... paths) {
    Map<String, Function<ApiObject, String>> values = new HashMap<>();
    for (String path : paths) {
      values.put(path, object -> text(object, path));
    }
    return new SelectableFields(values);
  }

  private static SelectableFields fields(Map<String, Function<ApiObject, String>> values) {
    return new SelectableFields(values);
  }

  private static SelectableFields pod() {
    Map<String, Function<ApiObject, String>> values =
        new HashMap<>(
            fields(
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "status.phase",
                    "status.podIP",
                    "status.nominatedNodeName")
                .values());
    values.put("spec.hostNetwork", object -> flag(object, "hostNetwork"));
    values.put("status.podIPs", object -> text(object, "status.podIP"));
    return new SelectableFields(values);
  }

  private static SelectableFields event(
      String about, String component, String type, String reason) {
    Map<String, Function<ApiObject, String>> values = new HashMap<>();
    for (String field :
        new String[] {
          "kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"
        }) {
      values.put(about + "." + field, object -> text(object, about + "." + field));
    }
    values.put(reason, object -> text(object, reason));
    values.put(type, object -> text(object, type));
    values.put("reportingComponent", FieldsOfKinds::reporter);
    values.put(
        "source",
        object -> {
          String told = text(object, component);
          return told.isEmpty() ? text(object, "reportingController") : told;
        });
    values.put("reportingController", object -> text(object, "reportingController"));
    return new SelectableFields(values);
  }

  private static String reporter(ApiObject object) {
    return object.tree().text("reportingComponent");
  }

  private static String flag(ApiObject object, String name) {
    return object.spec().get(name) == JsonBool.TRUE ? "true" : "false";
  }

  private static String text(ApiObject object, String path) {
    return switch (object.tree().at(path.split("\\."))) {
      case JsonString(String text) -> text;
      case JsonLong(long number) -> Long.toString(number);
      case JsonBool bool -> bool == JsonBool.TRUE ? "true" : "false";
      default -> path.equals("status.replicas") || path.startsWith("status.succe") ? "0" : "";
    };
  }
}
