package dev.keelson.nodeagent.stream;

import java.util.List;

/** What of a Node a request touches, for who may: kubelet's {@code server/auth.go}. */
final class Access {
  private Access() {}

  static String verb(Request request) {
    return switch (request.method()) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "get";
    };
  }

  /** Any of them will do. */
  static List<String> subresources(Request request) {
    return switch (request.first()) {
      case "stats" -> List.of("stats");
      case "metrics" -> List.of("metrics");
      case "logs" -> List.of("log");
      case "checkpoint" -> List.of("checkpoint");
      case "pods", "runningpods" -> List.of("pods", "proxy");
      case "healthz" -> List.of("healthz", "proxy");
      case "configz" -> List.of("configz", "proxy");
      default -> List.of("proxy");
    };
  }
}
