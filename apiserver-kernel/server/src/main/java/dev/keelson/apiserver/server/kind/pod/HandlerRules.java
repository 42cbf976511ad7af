package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Probes, and what runs at a container's start and end. */
final class HandlerRules {
  private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");
  private static final List<String> PROBES = List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOKS = List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final List<String> WINDOWS_SIGNALS = List.of("SIGKILL", "SIGTERM");
  private static final List<String> LINUX_SIGNALS = linuxSignals();

  private HandlerRules() {}

  static void liveness(Located container, PodScope scope) {
    once(container, "livenessProbe", scope);
  }

  static void startup(Located container, PodScope scope) {
    once(container, "startupProbe", scope);
  }

  static void readiness(Located container, PodScope scope) {
    if (container.has("readinessProbe")) {
      Located probe = container.in("readinessProbe");
      probe(probe, scope);
      if (probe.has("terminationGracePeriodSeconds")) {
        probe.invalid("terminationGracePeriodSeconds", "must not be set for readinessProbes");
      }
    }
  }

  private static void once(Located container, String name, PodScope scope) {
    if (container.has(name)) {
      Located probe = container.in(name);
      probe(probe, scope);
      if (probe.number("successThreshold") != 1) {
        probe.invalid("successThreshold", "must be 1");
      }
    }
  }

  private static void probe(Located probe, PodScope scope) {
    handler(probe, PROBES, scope);
    probe.notNegative("initialDelaySeconds");
    probe.notNegative("timeoutSeconds");
    probe.notNegative("periodSeconds");
    probe.notNegative("successThreshold");
    probe.notNegative("failureThreshold");
    if (probe.has("terminationGracePeriodSeconds")
        && probe.number("terminationGracePeriodSeconds") <= 0) {
      probe.invalid("terminationGracePeriodSeconds", "must be greater than 0");
    }
  }

  static void lifecycle(Located container, PodScope scope) {
    if (!container.has("lifecycle")) {
      return;
    }
    Located lifecycle = container.in("lifecycle");
    if (lifecycle.has("postStart")) {
      handler(lifecycle.in("postStart"), HOOKS, scope);
    }
    if (lifecycle.has("preStop")) {
      handler(lifecycle.in("preStop"), HOOKS, scope);
    }
    if (lifecycle.has("stopSignal")) {
      stopSignal(lifecycle, scope);
    }
  }

  private static void stopSignal(Located lifecycle, PodScope scope) {
    switch (scope.os()) {
      case "windows" -> lifecycle.oneOf("stopSignal", WINDOWS_SIGNALS);
      case "linux" -> lifecycle.oneOf("stopSignal", LINUX_SIGNALS);
      default ->
          lifecycle.forbidden(
              "stopSignal", "may not be set for containers with empty `spec.os.name`");
    }
  }

  private static void handler(Located handler, List<String> kinds, PodScope scope) {
    boolean has = false;
    for (String kind : kinds) {
      if (!handler.has(kind)) {
        continue;
      }
      if (has) {
        handler.forbidden(kind, "may not specify more than 1 handler type");
      } else {
        action(kind, handler.in(kind), scope);
      }
      has = true;
    }
    if (!has) {
      handler.errors().required(handler.path(), "must specify a handler type");
    }
  }

  private static void action(String kind, Located action, PodScope scope) {
    switch (kind) {
      case "exec" -> {
        if (action.json().array("command").isEmpty()) {
          action.required("command");
        }
      }
      case "httpGet" -> httpGet(action);
      case "sleep" -> sleep(action, scope.gracePeriod());
      default -> port(action);
    }
  }

  private static void httpGet(Located get) {
    get.needsText("path");
    port(get);
    if (!SCHEMES.contains(get.text("scheme"))) {
      get.notSupported("scheme", SCHEMES);
    }
    for (Located header : get.each("httpHeaders")) {
      for (String message : Names.httpHeader(header.text("name"))) {
        get.invalid("httpHeaders", header.text("name"), message);
      }
    }
  }

  private static void sleep(Located sleep, long gracePeriod) {
    long seconds = sleep.number("seconds");
    if (seconds < 0 || seconds > gracePeriod) {
      sleep
          .errors()
          .invalid(
              sleep.path(),
              seconds,
              "must be non-negative and less than terminationGracePeriodSeconds (%d)"
                  .formatted(gracePeriod));
    }
  }

  /** By number or by name. */
  private static void port(Located action) {
    if (action.get("port") instanceof JsonString) {
      action.form("port", Names::portName);
    } else if (!(action.get("port") instanceof JsonLong(long number)) || !Forms.isPort(number)) {
      action.errors().invalid(action.path("port"), action.number("port"), Located.range(1, 65535));
    }
  }

  private static List<String> linuxSignals() {
    List<String> plain =
        List.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT",
            "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM",
            "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU",
            "XFSZ", "RTMIN", "RTMAX");
    Stream<String> above = IntStream.rangeClosed(1, 15).mapToObj(i -> "RTMIN+" + i);
    Stream<String> below = IntStream.rangeClosed(1, 14).mapToObj(i -> "RTMAX-" + i);
    return Stream.of(plain.stream(), above, below)
        .flatMap(each -> each)
        .map(signal -> "SIG" + signal)
        .sorted()
        .toList();
  }
}
