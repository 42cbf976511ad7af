package dev.keelson.controllers.network.mirroring;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.network.IpAddress;
import dev.keelson.controllers.network.endpoints.Subsets;
import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.EndpointKey;
import dev.keelson.controllers.network.slice.PortKey;
import dev.keelson.controllers.network.slice.Slice;
import dev.keelson.controllers.network.slice.SliceChanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done with the slices that mirror an Endpoints object.
 *
 * @param matching of the existing, those that are right already
 * @param invalid addresses that are none
 * @param skipped addresses that are not mirrored; {@code invalid} ones too
 */
record MirrorPlan(SliceChanges changes, List<Slice> matching, int invalid, int skipped) {
  /** What one slice holds. */
  private record Group(String addressType, JsonArray ports, Map<EndpointKey, Endpoint> endpoints) {}

  private record GroupKey(String addressType, PortKey ports) {}

  /** Collects; one use. */
  private static final class Wanted {
    private final Map<GroupKey, Group> groups = new LinkedHashMap<>();
    private final int most;
    private int invalid;
    private int skipped;

    Wanted(int most) {
      this.most = most;
    }

    void addSubset(JsonObject subset) {
      JsonArray ports = ports(subset);
      List<JsonObject> ready = subset.array("addresses").objects().toList();
      List<JsonObject> others = subset.array("notReadyAddresses").objects().toList();
      int added = addAll(ready, ports, true, 0);
      added = addAll(others, ports, false, added);
      skipped += ready.size() + others.size() - added;
    }

    private int addAll(List<JsonObject> addresses, JsonArray ports, boolean isReady, int before) {
      int added = before;
      for (JsonObject address : addresses) {
        if (added >= most) {
          return added;
        }
        if (add(address, ports, isReady)) {
          added++;
        } else {
          invalid++;
        }
      }
      return added;
    }

    private boolean add(JsonObject address, JsonArray ports, boolean isReady) {
      Optional<IpAddress> ip = IpAddress.parse(address.text("ip"));
      if (ip.isEmpty()) {
        return false;
      }
      Endpoint endpoint = endpoint(address, ip.get(), isReady);
      group(ip.get().isV6() ? "IPv6" : "IPv4", ports).endpoints().put(endpoint.key(), endpoint);
      return true;
    }

    private Group group(String addressType, JsonArray ports) {
      return groups.computeIfAbsent(
          new GroupKey(addressType, PortKey.of(ports)),
          _ -> new Group(addressType, ports, new LinkedHashMap<>()));
    }
  }

  /**
   * @param existing that mirror it now
   * @param most addresses of a subset that are mirrored
   */
  static MirrorPlan of(ApiObject endpoints, List<Slice> existing, int most) {
    Wanted wanted = new Wanted(most);
    Subsets.packed(endpoints.tree().array("subsets")).objects().forEach(wanted::addSubset);
    Map<GroupKey, List<Slice>> had = new LinkedHashMap<>();
    for (Slice each : existing) {
      had.computeIfAbsent(new GroupKey(each.addressType(), each.portKey()), _ -> new ArrayList<>())
          .add(each);
    }
    List<Slice> create = new ArrayList<>();
    List<Slice> update = new ArrayList<>();
    List<Slice> delete = new ArrayList<>();
    List<Slice> matching = new ArrayList<>();
    wanted.groups.forEach(
        (key, group) -> {
          List<Slice> known = had.getOrDefault(key, List.of());
          Slice mirror = MirrorSlices.of(endpoints, group.addressType(), group.ports());
          Slice full = mirror.withEndpoints(List.copyOf(group.endpoints().values()));
          if (known.isEmpty()) {
            create.add(full);
          } else if (MirrorSlices.isRight(known.getFirst(), full, endpoints)) {
            matching.add(known.getFirst());
          } else {
            update.add(full.inPlaceOf(known.getFirst()));
          }
          delete.addAll(known.isEmpty() ? known : known.subList(1, known.size()));
        });
    had.forEach(
        (key, slices) -> delete.addAll(wanted.groups.containsKey(key) ? List.of() : slices));
    SliceChanges changes =
        new SliceChanges(create, update, delete)
            .recycled((made, old) -> made.addressType().equals(old.addressType()));
    return new MirrorPlan(changes, matching, wanted.invalid, wanted.skipped);
  }

  private static JsonArray ports(JsonObject subset) {
    List<JsonValue> ports = new ArrayList<>();
    subset
        .array("ports")
        .objects()
        .forEach(
            port ->
                ports.add(
                    PortKey.port(
                        port.text("name"),
                        port.text("protocol", "TCP"),
                        (int) port.number("port", 0),
                        port.text("appProtocol"))));
    return new JsonArray(ports);
  }

  private static Endpoint endpoint(JsonObject address, IpAddress ip, boolean isReady) {
    JsonObject.Builder endpoint =
        JsonObject.builder()
            .put("addresses", JsonArray.ofText(List.of(ip.toString())))
            .put("conditions", JsonObject.builder().put("ready", isReady).build())
            .putUnlessEmpty("hostname", address.text("hostname"));
    if (address.isSet("targetRef")) {
      endpoint.put("targetRef", address.object("targetRef"));
    }
    return new Endpoint(endpoint.putUnlessEmpty("nodeName", address.text("nodeName")).build());
  }
}
