package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** References of a pod to its own fields: the downward API. */
final class DownwardRules {
  static final Set<String> IN_ENVIRONMENT =
      new TreeSet<>(
          List.of(
              "metadata.name",
              "metadata.namespace",
              "metadata.uid",
              "spec.nodeName",
              "spec.serviceAccountName",
              "status.hostIP",
              "status.hostIPs",
              "status.podIP",
              "status.podIPs"));

  static final Set<String> IN_VOLUME =
      new TreeSet<>(
          List.of(
              "metadata.name",
              "metadata.namespace",
              "metadata.labels",
              "metadata.annotations",
              "metadata.uid"));

  /** Those that a field path can name at all. */
  private static final Set<String> KNOWN =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.serviceAccountName",
          "spec.schedulerName",
          "spec.host",
          "status.phase",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");

  private static final Set<String> DIVISORS_OF_BYTES =
      Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

  private static final String BYTES =
      "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported"
          + " with the %s resource";

  private DownwardRules() {}

  static void field(Located reference, Set<String> supported) {
    if (!reference.needsText("apiVersion") || !reference.needsText("fieldPath")) {
      return;
    }
    String path = reference.text("fieldPath");
    String version = reference.text("apiVersion");
    int open = path.endsWith("']") ? path.indexOf("['") : -1;
    String field = open < 0 ? path : path.substring(0, open);
    if (!version.equals("v1")) {
      unknown(reference, "unsupported pod version: " + version);
    } else if (open > 0) {
      String key = path.substring(open + 2, path.length() - 2);
      switch (field) {
        case "metadata.annotations" -> key(reference, key.toLowerCase(Locale.ROOT));
        case "metadata.labels" -> key(reference, key);
        default -> unknown(reference, "field label does not support subscript: " + path);
      }
    } else if (!KNOWN.contains(field)) {
      unknown(reference, "field label not supported: " + path);
    } else {
      String current = field.equals("spec.host") ? "spec.nodeName" : field;
      if (!supported.contains(current)) {
        reference
            .errors()
            .notSupported(reference.path("fieldPath"), current, List.copyOf(supported));
      }
    }
  }

  private static void unknown(Located reference, String why) {
    reference.invalid("fieldPath", "error converting fieldPath: " + why);
  }

  private static void key(Located reference, String key) {
    for (String message : Names.qualifiedName(key)) {
      reference.errors().invalid(reference.path(), key, message);
    }
  }

  /** In a volume, the container must be named. */
  static void resource(Located reference, boolean inVolume) {
    String resource = reference.text("resource");
    boolean huge =
        resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
    if (inVolume && reference.text("containerName").isEmpty()) {
      reference.required("containerName");
    } else if (resource.isEmpty()) {
      reference.required("resource");
    } else if (!huge && !RESOURCES.contains(resource)) {
      reference.notSupported("resource", RESOURCES);
    }
    divisor(reference, resource);
  }

  private static void divisor(Located reference, String resource) {
    String divisor = reference.text("divisor");
    if (divisor.isEmpty() || divisor.equals("0")) {
      return;
    }
    String what = resource.substring(resource.indexOf('.') + 1);
    String wrong =
        switch (what) {
          case "cpu" ->
              divisor.equals("1") || divisor.equals("1m")
                  ? ""
                  : "only divisor's values 1m and 1 are supported with the cpu resource";
          case "memory" -> ofBytes(divisor, "memory");
          case "ephemeral-storage" -> ofBytes(divisor, "local ephemeral storage");
          default -> what.startsWith("hugepages-") ? ofBytes(divisor, "hugepages") : "";
        };
    if (!wrong.isEmpty()) {
      reference.invalid("divisor", resource, wrong);
    }
  }

  private static String ofBytes(String divisor, String what) {
    return DIVISORS_OF_BYTES.contains(divisor) ? "" : BYTES.formatted(what);
  }

  /** One file of a {@code downwardAPI} volume; {@code holder} is where upstream says errors are. */
  static void file(Located file, Located holder) {
    Located at = holder.holding(file.json());
    at.needsText("path");
    at.form("path", Forms::filePath);
    if (at.has("fieldRef")) {
      field(at.in("fieldRef"), IN_VOLUME);
      if (at.has("resourceFieldRef")) {
        at.errors()
            .invalid(
                at.path(),
                "resource",
                "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (at.has("resourceFieldRef")) {
      resource(at.in("resourceFieldRef"), true);
    } else {
      at.errors().required(at.path(), "one of fieldRef and resourceFieldRef is required");
    }
    VolumeRules.mode(at, "mode");
  }
}
