package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.pod.PodTemplateRules;
import java.util.List;
import java.util.regex.Pattern;

/** Of a job's specification, in a job or in a cron job's template. */
final class JobSpecRules {
  private static final int MOST_PARALLEL = 100_000;
  private static final int MANY_COMPLETIONS = 100_000;
  private static final int MOST_WITH_MANY = 10_000;
  private static final int MOST_FAILED = 100_000;
  private static final int LONGEST_MANAGER = 63;
  private static final Pattern MANAGER_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

  private JobSpecRules() {}

  static void check(Located spec) {
    Counts.notNegative(
        spec,
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "backoffLimitPerIndex",
        "maxFailedIndexes");
    if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
      spec.required("backoffLimitPerIndex", "when maxFailedIndexes is specified");
    }
    if (spec.has("managedBy")) {
      manager(spec);
    }
    completionMode(spec);
    if (spec.has("podFailurePolicy")) {
      FailurePolicyRules.check(spec);
    }
    if (spec.has("successPolicy")) {
      if (isIndexed(spec)) {
        SuccessPolicyRules.check(spec);
      } else {
        spec.errors()
            .invalid(
                spec.path("successPolicy"),
                GoStruct.shown(spec.json().object("successPolicy"), List.of("rules")),
                "requires indexed completion mode");
      }
    }
    replacement(spec);
    PodTemplateRules.check(spec.in("template"));
    restartPolicy(spec);
  }

  static boolean isIndexed(Located spec) {
    return spec.text("completionMode").equals("Indexed");
  }

  /** A domain and a path. */
  private static void manager(Located spec) {
    String manager = spec.text("managedBy");
    int slash = manager.indexOf('/');
    if (manager.isEmpty()) {
      spec.required("managedBy");
    } else if (slash < 1 || slash == manager.length() - 1) {
      spec.invalid("managedBy", "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      String host = manager.substring(0, slash);
      for (String message : Names.subdomain1123(host)) {
        spec.invalid("managedBy", host, message);
      }
      String path = manager.substring(slash + 1);
      if (!MANAGER_PATH.matcher(path).matches()) {
        spec.invalid(
            "managedBy",
            path,
            "Invalid path (regex used for validation is '" + MANAGER_PATH.pattern() + "')");
      }
    }
    if (manager.length() > LONGEST_MANAGER) {
      spec.errors().tooLong(spec.path("managedBy"), LONGEST_MANAGER);
    }
  }

  private static void completionMode(Located spec) {
    if (spec.has("completionMode")) {
      spec.oneOf("completionMode", List.of("NonIndexed", "Indexed"));
      if (isIndexed(spec)) {
        indexed(spec);
      }
    }
    if (!spec.has("completionMode") || spec.text("completionMode").equals("NonIndexed")) {
      for (String name : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        if (spec.has(name)) {
          spec.invalid(name, "requires indexed completion mode");
        }
      }
    }
  }

  private static void indexed(Located spec) {
    if (!spec.has("completions")) {
      spec.required("completions", "when completion mode is Indexed");
    }
    most(spec, "parallelism", MOST_PARALLEL, " when completion mode is Indexed");
    if (spec.has("completions") && spec.number("maxFailedIndexes") > spec.number("completions")) {
      spec.invalid("maxFailedIndexes", "must be less than or equal to completions");
    }
    most(spec, "maxFailedIndexes", MOST_FAILED, "");
    if (spec.number("completions") > MANY_COMPLETIONS && spec.has("backoffLimitPerIndex")) {
      if (!spec.has("maxFailedIndexes")) {
        spec.required(
            "maxFailedIndexes", "must be specified when completions is above " + MANY_COMPLETIONS);
      }
      String when =
          " when completions are above "
              + MANY_COMPLETIONS
              + " and used with backoff limit per index";
      most(spec, "parallelism", MOST_WITH_MANY, when);
      most(spec, "maxFailedIndexes", MOST_WITH_MANY, when);
    }
  }

  private static void most(Located spec, String name, int most, String when) {
    if (spec.number(name) > most) {
      spec.invalid(name, "must be less than or equal to " + most + when);
    }
  }

  private static void replacement(Located spec) {
    if (spec.has("podReplacementPolicy")) {
      spec.oneOf(
          "podReplacementPolicy",
          spec.has("podFailurePolicy")
              ? List.of("Failed")
              : List.of("Failed", "TerminatingOrFailed"));
    }
  }

  private static void restartPolicy(Located spec) {
    Located pod = spec.in("template").in("spec");
    switch (pod.text("restartPolicy")) {
      case "", "Always" -> pod.required("restartPolicy", "valid values: \"OnFailure\", \"Never\"");
      case "Never" -> {}
      case "OnFailure" -> {
        if (spec.has("podFailurePolicy")) {
          pod.invalid(
              "restartPolicy", "only \"Never\" is supported when podFailurePolicy is specified");
        }
      }
      default -> pod.notSupported("restartPolicy", List.of("OnFailure", "Never"));
    }
  }

  /** Numbers of a list. */
  static List<Long> numbers(JsonArray list) {
    return list.values().stream()
        .map(each -> each instanceof JsonLong(long number) ? number : 0L)
        .toList();
  }

  /** As Go prints a list of quoted texts. */
  static String quoted(List<String> values) {
    return "valid values: ["
        + String.join(" ", values.stream().map(each -> JsonString.of(each).toJson()).toList())
        + "]";
  }
}
