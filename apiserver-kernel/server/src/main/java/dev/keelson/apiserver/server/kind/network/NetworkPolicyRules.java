package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.AddressForms;
import dev.keelson.apiserver.server.kind.meta.Cidr;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;
import java.util.Optional;

/** Upstream's validation of NetworkPolicies. */
final class NetworkPolicyRules implements Rules {
  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final List<String> TYPES = List.of("Ingress", "Egress");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    Labels.checkSelector(spec.object().object("podSelector"), spec.child("podSelector"), errors);
    for (Place rule : spec.each("ingress")) {
      rule.each("ports").forEach(NetworkPolicyRules::checkPort);
      rule.each("from").forEach(NetworkPolicyRules::checkPeer);
    }
    for (Place rule : spec.each("egress")) {
      rule.each("ports").forEach(NetworkPolicyRules::checkPort);
      rule.each("to").forEach(NetworkPolicyRules::checkPeer);
    }
    List<String> types = spec.texts("policyTypes");
    if (types.size() > TYPES.size()) {
      spec.invalid("policyTypes", "may not specify more than two policyTypes");
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!TYPES.contains(types.get(i))) {
        errors.notSupported(spec.child("policyTypes").index(i), types.get(i), TYPES);
      }
    }
  }

  private static void checkPort(Place port) {
    port.oneOfIfSet("protocol", PROTOCOLS);
    boolean hasEnd = port.has("endPort");
    switch (port.get("port")) {
      case JsonLong(long number) -> {
        port.port("port");
        if (hasEnd) {
          if (port.number("endPort") < number) {
            port.errors()
                .invalid(port.child("endPort"), number, "must be greater than or equal to `port`");
          }
          port.port("endPort");
        }
      }
      case JsonString _ -> {
        if (hasEnd) {
          port.invalid("endPort", "may not be specified when `port` is non-numeric");
        }
        port.form("port", Names::portName);
      }
      default -> {
        if (hasEnd) {
          port.invalid("endPort", "may not be specified when `port` is not specified");
        }
      }
    }
  }

  private static void checkPeer(Place peer) {
    int count = 0;
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      if (peer.has(selector)) {
        count++;
        Labels.checkSelector(peer.object().object(selector), peer.child(selector), peer.errors());
      }
    }
    boolean hasBlock = peer.has("ipBlock");
    if (hasBlock) {
      count++;
      checkBlock(peer.at("ipBlock"));
    }
    if (count == 0) {
      peer.errors().required(peer.path(), "must specify a peer");
    } else if (count > 1 && hasBlock) {
      peer.errors().forbidden(peer.path(), "may not specify both ipBlock and another peer");
    }
  }

  private static void checkBlock(Place block) {
    if (!block.requireText("cidr")) {
      return;
    }
    block.form("cidr", AddressForms::cidr);
    Optional<Cidr> cidr = Cidr.parse(block.text("cidr"));
    if (cidr.isEmpty()) {
      return;
    }
    List<String> excepts = block.texts("except");
    for (int i = 0; i < excepts.size(); i++) {
      String except = excepts.get(i);
      FieldPath path = block.child("except").index(i);
      AddressForms.cidr(except).forEach(wrong -> block.errors().invalid(path, except, wrong));
      boolean isInside =
          Cidr.parse(except)
              .map(
                  inner ->
                      cidr.get().contains(inner.first()) && cidr.get().length() < inner.length())
              .orElse(true);
      if (!isInside) {
        block.errors().invalid(path, except, "must be a strict subset of `cidr`");
      }
    }
  }
}
