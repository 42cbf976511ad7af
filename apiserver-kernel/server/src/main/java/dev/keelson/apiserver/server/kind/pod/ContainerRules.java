package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds for containers of all lists, and for one container by itself. */
final class ContainerRules {
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
  private static final List<String> RESIZED = List.of("cpu", "memory");
  private static final List<String> RESIZE_POLICIES = List.of("NotRequired", "RestartContainer");
  private static final List<String> RESTART_POLICIES = List.of("Always", "Never", "OnFailure");
  private static final List<String> RESTART_ACTIONS = List.of("Restart", "RestartAllContainers");
  private static final List<String> EXIT_CODE_OPERATORS = List.of("In", "NotIn");
  private static final int MOST_RESTART_RULES = 20;
  private static final int MOST_EXIT_CODES = 255;

  private ContainerRules() {}

  static void common(Located container, PodScope scope) {
    if (container.needsText("name")) {
      container.form("name", Names::label1123);
    }
    container.needsText("image");
    container.needsOneOf("terminationMessagePolicy", MESSAGE_POLICIES);
    ports(container);
    EnvironmentRules.variables(container);
    EnvironmentRules.imports(container);
    MountRules.mounts(container, scope);
    MountRules.devices(container, scope);
    pullPolicy(container, "imagePullPolicy");
    if (container.has("resources")) {
      ResourceRules.container(container.in("resources"), scope.claims());
    }
    resizePolicy(container, scope);
    if (container.has("securityContext")) {
      SecurityRules.container(container.in("securityContext"), scope.sharesUsers());
    }
  }

  static void pullPolicy(Located holder, String name) {
    holder.needsOneOf(name, PULL_POLICIES);
  }

  private static void ports(Located container) {
    List<Located> ports = container.each("ports");
    if (ports.isEmpty()) {
      return;
    }
    Set<String> names = new HashSet<>();
    for (Located port : ports) {
      String name = port.text("name");
      if (!name.isEmpty()) {
        if (!Names.portName(name).isEmpty()) {
          port.form("name", Names::portName);
        } else if (!names.add(name)) {
          port.errors().duplicate(port.path("name"), name);
        }
      }
      if (port.number("containerPort") == 0) {
        port.required("containerPort");
      } else {
        port.within("containerPort", 1, 65535);
      }
      if (port.number("hostPort") != 0) {
        port.within("hostPort", 1, 65535);
      }
      port.needsOneOf("protocol", PROTOCOLS);
    }
  }

  /** No two ports of these containers take the same port of the host. */
  static void hostPorts(List<Located> containers) {
    Set<String> taken = new HashSet<>();
    for (Located container : containers) {
      for (Located port : container.each("ports")) {
        long number = port.number("hostPort");
        if (number != 0) {
          String key = port.text("protocol") + "/" + port.text("hostIP") + "/" + number;
          if (!taken.add(key)) {
            port.errors().duplicate(port.path("hostPort"), key);
          }
        }
      }
    }
  }

  /** Errors of these name the list and not the element, as upstream's do. */
  private static void resizePolicy(Located container, PodScope scope) {
    List<Located> policies = container.each("resizePolicy");
    Set<String> seen = new HashSet<>();
    for (Located policy : policies) {
      String resource = policy.text("resourceName");
      if (!seen.add(resource)) {
        policy.errors().duplicate(policy.path(), resource);
      }
      listed(container, "resizePolicy", resource, RESIZED);
      listed(container, "resizePolicy", policy.text("restartPolicy"), RESIZE_POLICIES);
      if (scope.restartPolicy().equals("Never")
          && !policy.text("restartPolicy").equals("NotRequired")) {
        container.invalid(
            "resizePolicy",
            policy.text("restartPolicy"),
            "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
      }
    }
  }

  private static void listed(Located holder, String list, String text, List<String> supported) {
    if (text.isEmpty()) {
      holder.required(list);
    } else if (!supported.contains(text)) {
      holder.errors().notSupported(holder.path(list), text, supported);
    }
  }

  /** Rules on exit codes, which need a policy to fall back to. */
  static void restartPolicy(Located container) {
    List<Located> rules = container.each("restartPolicyRules");
    if (!container.has("restartPolicy")) {
      if (rules.isEmpty()) {
        return;
      }
      container.required("restartPolicy", "must specify restartPolicy when restart rules are used");
    } else {
      container.oneOf("restartPolicy", RESTART_POLICIES);
    }
    if (rules.size() > MOST_RESTART_RULES) {
      container
          .errors()
          .tooMany(container.path("restartPolicyRules"), rules.size(), MOST_RESTART_RULES);
    }
    for (Located rule : rules) {
      if (!RESTART_ACTIONS.contains(rule.text("action"))) {
        rule.notSupported("action", RESTART_ACTIONS);
      }
      if (!rule.has("exitCodes")) {
        rule.required("exitCodes", "must be specified");
        continue;
      }
      Located codes = rule.in("exitCodes");
      if (!EXIT_CODE_OPERATORS.contains(codes.text("operator"))) {
        codes.notSupported("operator", EXIT_CODE_OPERATORS);
      }
      JsonArray values = codes.json().array("values");
      if (values.size() > MOST_EXIT_CODES) {
        codes.errors().tooMany(codes.path("values"), values.size(), MOST_EXIT_CODES);
      }
    }
  }

  /** Of pods only: templates may have spaces for some later step to remove. */
  static void image(Located container) {
    String image = container.text("image");
    if (!isTrimmed(image)) {
      container.invalid("image", image, "must not have leading or trailing whitespace");
    }
  }

  private static boolean isTrimmed(String text) {
    return text.isEmpty()
        || (!Character.isWhitespace(text.charAt(0))
            && !Character.isWhitespace(text.charAt(text.length() - 1)));
  }

  static boolean isSidecar(JsonObject initContainer) {
    return initContainer.get("restartPolicy") instanceof JsonString(String policy)
        && policy.equals("Always");
  }
}
