package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.AddressForms;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of Endpoints. Subsets that do not change are not asked again. */
final class EndpointsRules implements Rules {
  @Override
  public void created(ApiObject object, FieldErrors errors) {
    for (Place subset : Place.of(object, errors).each("subsets")) {
      List<Place> ready = subset.each("addresses");
      List<Place> notReady = subset.each("notReadyAddresses");
      if (ready.isEmpty() && notReady.isEmpty()) {
        errors.required(subset.path(), "must specify `addresses` or `notReadyAddresses`");
      }
      ready.forEach(EndpointsRules::checkAddress);
      notReady.forEach(EndpointsRules::checkAddress);
      List<Place> ports = subset.each("ports");
      ports.forEach(port -> checkPort(port, ports.size() > 1));
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    if (!Place.isSame(next.tree().get("subsets"), before.tree().get("subsets"))) {
      created(next, errors);
    }
  }

  private static void checkAddress(Place address) {
    address.form("ip", AddressForms::ip);
    address.formIfAny("hostname", Names::label1123);
    if (address.has("nodeName")) {
      address.form("nodeName", Names::subdomain1123);
    }
    EndpointAddress.check(address.text("ip"), address.child("ip"), address.errors());
  }

  private static void checkPort(Place port, boolean isNameRequired) {
    if (isNameRequired) {
      port.requireForm("name", Names::label1123);
    } else {
      port.formIfAny("name", Names::label1123);
    }
    port.port("port");
    port.requireOneOf("protocol", ServicePortRules.PROTOCOLS);
    if (port.has("appProtocol")) {
      port.form("appProtocol", Names::qualifiedName);
    }
  }
}
