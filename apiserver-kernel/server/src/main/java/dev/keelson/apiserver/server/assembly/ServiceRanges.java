package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.allocate.AddressRange;
import dev.keelson.apiserver.server.kind.meta.Cidr;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The ranges that services' addresses are taken from: the one of the flags, and those of
 * ServiceCIDRs of its family that are ready, or of which nobody has said whether they are.
 */
final class ServiceRanges implements Supplier<List<AddressRange>> {
  private final AddressRange first;
  private final Resource cidrs;
  private final Cachers cachers;

  ServiceRanges(String serviceCidr, Resource cidrs, Cachers cachers) {
    this.first = AddressRange.of(serviceCidr);
    this.cidrs = cidrs;
    this.cachers = cachers;
  }

  @Override
  public List<AddressRange> get() {
    List<AddressRange> ranges = new ArrayList<>();
    ranges.add(first);
    cachers.of(cidrs).list(ListQuery.of(Selection.ALL)).items().stream()
        .map(Stored::object)
        .filter(ServiceRanges::isReady)
        .flatMap(each -> each.spec().array("cidrs").texts())
        .flatMap(text -> Cidr.parse(text).stream())
        .map(AddressRange::new)
        .filter(range -> range.family().equals(first.family()) && !ranges.contains(range))
        .forEach(ranges::add);
    return ranges;
  }

  private static boolean isReady(ApiObject cidr) {
    return !cidr.isBeingDeleted()
        && cidr.status()
            .array("conditions")
            .objects()
            .filter(each -> each.text("type").equals("Ready"))
            .allMatch(each -> each.text("status").equals("True"));
  }
}
