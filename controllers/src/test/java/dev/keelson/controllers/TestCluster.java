package dev.keelson.controllers;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.pod.PodView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real API, some controllers, and pods that become ready because the test says so. */
public final class TestCluster implements AutoCloseable {
  private static final byte[] READY =
      """
      {"status":{"phase":"Running","conditions":[
        {"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
      """
          .getBytes(StandardCharsets.UTF_8);

  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final ApiClient client = cluster.client("test");
  private final ControllerManager manager;

  public TestCluster(ControllerKind... kinds) {
    manager = ControllerManager.start(client, ManagerOptions.of(List.of(kinds)));
  }

  public ApiClient client() {
    return client;
  }

  public ControllerManager manager() {
    return manager;
  }

  public ApiObject create(String apiVersion, String resource, String yaml) {
    return client.resource(apiVersion, resource).create(InMemoryCluster.object(yaml));
  }

  public ApiObject get(String apiVersion, String resource, String name) {
    return client.resource(apiVersion, resource).get(new ObjectName("default", name));
  }

  public void patch(String apiVersion, String resource, String name, String patch) {
    client
        .resource(apiVersion, resource)
        .patch(
            new ObjectName("default", name),
            PatchType.MERGE,
            patch.getBytes(StandardCharsets.UTF_8));
  }

  public List<ApiObject> list(String apiVersion, String resource) {
    return client.resource(apiVersion, resource).list("default", ListOptions.ALL).items();
  }

  public List<PodView> pods() {
    return PodView.of(list("v1", "pods"));
  }

  public Stream<String> events() {
    return list("v1", "events").stream().map(each -> each.tree().text("message"));
  }

  public void makeReady(PodView pod) {
    setStatus(pod, READY);
  }

  public void setStatus(PodView pod, byte[] patch) {
    try {
      client
          .resource("v1", "pods")
          .subresource("status")
          .patch(pod.objectName(), PatchType.MERGE, patch, WriteOptions.USUAL);
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  /** Making pods ready all the while. */
  public void awaitWithReadyPods(String what, BooleanSupplier holds) {
    InMemoryCluster.await(
        what,
        () -> {
          pods().stream().filter(pod -> pod.isActive() && !pod.isReady()).forEach(this::makeReady);
          return holds.getAsBoolean();
        });
  }

  @Override
  public void close() {
    manager.close();
    cluster.close();
  }
}
