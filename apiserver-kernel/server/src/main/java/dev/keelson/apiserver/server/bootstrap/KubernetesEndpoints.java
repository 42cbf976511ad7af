package dev.keelson.apiserver.server.bootstrap;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.resource.BuiltInResources;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Written;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import dev.keelson.apiserver.server.verb.ObjectWriter;
import dev.keelson.apiserver.server.verb.WriteCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where service {@code default/kubernetes} leads: to each server that renews its entry below {@code
 * /registry/masterleases/}, which the store forgets when it no longer does. As upstream's lease
 * reconciler. One thread at a time.
 */
public final class KubernetesEndpoints {
  /** Of an entry. Upstream's number; it is renewed every ten. */
  public static final int LEASE_SECONDS = 15;

  public static final int RENEWED_EVERY_SECONDS = 10;

  private static final Resource LEASES =
      BuiltInResources.internal(
          "masterleases", "/registry/masterleases/", new GroupVersionKind("", "v1", "Endpoints"));
  private static final ObjectName NAME = new ObjectName("default", "kubernetes");

  private final ObjectStore store;
  private final Cachers cachers;
  private final ObjectWriter writer;
  private final Resource endpoints;
  private final Resource slices;
  private final String ip;
  private final int port;
  private boolean isOver;

  /**
   * @param ip our own
   */
  public KubernetesEndpoints(
      ObjectStore store,
      Cachers cachers,
      ObjectWriter writer,
      ResourceRegistry resources,
      String ip,
      int port) {
    this.store = store;
    this.cachers = cachers;
    this.writer = writer;
    this.endpoints = resources.get("v1", "endpoints");
    this.slices = resources.get("discovery.k8s.io/v1", "endpointslices");
    this.ip = ip;
    this.port = port;
  }

  /** Says that we live, and leads to all who do. Blocks on the store. */
  public synchronized void renew() {
    if (isOver) {
      return;
    }
    Optional<Stored> before = store.read(LEASES, new ObjectName("", ip));
    ApiObject entry =
        before
            .map(Stored::object)
            .orElseGet(() -> ApiObject.of(LEASES.kind(), JsonObject.EMPTY))
            .with("subsets", JsonArray.of(JsonObject.of("addresses", JsonArray.of(address(ip)))))
            .withMetadata(
                metadata ->
                    metadata
                        .with("name", ip)
                        .with("generation", metadata.number("generation", 0) + 1));
    Written written =
        before.isPresent()
            ? store.update(LEASES, entry, before.get().revision(), LEASE_SECONDS)
            : store.create(LEASES, entry, LEASE_SECONDS);
    if (written instanceof Written.Done) {
      lead(living());
    } // else another server has our address, or the entry ended just now: the next turn tells
  }

  /** At the end of this server: nobody is led to it any more. */
  public synchronized void end() {
    isOver = true;
    store
        .read(LEASES, new ObjectName("", ip))
        .ifPresent(mine -> store.delete(LEASES, mine.name(), mine.revision()));
    lead(living());
  }

  private List<String> living() {
    return cachers.of(LEASES).list(ListQuery.of(Selection.ALL)).items().stream()
        .map(stored -> stored.name().name())
        .sorted()
        .toList();
  }

  private void lead(List<String> ips) {
    write(
        endpoints,
        object -> {
          ApiObject labelled = labelled(object, "endpointslice.kubernetes.io/skip-mirror", "true");
          return ips.isEmpty()
              ? new ApiObject(labelled.tree().without("subsets"))
              : labelled.with("subsets", JsonArray.of(subset(ips)));
        });
    boolean isV6 = ip.contains(":");
    write(
        slices,
        object ->
            labelled(object, "kubernetes.io/service-name", "kubernetes")
                .with("addressType", JsonString.of(isV6 ? "IPv6" : "IPv4"))
                .with(
                    "endpoints",
                    new JsonArray(
                        ips.stream()
                            .filter(each -> each.contains(":") == isV6)
                            .map(KubernetesEndpoints::endpoint)
                            .toList()))
                .with("ports", ports()));
  }

  private void write(Resource resource, ObjectWriter.Change change) {
    WriteCall call = WriteCall.ofServer(resource, NAME);
    try {
      writer.update(call, change);
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
      ApiObject fresh =
          ApiObject.of(
              resource.kind(),
              JsonObject.builder().put("name", NAME.name()).put("namespace", "default").build());
      try {
        writer.create(call, change.of(fresh));
      } catch (ApiFailure raced) {
        if (!raced.status().reason().equals("AlreadyExists")) {
          throw raced;
        } // another server made it just now, and the next turn sees whether it is right
      }
    }
  }

  private static ApiObject labelled(ApiObject object, String label, String value) {
    return object.withMetadata(
        metadata -> metadata.with("labels", metadata.object("labels").with(label, value)));
  }

  private JsonValue subset(List<String> ips) {
    List<JsonValue> addresses = new ArrayList<>();
    ips.forEach(each -> addresses.add(address(each)));
    return JsonObject.builder()
        .put("addresses", new JsonArray(addresses))
        .put("ports", ports())
        .build();
  }

  private static JsonValue address(String ip) {
    return JsonObject.of("ip", JsonString.of(ip));
  }

  private static JsonValue endpoint(String ip) {
    return JsonObject.builder()
        .put("addresses", JsonArray.ofText(List.of(ip)))
        .put("conditions", JsonObject.builder().put("ready", true).build())
        .build();
  }

  private JsonArray ports() {
    return JsonArray.of(
        JsonObject.builder().put("name", "https").put("port", port).put("protocol", "TCP").build());
  }
}
