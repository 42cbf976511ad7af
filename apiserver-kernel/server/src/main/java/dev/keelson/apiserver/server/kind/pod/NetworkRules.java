package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.List;

/** The names and addresses of a pod, and its use of the host's network. */
final class NetworkRules {
  private static final int MOST_SERVERS = 3;
  private static final int MOST_SEARCHES = 32;
  private static final int LONGEST_SEARCHES = 2048;
  private static final int LONGEST_HOST_NAME = 64;

  private NetworkRules() {}

  /** With the host's network, ports are the host's; a template may leave that to be filled in. */
  static void hostPorts(Located spec, boolean isPod) {
    if (!spec.isTrue("hostNetwork")) {
      return;
    }
    for (Located container : spec.each("containers")) {
      for (Located port : container.each("ports")) {
        long host = port.number("hostPort");
        if ((isPod || host != 0) && host != port.number("containerPort")) {
          port.errors()
              .invalid(
                  port.path("hostPort"),
                  host,
                  "must match `containerPort` when `hostNetwork` is true");
        }
      }
    }
  }

  static void dns(Located spec) {
    boolean none = spec.text("dnsPolicy").equals("None");
    if (none && !spec.has("dnsConfig")) {
      spec.required("dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None");
      return;
    }
    if (!spec.has("dnsConfig")) {
      return;
    }
    Located dns = spec.in("dnsConfig");
    List<String> servers = dns.texts("nameservers");
    if (none && servers.isEmpty()) {
      dns.required(
          "nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
      return;
    }
    if (servers.size() > MOST_SERVERS) {
      dns.invalid("nameservers", "must not have more than " + MOST_SERVERS + " nameservers");
    }
    for (int i = 0; i < servers.size(); i++) {
      for (String message : Forms.ip(servers.get(i))) {
        dns.errors().invalid(dns.path("nameservers").index(i), servers.get(i), message);
      }
    }
    searches(dns, dns.texts("searches"));
    for (Located option : dns.each("options")) {
      if (option.text("name").isEmpty()) {
        option.errors().required(option.path(), "must not be empty");
      }
    }
  }

  private static void searches(Located dns, List<String> searches) {
    if (searches.size() > MOST_SEARCHES) {
      dns.invalid("searches", "must not have more than " + MOST_SEARCHES + " search paths");
    }
    if (String.join(" ", searches).length() > LONGEST_SEARCHES) {
      dns.invalid(
          "searches",
          "must not have more than "
              + LONGEST_SEARCHES
              + " characters (including spaces) in the search list");
    }
    for (int i = 0; i < searches.size(); i++) {
      String search = searches.get(i);
      if (search.equals(".")) {
        continue;
      }
      String domain = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
      for (String message : Names.subdomain1123WithUnderscore(domain)) {
        dns.errors().invalid(dns.path("searches").index(i), domain, message);
      }
    }
  }

  static void hostName(Located spec) {
    if (!spec.has("hostnameOverride")) {
      return;
    }
    if (spec.isTrue("setHostnameAsFQDN")) {
      spec.forbidden("hostnameOverride", "may not be specified when setHostnameAsFQDN is true");
    }
    if (spec.isTrue("hostNetwork")) {
      spec.forbidden("hostnameOverride", "may not be specified when hostNetwork is true");
    }
    if (spec.text("hostnameOverride").length() > LONGEST_HOST_NAME) {
      spec.errors().tooLong(spec.path("hostnameOverride"), LONGEST_HOST_NAME);
    }
    spec.form("hostnameOverride", Names::subdomain1123);
  }

  static void aliases(Located spec) {
    for (Located alias : spec.each("hostAliases")) {
      alias.form("ip", Forms::ip);
      List<String> names = alias.texts("hostnames");
      for (int i = 0; i < names.size(); i++) {
        for (String message : Names.subdomain1123(names.get(i))) {
          alias.errors().invalid(alias.path("hostnames").index(i), names.get(i), message);
        }
      }
    }
  }

  /** Users of its own are no use to a pod in the host's namespaces. */
  static void ownUsers(Located spec) {
    if (spec.get("hostUsers") != JsonBool.FALSE) {
      return;
    }
    String detail = "when `hostUsers` is false";
    if (spec.isTrue("hostNetwork")) {
      spec.forbidden("hostNetwork", detail);
    }
    if (spec.isTrue("hostPID")) {
      spec.forbidden("HostPID", detail);
    }
    if (spec.isTrue("hostIPC")) {
      spec.forbidden("HostIPC", detail);
    }
    for (Located container : WindowsRules.containers(spec)) {
      if (!container.json().array("volumeDevices").isEmpty()) {
        container.forbidden("volumeDevices", detail);
      }
    }
  }
}
