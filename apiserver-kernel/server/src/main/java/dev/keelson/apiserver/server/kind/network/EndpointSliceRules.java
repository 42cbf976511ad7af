package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.AddressForms;
import dev.keelson.apiserver.server.kind.meta.Ip;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Upstream's validation of EndpointSlices. Endpoints that do not change are not asked again. */
final class EndpointSliceRules implements Rules {
  private static final List<String> ADDRESS_TYPES = List.of("FQDN", "IPv4", "IPv6");
  private static final int ENDPOINTS_MOST = 1000;
  private static final int ADDRESSES_MOST = 100;
  private static final int PORTS_MOST = 20_000;
  private static final int TOPOLOGY_MOST = 16;
  private static final int HINTS_MOST = 8;

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place slice = Place.of(object, errors);
    checkShape(slice);
    checkEndpoints(slice);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place slice = Place.of(next, errors);
    checkShape(slice);
    if (!Place.isSame(slice.get("endpoints"), before.tree().get("endpoints"))) {
      checkEndpoints(slice);
    }
    slice.unchanged("addressType", before.tree());
  }

  private static void checkShape(Place slice) {
    slice.requireOneOf("addressType", ADDRESS_TYPES);
    List<Place> ports = slice.each("ports");
    if (ports.size() > PORTS_MOST) {
      slice.errors().tooMany(slice.child("ports"), ports.size(), PORTS_MOST);
      return;
    }
    Set<String> names = new HashSet<>();
    for (Place port : ports) {
      port.formIfAny("name", Names::label1123);
      if (!names.add(port.text("name"))) {
        port.errors().duplicate(port.child("name"), port.text("name"));
      }
      port.requireOneOf("protocol", ServicePortRules.PROTOCOLS);
      if (port.has("appProtocol")) {
        port.form("appProtocol", Names::qualifiedName);
      }
    }
  }

  private static void checkEndpoints(Place slice) {
    List<Place> endpoints = slice.each("endpoints");
    if (endpoints.size() > ENDPOINTS_MOST) {
      slice.errors().tooMany(slice.child("endpoints"), endpoints.size(), ENDPOINTS_MOST);
      return;
    }
    String type = slice.text("addressType");
    endpoints.forEach(endpoint -> checkEndpoint(endpoint, type));
  }

  private static void checkEndpoint(Place endpoint, String type) {
    List<String> addresses = endpoint.texts("addresses");
    FieldPath path = endpoint.child("addresses");
    if (addresses.isEmpty()) {
      endpoint.required("addresses", "must contain at least 1 address");
    } else if (addresses.size() > ADDRESSES_MOST) {
      endpoint.errors().tooMany(path, addresses.size(), ADDRESSES_MOST);
    }
    for (int i = 0; i < addresses.size(); i++) {
      checkAddress(addresses.get(i), type, path, i, endpoint.errors());
    }
    if (endpoint.has("nodeName")) {
      endpoint.form("nodeName", Names::subdomain1123);
    }
    Place topology = endpoint.at("deprecatedTopology");
    if (topology.object().size() > TOPOLOGY_MOST) {
      endpoint.errors().tooMany(topology.path(), topology.object().size(), TOPOLOGY_MOST);
    }
    Labels.check(topology.object(), topology.path(), endpoint.errors());
    if (endpoint.has("hostname")) {
      endpoint.form("hostname", Names::label1123);
    }
    checkHints(endpoint.at("hints"), "forZones", Names::labelValue);
    checkHints(endpoint.at("hints"), "forNodes", Names::subdomain1123);
  }

  private static void checkAddress(
      String address, String type, FieldPath path, int index, FieldErrors errors) {
    FieldPath at = path.index(index);
    switch (type) {
      case "IPv4", "IPv6" -> {
        boolean isV4 = type.equals("IPv4");
        List<String> wrong = isV4 ? AddressForms.ip(address) : AddressForms.canonicalIp(address);
        wrong.forEach(each -> errors.invalid(at, address, each));
        if (wrong.isEmpty()) {
          if (Ip.parse(address).map(Ip::isV4).orElse(isV4) != isV4) {
            errors.invalid(path, address, "must be an " + type + " address");
          }
          EndpointAddress.check(address, at, errors);
        }
      }
      case "FQDN" -> checkDomain(address, at, errors);
      default -> {}
    }
  }

  private static void checkDomain(String name, FieldPath path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path, "");
      return;
    }
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    List<String> wrong = Names.subdomain1123(bare);
    if (!wrong.isEmpty()) {
      errors.invalid(path, bare, String.join(",", wrong));
    } else if (bare.indexOf('.') < 0) {
      errors.invalid(path, bare, "should be a domain with at least two segments separated by dots");
    }
  }

  private static void checkHints(Place hints, String field, Function<String, List<String>> form) {
    List<Place> all = hints.each(field);
    if (all.size() > HINTS_MOST) {
      hints.errors().tooMany(hints.child(field), all.size(), HINTS_MOST);
      return;
    }
    Set<String> names = new HashSet<>();
    for (Place hint : all) {
      if (!names.add(hint.text("name"))) {
        hint.errors().duplicate(hint.child("name"), hint.text("name"));
      }
      hint.form("name", form);
    }
  }
}
