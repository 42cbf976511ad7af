package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.node.PodWorker;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.shell.Program;
import dev.keelson.nodeagent.shell.Surroundings;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request, once it is known that its caller may. */
final class Routes {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  private final Request request;
  private final Reply reply;
  private final Hosts hosts;

  Routes(Request request, Reply reply, Hosts hosts) {
    this.request = request;
    this.reply = reply;
    this.hosts = hosts;
  }

  void serve() throws IOException, InterruptedException {
    int parts = request.path().size();
    switch (request.first()) {
      case "healthz" -> reply.whole(200, TEXT, "ok");
      case "pods", "runningpods" -> reply.whole(200, JSON, pods());
      case "configz" -> reply.whole(200, JSON, configz());
      case "metrics" -> metrics();
      case "stats" -> stats();
      case "containerLogs" -> {
        need(parts == 4);
        new Logs(request, reply, hosts.timing()).serve(worker());
      }
      case "exec", "attach" -> {
        need(parts == 4 || parts == 5);
        stream();
      }
      case "run" -> {
        need(parts == 4 || parts == 5);
        run();
      }
      case "portForward" -> {
        need(parts == 3 || parts == 4);
        forward();
      }
      default -> need(false);
    }
  }

  private static void need(boolean isThere) {
    if (!isThere) {
      throw new Refused(404, "404 page not found\n");
    }
  }

  private PodWorker worker() {
    ObjectName name = new ObjectName(request.path().get(1), request.path().get(2));
    return hosts
        .pod(name)
        .filter(each -> each.node() == request.node())
        .orElseThrow(() -> new Refused(404, "pod \"" + name.name() + "\" does not exist"));
  }

  private PodView pod() {
    String name = request.path().get(2);
    String namespace = request.path().get(1);
    return request.node().pods().stream()
        .filter(each -> each.name().equals(name) && each.namespace().equals(namespace))
        .map(PodView::new)
        .findFirst()
        .orElseThrow(() -> new Refused(404, "pod does not exist"));
  }

  private Session.Subject subject() {
    PodWorker worker = worker();
    PodView pod = pod();
    String container = request.path().getLast();
    ContainerSpec spec =
        pod.allContainers().stream()
            .filter(each -> each.name().equals(container))
            .findFirst()
            .orElseThrow(() -> notThere(container, pod));
    ContainerHandle handle =
        worker
            .machine()
            .container(container)
            .flatMap(runs -> runs.newest())
            .filter(each -> each.exit(hosts.timing().now()).isEmpty())
            .orElseThrow(() -> notThere(container, pod));
    return new Session.Subject(request.node(), pod, spec, handle, worker);
  }

  private static Refused notThere(String container, PodView pod) {
    return new Refused(
        404,
        "container not found (\"%s\") in pod \"%s\""
            .formatted(container, pod.name() + "_" + pod.namespace()));
  }

  private void stream() throws IOException, InterruptedException {
    boolean hasInput = request.isTrue("input") || request.isTrue("stdin");
    boolean hasOutput = request.isTrue("output") || request.isTrue("stdout");
    boolean hasError = request.isTrue("error") || request.isTrue("stderr");
    boolean isTty = request.isTrue("tty");
    if (!hasInput && !hasOutput && !hasError) {
      throw new Refused(400, "you must specify at least 1 of stdin, stdout, stderr");
    }
    Session.Subject subject = subject();
    Streams wanted = new Streams(hasInput, hasOutput, hasError && !isTty, isTty);
    Terminal terminal = Upgrades.terminal(request, reply, wanted);
    Session session = new Session(subject, terminal, hosts.timing(), hasInput, isTty);
    if (request.first().equals("attach")) {
      session.attach();
    } else {
      session.exec(request.query().getOrDefault("command", List.of()));
    }
  }

  /** The command's whole output, in one answer. */
  private void run() {
    Session.Subject subject = subject();
    List<String> command = List.of(request.text("cmd").split(" "));
    Program program = Program.ofCommand(command).orElseThrow(() -> new Refused(500, "exec failed"));
    var now = hosts.timing().now();
    Surroundings surroundings =
        new Surroundings(Map.of(), subject.files(now), subject.pod().hostname(), now, "", false, 0);
    StringBuilder output = new StringBuilder();
    program
        .run(surroundings, Duration.ofHours(1))
        .outputs()
        .forEach(each -> output.append(each.text()));
    reply.whole(200, TEXT, output.toString());
  }

  private void forward() throws IOException, InterruptedException {
    worker();
    new PortForward(pod()).serve(Upgrades.spdy(request, reply, List.of("portforward.k8s.io")));
  }

  private String pods() {
    JsonArray items =
        new JsonArray(
            request.node().pods().stream()
                .map(ApiObject::tree)
                .<dev.keelson.apiserver.model.json.JsonValue>map(each -> each)
                .toList());
    return JsonObject.builder()
        .put("kind", "PodList")
        .put("apiVersion", "v1")
        .put("metadata", JsonObject.EMPTY)
        .put("items", items)
        .build()
        .toJson();
  }

  private static String configz() {
    return JsonObject.of(
            "kubeletconfig",
            JsonObject.builder()
                .put("kind", "KubeletConfiguration")
                .put("apiVersion", "kubelet.config.k8s.io/v1beta1")
                .put("containerRuntimeEndpoint", "pretend://")
                .put("nodeStatusUpdateFrequency", "10s")
                .put("nodeStatusReportFrequency", "5m0s")
                .put("nodeLeaseDurationSeconds", 40)
                .put("maxPods", 110)
                .build())
        .toJson();
  }

  private void metrics() {
    Stats stats = new Stats(request.node(), this::container, hosts.timing().now());
    String which = request.path().size() > 1 ? request.path().get(1) : "";
    switch (which) {
      case "" -> reply.whole(200, Stats.METRICS, stats.own());
      case "resource" -> reply.whole(200, Stats.METRICS, stats.resource());
      case "cadvisor", "probes" -> reply.whole(200, Stats.METRICS, "");
      default -> need(false);
    }
  }

  private void stats() {
    need(request.path().equals(List.of("stats", "summary")));
    Stats stats = new Stats(request.node(), this::container, hosts.timing().now());
    reply.whole(200, JSON, stats.summary().toJson());
  }

  private Optional<ContainerHandle> container(ObjectName pod, String name) {
    return hosts
        .pod(pod)
        .flatMap(worker -> worker.machine().container(name))
        .flatMap(runs -> runs.newest());
  }
}
