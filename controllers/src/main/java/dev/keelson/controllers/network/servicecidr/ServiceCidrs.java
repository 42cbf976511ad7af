package dev.keelson.controllers.network.servicecidr;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.network.IpAddress;
import dev.keelson.controllers.network.IpPrefix;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Which ranges hold what. A few ranges at most; addresses by the ten thousand. */
final class ServiceCidrs {
  private ServiceCidrs() {}

  static List<IpPrefix> prefixes(ApiObject cidr) {
    return cidr.spec()
        .array("cidrs")
        .texts()
        .flatMap(text -> IpPrefix.parse(text).stream())
        .toList();
  }

  static List<ApiObject> containing(Collection<ApiObject> all, IpAddress address) {
    return all.stream().filter(each -> holds(each, address)).toList();
  }

  private static boolean holds(ApiObject cidr, IpAddress address) {
    return prefixes(cidr).stream().anyMatch(prefix -> prefix.contains(address));
  }

  static List<ApiObject> overlapping(Collection<ApiObject> all, ApiObject cidr) {
    return all.stream()
        .filter(
            other ->
                prefixes(other).stream()
                    .anyMatch(some -> prefixes(cidr).stream().anyMatch(some::overlaps)))
        .toList();
  }

  /**
   * Whether a range may go: others hold all of it, or all that is allocated of it.
   *
   * @param all the ranges that there are, this one too
   * @param addresses allocated to Services
   */
  static boolean isDispensable(
      ApiObject cidr, Collection<ApiObject> all, Stream<IpAddress> addresses) {
    List<ApiObject> others = all.stream().filter(each -> !each.name().equals(cidr.name())).toList();
    boolean isWithinOthers =
        prefixes(cidr).stream()
            .allMatch(
                prefix ->
                    others.stream()
                        .anyMatch(
                            other ->
                                prefixes(other).stream().anyMatch(each -> each.contains(prefix))));
    return isWithinOthers
        || addresses
            .filter(address -> holds(cidr, address))
            .allMatch(address -> others.stream().anyMatch(other -> holds(other, address)));
  }
}
