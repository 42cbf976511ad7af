package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.allocate.Addresses;
import dev.keelson.apiserver.server.kind.network.ServiceShape;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Written;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.Freshness;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who has an address has its IPAddress object: made only where there is none, so that several
 * servers on one store never give the same. Calls block on the store, as their callers may.
 */
final class IpAddressObjects implements Addresses {
  private final Resource resource;
  private final ObjectStore store;
  private final Cachers cachers;
  private final InstantSource clock;

  IpAddressObjects(Resource resource, ObjectStore store, Cachers cachers, InstantSource clock) {
    this.resource = resource;
    this.store = store;
    this.cachers = cachers;
    this.clock = clock;
  }

  @Override
  public boolean seemsTaken(String ip) {
    return cachers.of(resource).get(name(ip), new Freshness.Any()).isPresent();
  }

  private static ObjectName name(String ip) {
    return new ObjectName("", ip);
  }

  @Override
  public CompletionStage<Boolean> reserve(String ip, String family, ObjectName service) {
    ApiObject address =
        new ApiObject(
            JsonReader.readObject(
                """
                {"kind": "IPAddress", "apiVersion": "networking.k8s.io/v1",
                 "metadata": {"name": "%s", "uid": "%s", "creationTimestamp": "%s",
                   "labels": {"ipaddress.kubernetes.io/ip-family": "%s",
                     "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io"}},
                 "spec": {"parentRef": {"group": "", "resource": "services",
                   "namespace": "%s", "name": "%s"}}}
                """
                    .formatted(
                        ip,
                        UUID.randomUUID(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        family,
                        service.namespace(),
                        service.name())));
    return CompletableFuture.completedStage(
        switch (store.create(resource, address, 0)) {
          case Written.Done _ -> true;
          case Written.Exists _, Written.Conflict _, Written.Missing _ -> isOf(ip, service);
        });
  }

  /** Left by a creation that was cut off, or made beforehand for this very service. */
  private boolean isOf(String ip, ObjectName service) {
    return store
        .read(resource, name(ip))
        .map(Stored::object)
        .filter(
            object ->
                object.spec().textAt("parentRef", "namespace").equals(service.namespace())
                    && object.spec().textAt("parentRef", "name").equals(service.name()))
        .isPresent();
  }

  @Override
  public CompletionStage<Void> release(String ip) {
    Optional<Stored> there = store.read(resource, name(ip));
    there.ifPresent(stored -> store.delete(resource, name(ip), stored.revision()));
    return CompletableFuture.completedStage(null);
  }

  /** Younger ones may belong to a creation that is under way. */
  private static final Duration ORPHANED_FOR = Duration.ofSeconds(60);

  /** {@code services}: all there are. */
  void repair(List<ApiObject> services) {
    Map<String, ObjectName> owners = new HashMap<>();
    for (ApiObject service : services) {
      ServiceShape shape = ServiceShape.of(service);
      if (!shape.isExternalName() && !shape.isHeadless()) {
        shape.clusterIps().forEach(ip -> owners.put(ip, service.objectName()));
      }
    }
    owners.forEach(
        (ip, service) -> {
          if (!seemsTaken(ip)) {
            reserve(ip, ip.contains(":") ? "IPv6" : "IPv4", service);
          }
        });
    for (Stored stored : cachers.of(resource).list(ListQuery.of(Selection.ALL)).items()) {
      ApiObject address = stored.object();
      boolean isOurs =
          address
              .metadata()
              .object("labels")
              .text("ipaddress.kubernetes.io/managed-by")
              .equals("ipallocator.k8s.io");
      Instant old = clock.instant().minus(ORPHANED_FOR);
      if (isOurs
          && !owners.containsKey(address.name())
          && Instant.parse(address.metadata().text("creationTimestamp")).isBefore(old)) {
        store.delete(resource, address.objectName(), stored.revision());
      }
    }
  }
}
