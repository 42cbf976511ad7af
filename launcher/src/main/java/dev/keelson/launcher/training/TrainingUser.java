package dev.keelson.launcher.training;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.WatchOptions;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What the first user of a cluster does with kubectl: looks round, deploys, waits, reads tables and
 * logs, applies, scales, deletes. Then the same often, so that the JVM knows what is hot.
 */
final class TrainingUser {
  private static final int REPLICAS = 20;
  private static final int ROUNDS = 3;
  private static final int OBJECTS = 400;
  private static final long LONGEST_SECONDS = 60;
  private static final long POLL_MILLIS = 10;
  private static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,"
          + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";
  private static final String DISCOVERY =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private static final ObjectName WEB = new ObjectName("default", "web");

  private final ApiClient client;
  private final ResourceClient pods;
  private final ResourceClient deployments;

  TrainingUser(ApiClient client) {
    this.client = client;
    this.pods = client.resource("v1", "pods");
    this.deployments = client.resource("apps/v1", "deployments");
  }

  void work() throws InterruptedException {
    await("the nodes", () -> ready("v1", "nodes", "") == 2);
    lookRound();
    client.resource("v1", "services").create(object(SERVICE));
    deploy();
    for (String what : List.of("pods", "services", "nodes", "events", "namespaces")) {
      read("/api/v1/" + what + "?limit=500", TABLE);
    }
    read("/apis/apps/v1/namespaces/default/deployments?limit=500", TABLE);
    read("/apis/apps/v1/namespaces/default/replicasets?labelSelector=app%3Dweb", TABLE);
    describe();
    apply();
    client.resource("batch/v1", "jobs").create(object(JOB));
    await(
        "the job",
        () ->
            client
                    .resource("batch/v1", "jobs")
                    .get(new ObjectName("default", "once"))
                    .status()
                    .number("succeeded", 0)
                == 1);
  }

  ObjectName onePod() {
    return webPods().getFirst().objectName();
  }

  /** Some seconds on two cores; ends with nothing left of what was made. */
  void load() throws InterruptedException {
    ResourceClient maps = client.resource("v1", "configmaps");
    for (int i = 0; i < OBJECTS; i++) {
      ApiObject made = maps.create(object(MAP.formatted(i)));
      maps.update(made.with("data", JsonObject.ofText(java.util.Map.of("round", "two"))));
      maps.get(made.objectName());
      if (i % 20 == 0) {
        read("/api/v1/namespaces/default/configmaps?limit=500", "application/json");
        read("/api/v1/pods?limit=500", TABLE);
        read("/api/v1/pods?resourceVersion=0", PROTOBUF);
      }
      maps.delete(made.objectName());
    }
    undeploy();
    for (int round = 0; round < ROUNDS; round++) {
      deploy();
      undeploy();
    }
    client.resource("v1", "namespaces").create(object(NAMESPACE));
    client.resource("v1", "configmaps").create(object(MAP_ELSEWHERE));
    client.resource("v1", "namespaces").delete(new ObjectName("", "training"));
    await(
        "the namespace's end",
        () -> client.resource("v1", "namespaces").find(new ObjectName("", "training")).isEmpty());
  }

  private void lookRound() {
    read("/version", "application/json");
    read("/api", DISCOVERY);
    read("/apis", DISCOVERY);
    read("/openapi/v3", "application/json");
    read("/openapi/v3/api/v1", PROTOBUF);
    read("/openapi/v3/apis/apps/v1", "application/json");
    read("/openapi/v2", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    read("/readyz", "*/*");
    read("/metrics", "*/*");
  }

  private void deploy() throws InterruptedException {
    WriteOptions kubectl = WriteOptions.by("kubectl-create");
    deployments.create(object(DEPLOYMENT.formatted(REPLICAS)), kubectl);
    try (EventStream watch = pods.watch("default", WatchOptions.from("0"))) {
      for (int i = 0; i < REPLICAS; i++) {
        watch.next();
      }
    }
    await(
        "the deployment",
        () -> deployments.get(WEB).status().number("readyReplicas", 0) == REPLICAS);
  }

  private void undeploy() throws InterruptedException {
    deployments.delete(WEB, DeleteOptions.USUAL.withPropagation("Background"));
    await("the deployment's end", () -> webPods().isEmpty());
  }

  private void describe() {
    ObjectName pod = onePod();
    String path = "/api/v1/namespaces/default/pods/" + pod.name();
    read(path, "application/json");
    read(path + "/log?timestamps=true", "application/json, */*");
    read(
        "/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3D"
            + pod.name()
            + "&limit=500",
        "application/json");
    read("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", "application/json");
    read("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", TABLE);
  }

  private void apply() throws InterruptedException {
    ResourceClient maps = client.resource("v1", "configmaps");
    maps.apply(object(MAP.formatted(OBJECTS)), WriteOptions.by("kubectl").forced());
    byte[] fewer = "{\"spec\":{\"replicas\":2}}".getBytes(StandardCharsets.UTF_8);
    deployments.subresource("scale").patch(WEB, PatchType.MERGE, fewer, WriteOptions.USUAL);
    await("fewer pods", () -> webPods().size() == 2);
  }

  private List<ApiObject> webPods() {
    return pods.list("default", ListOptions.ALL.withLabels("app=web")).items();
  }

  private long ready(String apiVersion, String resource, String namespace) {
    return client.resource(apiVersion, resource).list(namespace, ListOptions.ALL).items().stream()
        .flatMap(each -> each.status().array("conditions").objects())
        .filter(each -> each.text("type").equals("Ready") && each.text("status").equals("True"))
        .count();
  }

  private void read(String path, String accept) {
    client.send(ApiCall.of("GET", path).withHeader("accept", accept));
  }

  private static void await(String what, BooleanSupplier isSo) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(what + ": it did not come about");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static ApiObject object(String yaml) {
    if (YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), _ -> {}) instanceof JsonObject it) {
      return new ApiObject(it);
    }
    throw new IllegalStateException("no object: " + yaml);
  }

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: default, labels: {app: web}}
      spec:
        replicas: %d
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: nginx
              image: nginx
              resources: {requests: {cpu: 1m}}
              readinessProbe: {httpGet: {port: 80}}
      """;

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: default}
      spec: {selector: {app: web}, ports: [{port: 80}]}
      """;

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: once, namespace: default}
      spec:
        template:
          spec:
            restartPolicy: Never
            containers: [{name: main, image: busybox, command: [sh, -c, exit 0]}]
      """;

  private static final String MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: map-%d, namespace: default}
      data: {round: one}
      """;

  private static final String MAP_ELSEWHERE =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: map, namespace: training}
      """;

  private static final String NAMESPACE =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: training}
      """;
}
