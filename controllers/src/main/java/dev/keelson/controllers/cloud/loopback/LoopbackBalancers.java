package dev.keelson.controllers.cloud.loopback;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.Ingress;
import dev.keelson.controllers.cloud.LoadBalancers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Forwarders by Service; guarded by this. */
final class LoopbackBalancers implements LoadBalancers, AutoCloseable {
  private final Table table;
  private final Map<String, Listening> listening = new HashMap<>();
  private boolean isClosed;

  LoopbackBalancers(Table table) {
    this.table = table;
  }

  @Override
  public synchronized Optional<List<Ingress>> find(ApiObject service) {
    return table.find(Balancer.name(service)).map(LoopbackBalancers::ingress);
  }

  @Override
  public synchronized List<Ingress> ensure(ApiObject service, List<ApiObject> nodes) {
    if (isClosed) {
      throw CloudFailure.of("the cloud is closed");
    }
    Balancer wanted = Balancer.of(service, nodes);
    Listening known = listening.get(wanted.name());
    if (known != null && known.fits(wanted)) {
      known.retarget(wanted);
      return write(wanted, known);
    }
    String before = table.find(wanted.name()).map(tree -> tree.text("address")).orElse("");
    if (known != null) {
      known.close();
    }
    Listening opened = Listening.open(wanted, before);
    listening.put(wanted.name(), opened);
    return write(wanted, opened);
  }

  @Override
  public synchronized void update(ApiObject service, List<ApiObject> nodes) {
    Balancer wanted = Balancer.of(service, nodes);
    Listening known = listening.get(wanted.name());
    if (known == null || !known.fits(wanted)) {
      throw CloudFailure.of("there is no load balancer for " + wanted.service());
    }
    known.retarget(wanted);
    write(wanted, known);
  }

  @Override
  public synchronized void delete(ApiObject service) {
    Listening known = listening.remove(Balancer.name(service));
    if (known != null) {
      known.close();
    }
    table.remove(Balancer.name(service));
  }

  private List<Ingress> write(Balancer balancer, Listening known) {
    List<JsonValue> ports = new ArrayList<>();
    balancer
        .ports()
        .forEach(
            (port, targets) -> {
              Forwarder forwarder = known.forwarders().get(port);
              ports.add(
                  JsonObject.builder()
                      .put("port", port)
                      .put("listens", forwarder == null ? 0 : forwarder.port())
                      .put(
                          "backends",
                          JsonArray.ofText(
                              targets.backends().stream().map(Backend::toString).toList()))
                      .build());
            });
    JsonObject tree =
        JsonObject.builder()
            .put("service", balancer.service())
            .put("address", known.address())
            .put("elsewhere", known.isElsewhere())
            .put("ports", new JsonArray(ports))
            .build();
    table.put(balancer.name(), tree);
    return ingress(tree);
  }

  /** Ports only where they are not the Service's. */
  private static List<Ingress> ingress(JsonObject tree) {
    List<Integer> ports = new ArrayList<>();
    if (tree.isTrue("elsewhere")) {
      tree.array("ports")
          .objects()
          .map(each -> each.get("listens"))
          .forEach(
              each -> {
                if (each instanceof JsonLong(long port)) {
                  ports.add((int) port);
                }
              });
    }
    return List.of(new Ingress(tree.text("address"), "", "Proxy", ports));
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    listening.values().forEach(Listening::close);
    listening.clear();
  }
}
