package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Environment variables of containers, and where their values come from. */
final class EnvironmentRules {
  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

  /** A trailing dash is taken for the beginning of a generated part. */
  private static final Function<String, List<String>> IMPORTED =
      Names.asPrefix(Names::subdomain1123);

  private EnvironmentRules() {}

  static void variables(Located container) {
    for (Located variable : container.each("env")) {
      if (variable.needsText("name")) {
        variable.form("name", Names::environmentVariable);
      }
      if (variable.has("valueFrom")) {
        source(variable);
      }
    }
  }

  private static void source(Located variable) {
    Located from = variable.in("valueFrom");
    int sources = 0;
    for (String source : SOURCES) {
      if (from.has(source)) {
        sources++;
        reference(source, from.in(source));
      }
    }
    if (sources == 0) {
      variable.invalid(
          "valueFrom",
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`"
              + " or `fileKeyRef`");
    } else if (!variable.text("value").isEmpty()) {
      variable.invalid("valueFrom", "", "may not be specified when `value` is not empty");
    } else if (sources > 1) {
      variable.invalid("valueFrom", "", "may not have more than one field specified at a time");
    }
  }

  private static void reference(String source, Located reference) {
    switch (source) {
      case "fieldRef" -> DownwardRules.field(reference, DownwardRules.IN_ENVIRONMENT);
      case "resourceFieldRef" -> DownwardRules.resource(reference, false);
      case "fileKeyRef" -> fileKey(reference);
      default -> key(reference);
    }
  }

  /** Of a config map or a secret. */
  private static void key(Located reference) {
    reference.form("name", Names::subdomain1123);
    if (reference.needsText("key")) {
      reference.form("key", Names::configMapKey);
    }
  }

  private static void fileKey(Located reference) {
    if (reference.needsText("key")) {
      reference.form("key", Names::environmentVariable);
    }
    if (reference.needsText("volumeName")) {
      reference.form("volumeName", Names::label1123);
    }
    if (reference.needsText("path")) {
      reference.form("path", Forms::noBacksteps);
    }
  }

  /** Whole config maps and secrets as variables. */
  static void imports(Located container) {
    for (Located from : container.each("envFrom")) {
      from.formIfAny("prefix", Names::environmentVariable);
      int sources = 0;
      for (String source : List.of("configMapRef", "secretRef")) {
        if (from.has(source)) {
          sources++;
          Located reference = from.in(source);
          if (reference.needsText("name")) {
            reference.form("name", IMPORTED);
          }
        }
      }
      if (sources == 0) {
        container.invalid("envFrom", "", "must specify one of: `configMapRef` or `secretRef`");
      } else if (sources > 1) {
        container.invalid("envFrom", "", "may not have more than one field specified at a time");
      }
    }
  }

  /** A file with variables lies in an {@code emptyDir} of the pod. */
  static void fileVolumes(Located container, Map<String, Located> volumes) {
    for (Located variable : container.each("env")) {
      Located reference = variable.in("valueFrom").in("fileKeyRef");
      if (!variable.in("valueFrom").has("fileKeyRef")) {
        continue;
      }
      Located volume = volumes.get(reference.text("volumeName"));
      if (volume == null) {
        reference.errors().notFound(reference.path("volumeName"), reference.text("volumeName"));
      } else if (!volume.has("emptyDir")) {
        reference.invalid("volumeName", "referenced volume must be of type emptyDir");
      }
    }
  }
}
