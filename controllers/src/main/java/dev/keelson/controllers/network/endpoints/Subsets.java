package dev.keelson.controllers.network.endpoints;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code subsets} of an Endpoints object: addresses with the ports that they all have. One set of
 * addresses with their ports has many such forms; {@link #packed} is the same for all of them.
 */
public final class Subsets {
  /** By what an address is the same in several subsets: pods may share their node's. */
  private record AddressKey(String ip, String uid) implements Comparable<AddressKey> {
    static AddressKey of(JsonObject address) {
      return new AddressKey(address.text("ip"), address.object("targetRef").text("uid"));
    }

    @Override
    public int compareTo(AddressKey other) {
      int byIp = ip.compareTo(other.ip);
      return byIp != 0 ? byIp : uid.compareTo(other.uid);
    }
  }

  /** A port's; of a subset without ports, one that stands for none. */
  private static final JsonObject NO_PORT = JsonObject.EMPTY;

  private final Map<AddressKey, JsonObject> addresses = new LinkedHashMap<>();
  private final Map<JsonObject, Map<AddressKey, Boolean>> byPort = new LinkedHashMap<>();

  private Subsets() {}

  static Subsets empty() {
    return new Subsets();
  }

  /** The same, in the one form. */
  public static JsonArray packed(JsonArray subsets) {
    Subsets all = new Subsets();
    subsets
        .objects()
        .forEach(
            subset -> {
              List<JsonObject> ports = subset.array("ports").objects().toList();
              for (JsonObject port : ports.isEmpty() ? List.of(NO_PORT) : ports) {
                subset.array("addresses").objects().forEach(each -> all.add(each, port, true));
                subset
                    .array("notReadyAddresses")
                    .objects()
                    .forEach(each -> all.add(each, port, false));
              }
            });
    return all.packed();
  }

  /** Without a port. */
  void add(JsonObject address, boolean isReady) {
    add(address, NO_PORT, isReady);
  }

  /** What is not ready once is not ready. */
  void add(JsonObject address, JsonObject port, boolean isReady) {
    AddressKey key = AddressKey.of(address);
    addresses.putIfAbsent(key, address);
    byPort
        .computeIfAbsent(port, _ -> new LinkedHashMap<>())
        .merge(key, isReady, Boolean::logicalAnd);
  }

  /** Ports with the same addresses together. */
  JsonArray packed() {
    Map<Map<AddressKey, Boolean>, List<JsonObject>> ports = new LinkedHashMap<>();
    byPort.forEach((port, all) -> ports.computeIfAbsent(all, _ -> new ArrayList<>()).add(port));
    List<JsonValue> subsets = new ArrayList<>();
    ports.forEach((all, shared) -> subsets.add(subset(all, shared)));
    subsets.sort(Comparator.comparing(JsonValue::toJson));
    return new JsonArray(subsets);
  }

  private JsonObject subset(Map<AddressKey, Boolean> all, List<JsonObject> ports) {
    JsonObject.Builder subset = JsonObject.builder();
    put(subset, "addresses", which(all, true));
    put(subset, "notReadyAddresses", which(all, false));
    List<JsonValue> sorted = new ArrayList<>(ports);
    sorted.removeIf(NO_PORT::equals);
    sorted.sort(Comparator.comparing(JsonValue::toJson));
    put(subset, "ports", sorted);
    return subset.build();
  }

  private List<JsonValue> which(Map<AddressKey, Boolean> all, boolean ready) {
    List<JsonValue> chosen = new ArrayList<>();
    all.entrySet().stream()
        .filter(each -> each.getValue() == ready)
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(key -> chosen.add(addresses.getOrDefault(key, JsonObject.EMPTY)));
    return chosen;
  }

  private static void put(JsonObject.Builder subset, String name, List<JsonValue> values) {
    if (!values.isEmpty()) {
      subset.put(name, new JsonArray(values));
    }
  }

  static int size(JsonArray subsets) {
    return subsets
        .objects()
        .mapToInt(each -> each.array("addresses").size() + each.array("notReadyAddresses").size())
        .sum();
  }

  /** Whether two say the same; versions of the pods that they point to apart. */
  static boolean areSame(JsonArray some, JsonArray other) {
    return plain(some).equals(plain(other));
  }

  private static JsonArray plain(JsonArray subsets) {
    return subsets.mapObjects(
        subset -> {
          JsonObject all = withDefaults(subset);
          return all.mapEach("addresses", Subsets::plainAddress)
              .mapEach("notReadyAddresses", Subsets::plainAddress);
        });
  }

  private static JsonObject plainAddress(JsonObject address) {
    return address.mapObject("targetRef", ref -> ref.without("resourceVersion"));
  }

  /** A server may or may not say a port's default protocol, or an empty name. */
  private static JsonObject withDefaults(JsonObject subset) {
    return subset.mapEach(
        "ports",
        port -> {
          JsonObject named = port.text("name").isEmpty() ? port.without("name") : port;
          return named.withDefault("protocol", "TCP");
        });
  }
}
