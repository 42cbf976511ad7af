package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Services and what stands before and behind them. */
final class NetworkColumns {
  private static final int WIDEST_ADDRESS = 16;
  private static final int MOST_HOSTS = 3;

  static final Columns SERVICE =
      Heads.of(
          "Name,Type,Cluster-IP,External-IP,Port(s),Age,+Selector",
          row -> {
            JsonObject spec = row.object().spec();
            row.name()
                .text(spec.text("type"))
                .textOrNone(spec.text("clusterIP"))
                .text(external(spec, row.object().status()))
                .textOrNone(ports(spec))
                .age()
                .text(Row.labels(spec.object("selector")));
          });

  static final Columns INGRESS =
      Heads.of(
          "Name,Class,Hosts,Address,Ports,Age",
          row -> {
            JsonObject spec = row.object().spec();
            row.name()
                .textOrNone(spec.text("ingressClassName"))
                .text(hosts(spec))
                .text(balancer(row.object().status()))
                .text(spec.array("tls").isEmpty() ? "80" : "80, 443")
                .age();
          });

  static final Columns INGRESS_CLASS =
      Heads.of(
          "Name,Controller,Parameters,Age",
          row -> {
            boolean isDefault =
                "true"
                    .equals(
                        row.object()
                            .annotations()
                            .get("ingressclass.kubernetes.io/is-default-class"));
            row.text(row.object().name() + (isDefault ? " (default)" : ""))
                .text(row.object().spec().text("controller"))
                .textOrNone(parameters(row.object().spec().object("parameters")))
                .age();
          });

  static final Columns NETWORK_POLICY =
      Heads.of(
          "Name,Pod-Selector,Age",
          row -> row.name().text(Row.selector(row.object().spec().get("podSelector"))).age());

  static final Columns ENDPOINTS =
      Heads.of(
          "Name,Endpoints,Age",
          row -> row.name().textOrNone(Row.firstThree(addresses(row.object().tree()))).age());

  static final Columns ENDPOINT_SLICE =
      Heads.of(
          "Name,AddressType,Ports,Endpoints,Age",
          row -> {
            JsonObject tree = row.object().tree();
            row.name()
                .text(tree.text("addressType"))
                .text(unset(Row.firstThree(slicePorts(tree))))
                .text(
                    unset(
                        Row.firstThree(
                            tree.array("endpoints")
                                .objects()
                                .flatMap(each -> each.array("addresses").texts())
                                .toList())))
                .age();
          });

  static final Columns IP_ADDRESS =
      Heads.of(
          "Name,ParentRef",
          row -> row.name().textOrNone(parent(row.object().spec().object("parentRef"))));

  static final Columns SERVICE_CIDR =
      Heads.of(
          "Name,CIDRs,Age",
          row ->
              row.name()
                  .text(row.object().spec().array("cidrs").texts().collect(Collectors.joining(",")))
                  .age());

  private NetworkColumns() {}

  private static String unset(String text) {
    return text.isEmpty() ? "<unset>" : text;
  }

  private static String external(JsonObject spec, JsonObject status) {
    String given = spec.array("externalIPs").texts().collect(Collectors.joining(","));
    return switch (spec.text("type")) {
      case "ClusterIP", "NodePort" -> given.isEmpty() ? Row.NONE : given;
      case "LoadBalancer" -> {
        String balancer = balancer(status);
        if (balancer.isEmpty() && given.isEmpty()) {
          yield "<pending>";
        }
        yield balancer.isEmpty() || given.isEmpty() ? balancer + given : balancer + "," + given;
      }
      case "ExternalName" -> spec.text("externalName");
      default -> "<unknown>";
    };
  }

  private static String balancer(JsonObject status) {
    TreeSet<String> all = new TreeSet<>();
    status
        .objectAt("loadBalancer")
        .array("ingress")
        .objects()
        .map(each -> each.text("ip").isEmpty() ? each.text("hostname") : each.text("ip"))
        .filter(each -> !each.isEmpty())
        .forEach(all::add);
    String text = String.join(",", all);
    // All rows are made as wide ones: kubectl leaves out what it does not show.
    return text.length() > WIDEST_ADDRESS && all.size() > 1
        ? text.substring(0, WIDEST_ADDRESS - 3) + "..."
        : text;
  }

  private static String ports(JsonObject spec) {
    return spec.array("ports")
        .objects()
        .map(
            port -> {
              String protocol = "/" + port.text("protocol", "TCP");
              long nodePort = port.number("nodePort", 0);
              return port.number("port", 0) + (nodePort > 0 ? ":" + nodePort : "") + protocol;
            })
        .collect(Collectors.joining(","));
  }

  private static String hosts(JsonObject spec) {
    List<JsonObject> rules = spec.array("rules").objects().toList();
    List<String> hosts = new ArrayList<>();
    boolean hasMore = false;
    for (JsonObject rule : rules) {
      hasMore |= hosts.size() == MOST_HOSTS;
      if (!hasMore && !rule.text("host").isEmpty()) {
        hosts.add(rule.text("host"));
      }
    }
    if (hosts.isEmpty()) {
      return "*";
    }
    String text = String.join(",", hosts);
    return hasMore ? text + " + " + (rules.size() - MOST_HOSTS) + " more..." : text;
  }

  private static String parameters(JsonObject reference) {
    if (reference.isEmpty()) {
      return "";
    }
    String group = reference.text("apiGroup");
    return reference.text("kind")
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + reference.text("name");
  }

  private static String parent(JsonObject reference) {
    if (reference.isEmpty()) {
      return "";
    }
    String group = reference.text("group");
    String namespace = reference.text("namespace");
    return (reference.text("resource") + (group.isEmpty() ? "" : "." + group))
            .toLowerCase(Locale.ROOT)
        + (namespace.isEmpty() ? "" : "/" + namespace)
        + "/"
        + reference.text("name");
  }

  private static List<String> addresses(JsonObject endpoints) {
    List<String> all = new ArrayList<>();
    for (JsonObject subset : endpoints.array("subsets").objects().toList()) {
      List<String> ips = subset.array("addresses").objects().map(each -> each.text("ip")).toList();
      if (subset.array("ports").isEmpty()) {
        all.addAll(ips);
      }
      for (JsonObject port : subset.array("ports").objects().toList()) {
        for (String ip : ips) {
          String host = ip.contains(":") ? "[" + ip + "]" : ip;
          all.add(host + ":" + port.number("port", 0));
        }
      }
    }
    return all;
  }

  private static List<String> slicePorts(JsonObject slice) {
    return slice
        .array("ports")
        .objects()
        .map(
            port ->
                port.get("port") instanceof JsonLong(long number)
                    ? Long.toString(number)
                    : port.get("name") instanceof JsonString(String name) ? name : "*")
        .toList();
  }
}
