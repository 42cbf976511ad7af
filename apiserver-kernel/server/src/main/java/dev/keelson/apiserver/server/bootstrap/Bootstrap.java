package dev.keelson.apiserver.server.bootstrap;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.auth.rbac.PolicyReconciler;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.verb.ObjectWriter;
import dev.keelson.apiserver.server.verb.WriteCall;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes what is missing of it; what is there stays, but for roles and bindings, which get what they
 * lack. Safe to run at every start and on several servers at once.
 */
public final class Bootstrap {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  private static final String RBAC = "rbac.authorization.k8s.io";

  /** Calls under way at once: the store writes them together. */
  private static final int AT_ONCE = 16;

  private final ResourceRegistry resources;
  private final ObjectStore store;
  private final ObjectWriter writer;
  private final ClusterAddress address;

  /**
   * Where the API server itself is found.
   *
   * @param serviceIp first of the service range
   * @param advertised an IP that pods can reach; empty: there is none, and no endpoints are made
   */
  public record ClusterAddress(
      String serviceIp, String serviceCidr, Optional<String> advertised, int securePort) {
    /** With the port, as discovery tells it; "" where there is none. */
    public String advertisedAddress() {
      return advertised
          .map(ip -> (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + securePort)
          .orElse("");
    }
  }

  public Bootstrap(
      ResourceRegistry resources, ObjectStore store, ObjectWriter writer, ClusterAddress address) {
    this.resources = resources;
    this.store = store;
    this.writer = writer;
    this.address = address;
  }

  /**
   * {@code more}: the RBAC objects. {@code clientCa}, {@code proxyCa}: PEM, of clients'
   * certificates and of proxies that name the user in headers; "" for none.
   */
  public void run(List<ApiObject> more, String clientCa, String proxyCa) {
    make(
        NAMESPACES.stream()
            .map(name -> object("v1", "Namespace", "", name, JsonObject.EMPTY))
            .toList());
    List<ApiObject> rest = new ArrayList<>(more);
    rest.add(
        priority(
            "system-node-critical",
            2_000_001_000,
            "Used for system critical pods that must not be moved from their current node."));
    rest.add(
        priority(
            "system-cluster-critical",
            2_000_000_000,
            "Used for system critical pods that must run in the cluster, but can be moved to"
                + " another node if necessary."));
    rest.add(
        object(
            "v1",
            "ConfigMap",
            "kube-system",
            "extension-apiserver-authentication",
            JsonObject.of("data", delegation(clientCa, proxyCa))));
    rest.add(
        object(
            "networking.k8s.io/v1",
            "ServiceCIDR",
            "",
            "kubernetes",
            JsonObject.of(
                "spec",
                JsonObject.of("cidrs", JsonArray.of(JsonString.of(address.serviceCidr()))))));
    make(rest);
    make(List.of(service()));
  }

  /** Several at once, in no order. */
  private void make(List<ApiObject> objects) {
    Iterator<ApiObject> left = objects.iterator();
    List<FutureTask<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < Math.min(AT_ONCE, objects.size()); i++) {
      FutureTask<Boolean> task = new FutureTask<>(() -> makeWhatIsLeft(left));
      tasks.add(task);
      Thread.ofVirtual().name("bootstrap").start(task);
    }
    for (FutureTask<Boolean> task : tasks) {
      await(task);
    }
  }

  private boolean makeWhatIsLeft(Iterator<ApiObject> left) {
    for (var next = next(left); next.isPresent(); next = next(left)) {
      make(next.get());
    }
    return true;
  }

  private static Optional<ApiObject> next(Iterator<ApiObject> left) {
    synchronized (left) {
      return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }
  }

  private static void await(FutureTask<Boolean> task) {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiFailure failure) {
        throw failure;
      }
      throw new IllegalStateException("cannot make what every cluster holds", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server started", e);
    }
  }

  /** By what other servers of the cluster know who calls them; the values are kubeadm's. */
  private static JsonObject delegation(String clientCa, String proxyCa) {
    JsonObject clients = JsonObject.of("client-ca-file", JsonString.of(clientCa));
    return proxyCa.isEmpty()
        ? clients
        : clients
            .with("requestheader-client-ca-file", proxyCa)
            .with("requestheader-allowed-names", "[\"front-proxy-client\"]")
            .with("requestheader-username-headers", "[\"X-Remote-User\"]")
            .with("requestheader-group-headers", "[\"X-Remote-Group\"]")
            .with("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
  }

  private ApiObject priority(String name, long value, String description) {
    return object(
        "scheduling.k8s.io/v1",
        "PriorityClass",
        "",
        name,
        JsonObject.builder().put("value", value).put("description", description).build());
  }

  private ApiObject service() {
    return object(
            "v1",
            "Service",
            "default",
            "kubernetes",
            JsonReader.readObject(
                """
                {"spec": {"type": "ClusterIP", "clusterIP": "%s", "clusterIPs": ["%s"],
                 "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
                 "sessionAffinity": "None",
                 "ports": [{"name": "https", "protocol": "TCP", "port": 443, "targetPort": %d}]}}
                """
                    .formatted(address.serviceIp(), address.serviceIp(), address.securePort())))
        .withMetadata(Bootstrap::labelled);
  }

  private static JsonObject labelled(JsonObject metadata) {
    return metadata.with(
        "labels",
        JsonObject.builder().put("component", "apiserver").put("provider", "kubernetes").build());
  }

  private static ApiObject object(
      String apiVersion, String kind, String namespace, String name, JsonObject content) {
    JsonObject.Builder tree =
        JsonObject.builder()
            .put("kind", kind)
            .put("apiVersion", apiVersion)
            .put(
                "metadata",
                JsonObject.builder()
                    .put("name", name)
                    .putUnlessEmpty("namespace", namespace)
                    .build());
    content.forEach(tree::put);
    return new ApiObject(tree.build());
  }

  private void make(ApiObject object) {
    Optional<Resource> resource = resources.find(object.kind());
    if (resource.isEmpty()) {
      return;
    }
    ObjectName name = object.objectName();
    Optional<Stored> live = store.read(resource.get(), name);
    if (live.isEmpty()) {
      create(resource.get(), object);
    } else if (resource.get().name().group().equals(RBAC)) {
      bringUp(resource.get(), live.get(), object);
    }
  }

  private void create(Resource resource, ApiObject object) {
    try {
      writer.create(WriteCall.ofServer(resource, object.objectName()), object);
    } catch (ApiFailure e) {
      if (!e.status().reason().equals("AlreadyExists")) {
        throw e;
      }
    }
  }

  /** Roles of an older version, or of one with other gates, get what they lack now. */
  private void bringUp(Resource resource, Stored live, ApiObject wanted) {
    Optional<PolicyReconciler.Write> write = PolicyReconciler.plan(live.object(), wanted);
    if (write.isEmpty()) {
      return;
    }
    switch (write.get()) {
      case PolicyReconciler.Write.Update _ ->
          writer.update(
              WriteCall.ofServer(resource, wanted.objectName()),
              now ->
                  PolicyReconciler.plan(now, wanted)
                      .map(
                          each ->
                              each instanceof PolicyReconciler.Write.Update(var after)
                                  ? after
                                  : now)
                      .orElse(now));
      case PolicyReconciler.Write.Replace(_, var object) -> {
        store.delete(resource, wanted.objectName(), live.revision());
        create(resource, object);
      }
    }
  }
}
