package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Query;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.Freshness;
import dev.keelson.apiserver.server.stream.NodeAddress;
import dev.keelson.apiserver.server.stream.NodeProxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a node agent answers: logs, exec, attach and port-forward of a pod, and whatever the agent
 * itself serves ({@code nodes/proxy}). Paths below are the kubelet's.
 */
public final class NodeVerbs {
  private static final int KUBELET_PORT = 10_250;

  /** In the order in which kube-apiserver prefers them. */
  private static final List<String> ADDRESSES =
      List.of("Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP");

  private static final List<String> LOG_OPTIONS =
      List.of(
          "follow",
          "previous",
          "timestamps",
          "sinceSeconds",
          "sinceTime",
          "tailLines",
          "limitBytes",
          "stream");

  private final Serving serving;
  private final NodeProxy proxy;

  public NodeVerbs(Serving serving, NodeProxy proxy) {
    this.serving = serving;
    this.proxy = proxy;
  }

  public ApiResponse log(Call call) {
    ApiObject pod = pod(call);
    String container = container(pod, call.request().query().text("container"));
    if (pod.spec().text("nodeName").isEmpty()) {
      return ApiResponse.text(200, "");
    }
    List<String> words = new ArrayList<>();
    for (String option : LOG_OPTIONS) {
      String value = call.request().query().text(option);
      if (!value.isEmpty() && !value.equals("false")) {
        words.add(option + "=" + encoded(value));
      }
    }
    return proxy.fetch(node(pod), path("containerLogs", pod, container) + query(words));
  }

  public ApiResponse exec(Call call) {
    return streams(call, "exec");
  }

  public ApiResponse attach(Call call) {
    return streams(call, "attach");
  }

  private ApiResponse streams(Call call, String verb) {
    ApiObject pod = placed(call);
    Query query = call.request().query();
    String container = container(pod, query.text("container"));
    List<String> words = new ArrayList<>();
    query.all("command").forEach(word -> words.add("command=" + encoded(word)));
    flag(query, "stdin", "input", words);
    flag(query, "stdout", "output", words);
    flag(query, "stderr", "error", words);
    flag(query, "tty", "tty", words);
    return proxy.connect(call.request(), node(pod), path(verb, pod, container) + query(words));
  }

  public ApiResponse portForward(Call call) {
    ApiObject pod = placed(call);
    List<String> words = new ArrayList<>();
    List<String> ports = call.request().query().all("ports");
    if (!ports.isEmpty()) {
      words.add("port=" + encoded(String.join(",", ports)));
    }
    return proxy.connect(
        call.request(),
        node(pod),
        "/portForward/" + encoded(pod.namespace()) + "/" + encoded(pod.name()) + query(words));
  }

  /** {@code nodes/NAME[:PORT]/proxy/…}. */
  public ApiResponse nodeProxy(Call call) {
    String[] named = call.info().name().split(":");
    NodeAddress address = node(named[0]);
    return proxy.connect(call.request(), address, rest(call.request()));
  }

  /** {@code pods/[https:]NAME[:PORT]/proxy/…}. */
  public ApiResponse podProxy(Call call) {
    Target target = Target.of(call.info().name());
    ApiObject pod = find("pods", new ObjectName(call.info().namespace(), target.name()));
    String ip = pod.status().text("podIP");
    if (ip.isEmpty()) {
      throw new ApiFailure(ApiStatus.badRequest("address not allowed"));
    }
    return proxy.connect(
        call.request(),
        new NodeAddress(ip, podPort(pod, target.port()), target.isTls()),
        rest(call.request()));
  }

  private static int podPort(ApiObject pod, String wanted) {
    if (!wanted.isEmpty()) {
      return number(wanted);
    }
    return pod.spec()
        .array("containers")
        .objects()
        .flatMap(each -> each.array("ports").objects())
        .mapToInt(each -> (int) each.number("containerPort", 80))
        .findFirst()
        .orElse(80);
  }

