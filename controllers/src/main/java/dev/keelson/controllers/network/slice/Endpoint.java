package dev.keelson.controllers.network.slice;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/** One of a slice's {@code endpoints}. */
public record Endpoint(JsonObject tree) {
  public EndpointKey key() {
    JsonObject ref = tree.object("targetRef");
    return new EndpointKey(
        addresses().stream().sorted().toList(),
        tree.text("hostname"),
        ref.text("namespace"),
        ref.text("name"));
  }

  public List<String> addresses() {
    return tree.array("addresses").texts().toList();
  }

  public boolean isReady() {
    return tree.object("conditions").isTrue("ready");
  }

  /** "" where it is in none. */
  public String zone() {
    return tree.text("zone");
  }

  public String nodeName() {
    return tree.text("nodeName");
  }

  /** Whether two of one key need no write; hints are others' matter. */
  public boolean isLike(Endpoint other) {
    return tree.get("nodeName").equals(other.tree.get("nodeName"))
        && tree.get("zone").equals(other.tree.get("zone"))
        && tree.object("conditions").equals(other.tree.object("conditions"))
        && ref().equals(other.ref());
  }

  private JsonObject ref() {
    return tree.object("targetRef").without("resourceVersion");
  }

  public boolean hasHints() {
    return tree.isSet("hints");
  }

  public List<String> hintedZones() {
    return hinted("forZones");
  }

  public List<String> hintedNodes() {
    return hinted("forNodes");
  }

  private List<String> hinted(String list) {
    return tree.object("hints").array(list).objects().map(each -> each.text("name")).toList();
  }

  public Endpoint withoutHints() {
    return hasHints() ? new Endpoint(tree.without("hints")) : this;
  }

  /** None of either: without hints. */
  public Endpoint withHints(List<String> zones, List<String> nodes) {
    if (zones.isEmpty() && nodes.isEmpty()) {
      return withoutHints();
    }
    if (zones.equals(hintedZones()) && nodes.equals(hintedNodes())) {
      return this;
    }
    JsonObject.Builder hints = JsonObject.builder();
    if (!zones.isEmpty()) {
      hints.put("forZones", named(zones));
    }
    if (!nodes.isEmpty()) {
      hints.put("forNodes", named(nodes));
    }
    return new Endpoint(tree.with("hints", hints.build()));
  }

  private static JsonArray named(List<String> names) {
    return new JsonArray(
        List.copyOf(names.stream().map(each -> JsonObject.EMPTY.with("name", each)).toList()));
  }
}
