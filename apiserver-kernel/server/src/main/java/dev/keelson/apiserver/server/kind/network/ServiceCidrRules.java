package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.AddressForms;
import dev.keelson.apiserver.server.kind.meta.Cidr;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of ServiceCIDRs: one range of each family, and a second may be added. */
final class ServiceCidrRules implements Rules {
  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    List<String> cidrs = spec.texts("cidrs");
    if (cidrs.isEmpty()) {
      spec.required("cidrs", "at least one CIDR required");
      return;
    }
    if (cidrs.size() > 2) {
      errors.invalid(
          spec.child("cidrs"),
          JsonObject.of("CIDRs", spec.get("cidrs")),
          "may only hold up to 2 values");
      return;
    }
    for (int i = 0; i < cidrs.size(); i++) {
      String cidr = cidrs.get(i);
      int index = i;
      AddressForms.canonicalCidr(cidr)
          .forEach(wrong -> errors.invalid(spec.child("cidrs").index(index), cidr, wrong));
    }
    List<Boolean> families =
        cidrs.stream()
            .flatMap(cidr -> Cidr.parse(cidr).stream())
            .map(cidr -> cidr.address().isV4())
            .toList();
    if (families.size() == 2 && families.getFirst().equals(families.getLast())) {
      spec.invalid(
          "cidrs",
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
              + " 2001:db8::/64");
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place spec = Place.of(next, errors).at("spec");
    List<String> is = spec.texts("cidrs");
    List<String> was = before.spec().array("cidrs").texts().toList();
    boolean grows = was.size() == 1 && is.size() == 2;
    if (was.size() != is.size() && !grows) {
      spec.invalid("cidrs", "field is immutable");
      return;
    }
    for (int i = 0; i < was.size(); i++) {
      if (!is.get(i).equals(was.get(i))) {
        errors.invalid(spec.child("cidrs").index(i), is.get(i), "field is immutable");
      }
    }
    if (grows) {
      created(next, errors);
    }
  }
}