  private static int number(String port) {
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw new ApiFailure(ApiStatus.badRequest("invalid port \"" + port + "\""));
    }
  }

  /** {@code services/[https:]NAME[:PORT]/proxy/…}: any of its ready endpoints. */
  public ApiResponse serviceProxy(Call call) {
    Target target = Target.of(call.info().name());
    ObjectName name = new ObjectName(call.info().namespace(), target.name());
    find("services", name);
    ApiObject endpoints = find("endpoints", name);
    for (JsonObject subset : endpoints.tree().array("subsets").objects().toList()) {
      Optional<Integer> port = port(subset, target.port());
      Optional<String> ip =
          subset.array("addresses").objects().map(each -> each.text("ip")).findAny();
      if (port.isPresent() && ip.isPresent()) {
        return proxy.connect(
            call.request(),
            new NodeAddress(ip.get(), port.get(), target.isTls()),
            rest(call.request()));
      }
    }
    throw new ApiFailure(
        ApiStatus.unavailable("no endpoints available for service \"" + call.info().name() + "\""));
  }

  private static Optional<Integer> port(JsonObject subset, String wanted) {
    return subset
        .array("ports")
        .objects()
        .filter(
            each ->
                wanted.isEmpty()
                    || each.text("name").equals(wanted)
                    || Long.toString(each.number("port", 0)).equals(wanted))
        .map(each -> (int) each.number("port", 0))
        .findFirst();
  }

  private record Target(String name, String port, boolean isTls) {
    static Target of(String text) {
      String[] parts = text.split(":", -1);
      return switch (parts.length) {
        case 1 -> new Target(parts[0], "", false);
        case 2 -> new Target(parts[0], parts[1], false);
        case 3 -> new Target(parts[1], parts[2], parts[0].equals("https"));
        default ->
            throw new ApiFailure(ApiStatus.badRequest("invalid proxy target \"" + text + "\""));
      };
    }
  }

  /** What follows the subresource in the path, and the query, as they were sent. */
  private static String rest(ApiRequest request) {
    String path = request.path();
    int at = path.indexOf("/proxy", path.indexOf("/namespaces/") + 1);
    String rest = at < 0 ? "" : path.substring(at + "/proxy".length());
    List<String> words = new ArrayList<>();
    request
        .query()
        .values()
        .forEach(
            (name, values) ->
                values.forEach(value -> words.add(encoded(name) + "=" + encoded(value))));
    return (rest.isEmpty() ? "/" : rest) + query(words);
  }

  private ApiObject pod(Call call) {
    return find("pods", call.info().objectName());
  }

  private ApiObject placed(Call call) {
    ApiObject pod = pod(call);
    if (pod.spec().text("nodeName").isEmpty()) {
      throw new ApiFailure(
          ApiStatus.badRequest("pod " + pod.name() + " does not have a host assigned"));
    }
    return pod;
  }

  private ApiObject find(String plural, ObjectName name) {
    var resource = serving.resources().get("v1", plural);
    return serving
        .cachers()
        .of(resource)
        .get(name, new Freshness.Consistent())
        .map(Stored::object)
        .orElseThrow(() -> new ApiFailure(ApiStatus.notFound(resource.name(), name.name())));
  }

  private NodeAddress node(ApiObject pod) {
    return node(pod.spec().text("nodeName"));
  }

  private NodeAddress node(String name) {
    JsonObject status = find("nodes", new ObjectName("", name)).status();
    int port =
        (int) status.objectAt("daemonEndpoints", "kubeletEndpoint").number("Port", KUBELET_PORT);
    for (String type : ADDRESSES) {
      Optional<String> address =
          status
              .array("addresses")
              .objects()
              .filter(each -> each.text("type").equals(type))
              .map(each -> each.text("address"))
              .findFirst();
      if (address.isPresent()) {
        return new NodeAddress(address.get(), port, true);
      }
    }
    throw new ApiFailure(ApiStatus.internal("no preferred addresses found; known addresses: []"));
  }

  /** The one asked for, the one annotated as default, or the only one. */
  private static String container(ApiObject pod, String wanted) {
    List<String> all =
        Stream.of("initContainers", "containers", "ephemeralContainers")
            .flatMap(list -> pod.spec().array(list).objects())
            .map(each -> each.text("name"))
            .toList();
    if (!wanted.isEmpty()) {
      if (!all.contains(wanted)) {
        throw new ApiFailure(
            ApiStatus.badRequest(
                "container %s is not valid for pod %s".formatted(wanted, pod.name())));
      }
      return wanted;
    }
    List<String> main =
        pod.spec().array("containers").objects().map(each -> each.text("name")).toList();
    if (main.size() == 1) {
      return main.getFirst();
    }
    List<String> init =
        pod.spec().array("initContainers").objects().map(each -> each.text("name")).toList();
    throw new ApiFailure(
        ApiStatus.badRequest(
            "a container name must be specified for pod %s, choose one of: [%s]%s"
                .formatted(
                    pod.name(),
                    String.join(" ", main),
                    init.isEmpty()
                        ? ""
                        : " or one of the init containers: [" + String.join(" ", init) + "]")));
  }

  private static void flag(Query query, String ours, String kubelets, List<String> words) {
    if (query.isTrue(ours)) {
      words.add(kubelets + "=1");
    }
  }

  private static String path(String verb, ApiObject pod, String container) {
    return "/"
        + verb
        + "/"
        + encoded(pod.namespace())
        + "/"
        + encoded(pod.name())
        + "/"
        + encoded(container);
  }

  private static String query(List<String> words) {
    return words.isEmpty() ? "" : "?" + String.join("&", words);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
