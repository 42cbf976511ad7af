package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Operations grouped by the keys they touch. Keys that one transaction, list or lease connects are
 * in one group: union and find with halved paths.
 */
final class KeyParts {

  private final Map<String, String> parents = new HashMap<>();
  private final TreeMap<String, Boolean> names = new TreeMap<>();

  private KeyParts() {}

  static List<List<Operation>> of(List<Operation> operations) {
    return new KeyParts().group(operations);
  }

  private List<List<Operation>> group(List<Operation> operations) {
    for (Operation op : operations) {
      for (Keys keys : Semantics.touched(op.request())) {
        names.put(keys.from(), true);
      }
    }
    for (Operation op : operations) {
      connect(op.request());
    }
    Map<String, List<Operation>> groups = new LinkedHashMap<>();
    for (Operation op : operations) {
      List<Keys> touched = Semantics.touched(op.request());
      String member =
          op.request() instanceof Request.LeaseRevoke revoke
              ? leaseName(revoke.id())
              : touched.isEmpty() ? "" : touched.getFirst().from();
      if (!member.isEmpty()) {
        groups.computeIfAbsent(find(member), _ -> new ArrayList<>()).add(op);
      }
    }
    return List.copyOf(groups.values());
  }

  private void connect(Request request) {
    List<Keys> touched = Semantics.touched(request);
    if (touched.isEmpty()) {
      return;
    }
    String first = touched.getFirst().from();
    for (Keys keys : touched) {
      union(first, keys.from());
      if (!keys.isOne()) {
        Semantics.span(names, keys).keySet().forEach(name -> union(first, name));
      }
    }
    connectLeases(first, request);
  }

  private void connectLeases(String key, Request request) {
    switch (request) {
      case Request.Put put when put.lease() != 0 -> union(key, leaseName(put.lease()));
      case Request.Txn txn -> {
        txn.then().forEach(action -> connectLeases(key, action));
        txn.otherwise().forEach(action -> connectLeases(key, action));
      }
      default -> {}
    }
  }

  /** No key of text holds this character. */
  private static String leaseName(long lease) {
    return "\uffff" + lease;
  }

  private void union(String a, String b) {
    String rootOfA = find(a);
    String rootOfB = find(b);
    if (!rootOfA.equals(rootOfB)) {
      parents.put(rootOfB, rootOfA);
    }
  }

  private String find(String name) {
    String at = name;
    while (true) {
      String parent = parents.getOrDefault(at, at);
      if (parent.equals(at)) {
        return at;
      }
      String grand = parents.getOrDefault(parent, parent);
      parents.put(at, grand);
      at = grand;
    }
  }
}
